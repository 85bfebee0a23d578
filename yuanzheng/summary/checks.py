"""What whoever sends a summary up must look at: said in its remarks, with the clause."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scoring.facts.rules import worked
from scoring.facts.values import plain
from scoring.form_lines import ref
from scoring.policy_checks import Clause, Rule
from scoring.policy_forms import Form
from scoring.policy_models import Policy
from yuanzheng.facts.stating import same_by
from yuanzheng.summary.entries import Entry

MARK = "【核对】"


def remarks(entries: Sequence[Entry], at: int, form: Form) -> tuple[str, ...]:
    """Of the entry at that place, a sentence each."""
    one = entries[at]
    found = [*_state(one), *_twice(entries, at), *_above(one, form)]
    return tuple(f"{MARK}{words}" for words in found)


def missing(one: Entry, form: Form) -> tuple[str, ...]:
    """Titles of what the table asks for and nobody has stated; remarks are free."""
    told = dict(zip(form.columns, form.heads, strict=True))
    asked = [column for column in form.columns[:-1] if column not in {"#", "@"}]
    return tuple(told[name] for name in asked if not _given(one, name))


def _given(one: Entry, column: str) -> bool:
    place = ref(column)
    value = one.stated.values.get(place.field_id)
    if place.column is not None and isinstance(value, tuple):
        return value[place.column] is not None
    return value is not None


def _state(one: Entry) -> Iterator[str]:
    if one.problems:
        yield "申报事实有误，没有采用"
    elif not one.handed:
        yield "没有交申报事实"


def _twice(entries: Sequence[Entry], at: int) -> Iterator[str]:
    """Another entry of the same applicant: by its code, or by its name written alike."""
    one = entries[at]
    clause = _rule(one.policy, "once")
    for number, other in enumerate(entries, 1):
        same = same_by(one.stated, other.stated)
        if number != at + 1 and same and clause:
            told = f"与序号 {number} 是同一申报单位（{same[0]}相同）"
            yield f"{told}，条款{clause[0].clause_id}“{clause[0].quote}”"


def _above(one: Entry, form: Form) -> Iterator[str]:
    """More is asked for than the text grants at most."""
    found = _rule(one.policy, "share_cap")
    amounts = [one.stated.values.get(name) for name in form.columns if _money(one, name)]
    if found is None or not amounts or not isinstance(amounts[0], int | float):
        return
    clause, rule = found
    fields = {field.field_id: field for field in one.policy.fields}
    made = worked(rule, fields, one.stated.given())
    bound = next((step.value for step in made.steps if step.key == "bound"), None)
    if isinstance(bound, int | float) and amounts[0] > bound:
        yield f"申请 {plain(amounts[0])} 万元超过条款{clause.clause_id}算得的上限：{made.words}"


def _money(one: Entry, column: str) -> bool:
    if column in {"#", "@"} or ref(column).column is not None:
        return False
    return one.stated.fields[column].kind == "wanyuan"


def _rule(policy: Policy, kind: str) -> tuple[Clause, Rule] | None:
    for clause in policy.clauses:
        for check in clause.checks:
            if check.rule and check.rule.kind == kind:
                return clause, check.rule
    return None
