"""A licence nobody read is unknown; a text that was read and not recognised is a finding."""

from __future__ import annotations

from typing import Any

import pytest

GH = "github:o/p"


def _scored(town: Any, **findings: str) -> dict[str, tuple[str | None, str]]:
    town.project("p", GH)
    town.state(GH)
    town.put("licence_verdict", repo_id=GH, osi="unknown", fsf="unknown", in_repository="unknown",
             in_documents="unknown", agreement="unknown", verdict="unknown", reason="理由。",
             list_version="3.29", declared="NOASSERTION", concluded="NOASSERTION")  # fmt: skip
    for place in findings.values():
        town.put("licence_finding", repo_id=GH, place=place, expression="NOASSERTION",
                 status="unreadable",
                 osi="unknown", fsf="unknown", list_version="3.29")  # fmt: skip
    town.measure()
    rows = town.warehouse.query(
        "FROM measurement WHERE metric_id IN ('licence_concluded', 'licence_declared')"
        " AND part = ''"
    )
    return {row["metric_id"]: (row["value_text"], row["completeness"]) for row in rows}


@pytest.mark.parametrize("place", [None, "readme"])
def test_what_nobody_read_is_unknown(town: Any, place: str | None) -> None:
    found = _scored(town, **({"place": place} if place else {}))
    assert set(found.values()) == {(None, "not_observable")}


@pytest.mark.parametrize(("place", "metric", "word"), [
    ("file", "licence_concluded", "文本无法辨认（NOASSERTION）"),
    ("manifest", "licence_declared", "无法辨认（NOASSERTION）"),
    ("platform_field", "licence_declared", "无法辨认（NOASSERTION）"),
])  # fmt: skip
def test_what_was_read_and_not_recognised_is_said(
    town: Any, place: str, metric: str, word: str
) -> None:
    assert _scored(town, place=place)[metric] == (word, "complete")
