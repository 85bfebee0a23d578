"""The command `show`: one project at a glance, no wider than the terminal."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from reports import loading, wording
from reports.arranging import missing, programmes, short_names
from reports.evidence import Clause, CompletenessRow, EvidenceRow, Project, Report
from reports.visible import one_line
from warehouse.numerals import number
from warehouse.store import Warehouse
from yuanzheng import failures, grids, knowledge, widths
from yuanzheng.config import find, load
from yuanzheng.failures import Refused
from yuanzheng.voice import Voice
from yuanzheng.widths import plain
from yuanzheng.work import scored_at

_COLUMNS = ("编号", "指标", "数值", "完整性")
_NUMBERS = frozenset({2})
_MOST, _LONGEST = 5, 120
_GRADES = ("complete", "partial", "not_observable", "not_asked")


def tell(project: str, as_of: str | None, given: Path | None, voice: Voice) -> int:
    """Returns the exit code. Raises `Refused`."""
    places = load(find(given)).settings.warehouse
    database = places.database
    if not database.exists():
        raise Refused(f"还没有数据仓库 {database}：请先运行 yuanzheng collect 或 yuanzheng run。")
    with Warehouse(database, read_only=True) as warehouse:
        [project_id] = knowledge.named(warehouse, [project], places)
        at = scored_at(warehouse, project_id, as_of)
        [held] = [one for one in loading.projects(warehouse) if one.project_id == project_id]
        # what is known before the report is loaded is said before
        _say(voice, _head(held, at))
        report = loading.load(warehouse, held, at)
    option = f" --config {shlex.quote(str(given))}" if given else ""
    _say(voice, _body(report, option))
    return voice.end(failures.COMPLETE, **({"shown": _document(report)} if voice.json else {}))


def _say(voice: Voice, lines: Iterator[str]) -> None:
    width = widths.available()
    for words in () if voice.silent else lines:
        for line in _folded(words, width):
            voice.say(line)


def _head(project: Project, as_of: datetime) -> Iterator[str]:
    if project.sample:
        yield wording.SAMPLE_NOTICE
    yield f"项目“{one_line(project.name)}”"
    yield f"申报主体：{one_line(project.applicant or wording.UNKNOWN)}"
    yield f"截止 {wording.as_of_instant(as_of)}"


def _body(report: Report, option: str) -> Iterator[str]:
    yield from _sources(report)
    yield from _figures(report, widths.available())
    yield from _outcomes(report)
    yield from _gaps(report)
    yield from _completeness(report)
    yield f"追到原始回答：yuanzheng trace 编号 {plain(report.project.project_id)}{plain(option)}"


def _sources(report: Report) -> Iterator[str]:
    shown = [repository.repo_id for repository in report.repositories[:_MOST]]
    yield f"来源：{'、'.join(shown) or '没有'}{_more(len(report.repositories), '个')}"
    yield from (f"注意：{notice}" for notice in report.notices)


def _figures(report: Report, width: int | None) -> Iterator[str]:
    rows = [
        [row.evidence_id, row.title, _value(report, row), _grade(row)]
        for row in report.key_figures()
    ]
    table = grids.fitting(_COLUMNS, rows, 1, numbers=_NUMBERS, width=width)
    if table is not None:
        yield table
        return
    for row in rows:
        yield f"{row[0]} {row[1]}：{row[2]}（{row[3]}）"


def _value(report: Report, row: EvidenceRow) -> str:
    shown = one_line(wording.value_words(row), _LONGEST)
    if row.value is None:
        return shown
    bound = report.at_least(row)
    told = "，".join(f"{name} {number(value)}" for name, value in report.shares(row))
    if not told and bound and bound.value is not None:
        told = f"上限；至少 {number(bound.value)}"
    return f"{shown} {row.unit}".rstrip() + (f"（{told}）" if told else "")


def _grade(row: EvidenceRow) -> str:
    return wording.word("completeness", row.completeness) if row.completeness else wording.NOTHING


def _outcomes(report: Report) -> Iterator[str]:
    names = short_names(report)
    for policy, clauses, counted in programmes(report):
        counts = "，".join(f"{name} {n} 条" for name, n in counted)
        nothing = "只有供参考的条文" if clauses else "没有逐条结论"
        name = names.get(policy.policy_id, "政策")
        yield f"{name}《{policy.title}》：{counts or nothing}"


def _gaps(report: Report) -> Iterator[str]:
    gaps, names = missing(report), short_names(report)
    if gaps:
        yield f"差距（最要紧的在前）：共 {len(gaps)} 条"
    for clause in gaps[:_MOST]:
        yield f"· {_gap(clause, names)}"
    if len(gaps) > _MOST:
        yield f"· 另有 {len(gaps) - _MOST} 条，见证据表"


def _gap(clause: Clause, names: Mapping[str, str]) -> str:
    short = f"，{clause.short}" if clause.short else ""
    name = f"{names[clause.policy_id]} " if clause.policy_id in names else ""
    return f"{clause.outcome}　{name}{clause.clause_id} {clause.title}{short}"


def _completeness(report: Report) -> Iterator[str]:
    counts = Counter(row.grade for row in report.completeness)
    told = (f"{wording.word('completeness', g)} {counts[g]} 项" for g in _GRADES if counts[g])
    yield f"数据流：{'，'.join(told) or '没有'}"
    gaps = [row for row in report.completeness if row.grade != "complete"]
    for row in gaps[:_MOST]:
        yield f"· {_gap_of(row)}"
    if len(gaps) > _MOST:
        yield f"· 另有 {len(gaps) - _MOST} 项不完整，见证据表“完整性”"


def _gap_of(row: CompletenessRow) -> str:
    stream = wording.word("stream", row.stream)
    reason = one_line(row.reason or wording.NO_REASON, _LONGEST)
    return f"{row.repo_id} 的{stream}：{wording.word('completeness', row.grade)}，{reason}"


def _more(many: int, unit: str) -> str:
    return f" 等 {many} {unit}" if many > _MOST else ""


def _folded(text: str, width: int | None) -> list[str]:
    """Tables are as wide as they may be already."""
    if width is None or "\n" in text:
        return text.split("\n")
    return widths.wrapped(plain(text), max(width - 4, 1))


def _document(report: Report) -> dict[str, object]:
    """As `output.schema.json` describes it."""
    gaps = missing(report)
    return {
        "project_id": report.project.project_id,
        "name": report.project.name,
        "as_of": report.as_of,
        "figures": [
            {"evidence_id": row.evidence_id, "metric_id": row.metric_id, "title": row.title,
             "value": row.value, "value_text": row.value_text, "unit": row.unit,
             "completeness": row.completeness} for row in report.key_figures()
        ],
        "outcomes": [
            {"policy_id": c.policy_id, "clause_id": c.clause_id, "outcome": c.outcome}
            for c in report.clauses
        ],
        "gaps": [
            {"policy_id": c.policy_id, "clause_id": c.clause_id, "title": c.title,
             "outcome": c.outcome, "short": c.short} for c in gaps
        ],
        "completeness": dict(Counter(row.grade for row in report.completeness)),
    }  # fmt: skip
