"""Every outcome a clause can end in is reached: all policies, from figures and facts of all kinds.

The expected outcomes stand in golden/outcomes.json: policy → clause → outcomes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import pytest

from scoring.facts.held import Statement
from scoring.facts.rules import SAME
from scoring.facts.values import Attachment, Facts, Given
from scoring.figures import Figure, Figures
from scoring.judging import judge
from scoring.policy_checks import Check, Clause
from scoring.policy_files import all_policies
from scoring.policy_models import Policy

GOLDEN = json.loads(
    (Path(__file__).parent / "golden" / "outcomes.json").read_text(encoding="utf-8")
)
AT = datetime(2026, 1, 1, tzinfo=UTC)
PAPER = Attachment(path="a.pdf", sha256="ab" * 32, bytes=9, format="pdf", pages=1)
MANY, FEW = 1e9, 0.0
# What may be stated, by the kind of the field: first what speaks for the applicant.
STATED: dict[str, tuple[object, ...]] = {
    "yes": (True, False), "count": (10**9, 0), "wanyuan": (MANY, 0.01),
    "date": ("2026-05-01", "2020-01-01"), "figures": ((9.0,) * 4, (0.0,) * 4),
    "people": ((("甲", "9"),),), "indicators": ((("甲", "9"),),),
}  # fmt: skip


def _figure(metric: str, part: str, state: str) -> Figure:
    numbers = {"many": MANY, "few": FEW, "partial": FEW}
    value = numbers.get(state)
    text = None if state in {*numbers, "unknown"} else state
    grade = "complete" if state not in {"partial", "unknown"} else "partial"
    if text is not None:
        value = MANY
    return Figure(
        metric, part, metric, "个", value, text, grade, "配额用完", None, AT, False, False
    )


def _figures(clause: Clause) -> Iterator[Figures]:
    """All alike; and in words that mean one outcome, numbers being many."""
    checks = [one for one in clause.checks if one.metric is not None]
    yield {}
    for state in ("unknown", "partial", "few", "many", "满足", "不满足", "需人工佐证"):
        yield {
            (one.metric or "", part): _figure(one.metric or "", part, _state(one, state))
            for one in checks
            for part in (one.part, *([one.low] if one.low else []))
        }


def _state(check: Check, state: str) -> str:
    meaning = [word for word, outcome in check.words.items() if outcome == state]
    if meaning or state in {"unknown", "partial", "few"}:
        return meaning[0] if meaning else state
    return "some other word" if check.words else "many"


def _facts(policy: Policy, clause: Clause) -> Iterator[Facts | None]:
    fields = {one.field_id: one for one in policy.fields}
    asked = sorted({name for one in clause.checks for name in one.facts() if name in fields})
    yield None
    yield {SAME: Given(value=())}
    for places, confirmed in product(product((0, 1), repeat=min(len(asked), 4)), (False, True)):
        told = {}
        for n, name in enumerate(asked):
            options = fields[name].options or ("填了",)
            values = STATED.get(fields[name].kind, (options[-1], options[0]))
            value = values[min(places[n] if n < len(places) else 0, len(values) - 1)]
            told[name] = Given(value=value, attachments=(PAPER,), confirmed=confirmed)
        yield {**told, SAME: Given(value=())}
        yield {**told, SAME: Given(value=("另一个",))}


def _reached(policy: Policy, clause: Clause) -> set[str]:
    names = policy.threshold_names()
    limits: list[dict[str, float]] = [{}, dict.fromkeys(names, 1.0), dict.fromkeys(names, 1e12)]
    fields = {one.field_id: one for one in policy.fields}
    return {
        judge(policy.policy_id, clause, figures, limit, Statement(fields, facts)).outcome
        for figures in _figures(clause)
        for facts in _facts(policy, clause)
        for limit in limits
    }


@pytest.mark.parametrize("policy", all_policies(), ids=lambda policy: policy.policy_id)
def test_every_outcome_a_clause_can_end_in(policy: Policy) -> None:
    found = {one.clause_id: sorted(_reached(policy, one)) for one in policy.clauses}
    assert found == GOLDEN[policy.policy_id]
