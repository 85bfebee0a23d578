"""A policy that holds no more, or not yet, says so beside every finding."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from scoring.in_force import dated
from scoring.judgements import Judgement
from scoring.policy_files import load

PLAN, AI, PROJECT = "nanjing-2023-2025", "nanshan-ai-industry", "nanshan-project"
OVER = "政策施行至 2025-12-31，截止时刻在此之后。"
EARLY = "政策自 2026-06-04 起施行，截止时刻在此之前。"


@pytest.mark.parametrize(
    ("policy", "as_of", "words"),
    [
        (PLAN, datetime(2025, 12, 31, 16, tzinfo=UTC), ""),  # the end of the last day there
        (PLAN, datetime(2025, 12, 31, 17, tzinfo=UTC), OVER),
        (AI, datetime(2026, 6, 3, 16, tzinfo=UTC), EARLY),
        (AI, datetime(2026, 6, 3, 17, tzinfo=UTC), ""),
        (PROJECT, datetime(1999, 1, 1, tzinfo=UTC), ""),  # the text names no day
    ],
)
def test_the_last_day_counted_decides(policy: str, as_of: datetime, words: str) -> None:
    found = Judgement("满足", "理由。", threshold="≥ 1")
    told = dated(load(policy), found, as_of)
    assert told == Judgement("满足", f"理由。{words}", threshold="≥ 1")
