"""Parts of a form that are made of findings: what is calculated, and which papers there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from reports import wording
from reports.forms.model import BLANK, Cell, Entry, Grid, Heading, Part, Text
from scoring.facts.arithmetic import Step
from scoring.facts.rules import worked
from scoring.facts.values import plain
from scoring.form_lines import Ref
from scoring.policy_checks import Clause
from scoring.policy_forms import Form as Asked
from scoring.policy_parts import Deadline
from yuanzheng.facts import monthly
from yuanzheng.forms.measured import measured
from yuanzheng.forms.source import Source

NOT_HELD = "没有结论：这个项目没有对照这个政策"
_OPEN, _USERS = "—", "monthly_users"
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
    held = source.report.papers if source.report else ()
    own = [one for one in held if one.policy_id == source.policy.policy_id]
    if own:
        for p in own:
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
    yield from (Text(_term(source, one), indented=False) for one in source.policy.deadlines)


def _term(source: Source, one: Deadline) -> str:
    """By when, in the words of the text; a day that is over at the as-of says so."""
    last = source.report and wording.last_day(source.report.as_of)
    over = "，到截止时刻已过" if one.day and last and last[:10] > one.day.isoformat() else ""
    return f"期限（{one.deadline_id}）{one.title}：{one.day or '另行通知'}{over}，“{one.quote}”"


def months(source: Source, asked: Asked) -> Iterator[Part]:
    """Users of the platform by month, where the applicant has handed in a table of them."""
    span, told = source.field(_USERS).months, source.stated
    if not told.months or told.months_file is None or span is None:
        return
    yield Heading("月度活跃用户（申报单位提供）")
    rows = [_head("月份", "月活跃用户数", "月份", "月活跃用户数")]
    every = sorted({*monthly.between(*span), *told.months})
    half = (len(every) + 1) // 2
    for at in range(half):
        beside = every[at + half] if at + half < len(every) else None
        rows.append((*_month(told.months, every[at]), *_month(told.months, beside)))
    yield Grid(tuple(rows), repeat=1)
    paper, lacks = told.months_file, monthly.lacking(told.months, span)
    mean = source.words(Ref(_USERS))
    yield Text(
        f"申报单位提供：{paper.path}，SHA-256 {paper.sha256}。{lacks}；各月平均 {mean}。"
        "这是社区平台自己的用户，不是源证测得的月度活跃贡献者，两者不能相互代替。",
        indented=False, small=True,
    )  # fmt: skip


def _month(months: Mapping[date, int], month: date | None) -> tuple[Cell, Cell]:
    if month is None:
        return Cell(Entry("")), Cell(Entry(""))
    users = months.get(month)
    entry = Entry() if users is None else Entry(plain(users), value=float(users))
    return Cell(Entry(f"{month:%Y-%m}")), Cell(entry)


def _head(*words: str) -> tuple[Cell, ...]:
    return tuple(map(_label, words))


def _label(words: str) -> Cell:
    return Cell(Entry(words), head=True)


def _texts(*words: str) -> tuple[Cell, ...]:
    return tuple(Cell(Entry(one or BLANK)) for one in words)


MADE: dict[str, Callable[[Source, Asked], Iterator[Part]]] = {
    "fields": fields, "computation": computation, "materials": materials,
    "months": months, "measured": measured,
}  # fmt: skip
