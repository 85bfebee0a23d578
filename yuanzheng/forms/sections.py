"""Parts of a form that are made of findings: what is calculated, and which papers there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from reports.forms.model import BLANK, Cell, Entry, Grid, Heading, Part
from scoring.facts.arithmetic import Step
from scoring.facts.rules import worked
from scoring.facts.values import plain
from scoring.form_lines import Ref
from scoring.policy_checks import Clause
from scoring.policy_forms import Form as Asked
from yuanzheng.forms.source import Source

NOT_HELD = "没有结论：这个项目没有对照这个政策"
_OPEN = "—"
_STEPS = ("条款", "条文原话", "步骤", "算式与出处", "数值", "单位")
_PAPERS = ("编号", "材料", "形式", "份数", "签章", "状态", "说明")


def fields(source: Source, asked: Asked) -> Iterator[Part]:
    """Each field with what is stated, and the words of the text that ask for it."""
    yield Heading("填报内容")
    rows = [_head("栏目", "填报", "条文原话")]
    for one in source.fields(asked.form_id):
        entry = source.entry(Ref(one.field_id))
        rows.append((_label(one.title), Cell(entry), Cell(Entry(one.quote))))
    yield Grid(tuple(rows), (4, 9, 7), repeat=1)


def computation(source: Source, asked: Asked) -> Iterator[Part]:
    """Every clause that is calculated, step by step; the conclusion is that of the findings."""
    yield Heading("计算")
    rows = [_head(*_STEPS)]
    for clause in source.policy.clauses:
        for check in clause.checks:
            if check.rule is None:
                continue
            named = {one.field_id: one for one in source.policy.fields}
            rows += _steps(source, clause, worked(check.rule, named, source.facts).steps)
    yield Grid(tuple(rows), (4, 9, 7, 7, 5, 3), repeat=1)


def _steps(source: Source, clause: Clause, steps: tuple[Step, ...]) -> Iterator[tuple[Cell, ...]]:
    found = source.clause(clause.clause_id)
    told = f"{found.outcome}：{found.reason}" if found else NOT_HELD
    tall = len(steps) + 1
    first: tuple[Cell, ...] = (
        Cell(Entry(clause.clause_id), height=tall), Cell(Entry(clause.quote), height=tall),
    )  # fmt: skip
    for step in steps:
        yield (
            *first, Cell(Entry(step.title)), Cell(Entry(step.how)),
            Cell(_value(step, clause.clause_id)), Cell(Entry(step.unit or _OPEN)),
        )  # fmt: skip
        first = ()
    yield (*first, Cell(Entry("结论")), Cell(Entry(told), 3))


def _value(step: Step, clause_id: str) -> Entry:
    """A fact that is missing is visibly so; what would follow from it stays open."""
    formula = step.formula and _named(step.formula, clause_id)
    name = f"{clause_id}.{step.key}"
    if step.value is None:
        return Entry(_OPEN if formula else None, formula=formula, name=name)
    if isinstance(step.value, str):
        return Entry(step.value, formula=formula, name=name)
    shown = step.value.isoformat() if isinstance(step.value, date) else plain(step.value)
    return Entry(shown, value=step.value, formula=formula, name=name)


def _named(formula: str, clause_id: str) -> str:
    return formula.replace("{", f"{{{clause_id}.")


def materials(source: Source, asked: Asked) -> Iterator[Part]:
    """The papers as the report lists them: in what form, signed how, and whether they are there."""
    if len(asked.sections) > 1:
        yield Heading("材料清单")
    rows = [_head(*_PAPERS)]
    if source.report and source.report.papers:
        for p in source.report.papers:
            copies = _OPEN if p.copies is None else str(p.copies)
            rows.append(_texts(p.material_id, p.title, p.form, copies, p.signed, p.state, p.detail))
    else:
        for one in source.policy.materials:
            copies = _OPEN if one.copies is None else str(one.copies)
            signed = "；".join(dict.fromkeys(one.signed.values()))
            rows.append(_texts(
                one.material_id, one.title, one.form, copies, signed, _OPEN, NOT_HELD
            ))  # fmt: skip
    yield Grid(tuple(rows), (4, 6, 8, 3, 6, 4, 9), repeat=1)


def months(source: Source, asked: Asked) -> Iterator[Part]:
    """Users of the platform by month, where the applicant has handed in a table of them."""
    yield from ()


def _head(*words: str) -> tuple[Cell, ...]:
    return tuple(map(_label, words))


def _label(words: str) -> Cell:
    return Cell(Entry(words), head=True)


def _texts(*words: str) -> tuple[Cell, ...]:
    return tuple(Cell(Entry(one or BLANK)) for one in words)


MADE: dict[str, Callable[[Source, Asked], Iterator[Part]]] = {
    "fields": fields, "computation": computation, "materials": materials, "months": months,
}  # fmt: skip
