"""From a printed figure to the raw answers it rests on, and from an answer back to the figures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from reports.considered import Holds, SeenTable, considered
from reports.errors import ReportError
from reports.evidence import Definition, EvidenceRow, Report, Source, SourceSet
from reports.licensing import LicenceLine
from reports.loading import answers_like
from warehouse.archive import without_secrets
from warehouse.lookup import WORDS, Shelves, State

if TYPE_CHECKING:
    from warehouse.queried import Queried

_FIGURE, _SET = re.compile(r"[Ee]\d{1,9}|[a-z][a-z0-9_]*@\d{1,9}"), re.compile(r"[Ss]\d{1,9}")
_HASH = re.compile(r"[0-9A-Fa-f]{32}|[0-9A-Fa-f]{64}")
WAYS = "证据编号（如 E12）、来源组编号（如 S3）、定义（如 stars@1），或原始回答的散列、编号、网址"


@dataclass(frozen=True, slots=True)
class Query:
    """The query of a metric; `intact` false: its text no longer has the hash noted for it."""

    path: str
    sha256: str
    intact: bool
    text: str


@dataclass(frozen=True, slots=True)
class Held:
    """An answer, and how it stands in the archive now."""

    source: Source
    state: State

    @property
    def words(self) -> str:
        return WORDS[self.state]


@dataclass(frozen=True, slots=True)
class FigureTrace:
    """`definition` None: a fact only the applicant knows, or a definition no longer held.

    `answers` are those looked at, of `of` that the figure rests on; those of listed rows first.
    """

    figure: EvidenceRow
    table: str
    definition: Definition | None
    query: Query | None
    tables: tuple[SeenTable, ...]
    answers: tuple[Held, ...]
    of: int
    note: str


@dataclass(frozen=True, slots=True)
class SetTrace:
    """A set of answers and the figures that rest on it."""

    source_set: SourceSet
    figures: tuple[EvidenceRow, ...]
    answers: tuple[Held, ...]


@dataclass(frozen=True, slots=True)
class AnswerTrace:
    """An answer with what rests on it: figures by project, and places that state a licence."""

    answer: Held
    figures: tuple[tuple[Report, tuple[EvidenceRow, ...]], ...]
    licences: tuple[LicenceLine, ...]


def names_figure(text: str) -> bool:
    return bool(_FIGURE.fullmatch(text))


def names_set(text: str) -> bool:
    return bool(_SET.fullmatch(text))


def names_answer(text: str) -> bool:
    return "://" in text or bool(_HASH.fullmatch(text))


def figure(
    warehouse: Queried,
    shelf: Shelves,
    report: Report,
    evidence_id: str,
    most: int | None,
    holds: Holds | None = None,
) -> FigureTrace:
    """Walks from an evidence id, or from a definition (`stars@1`, as months are listed by) to its
    whole figure; `most` rows of each table and answers (None: all). `holds`: see `considered`.

    Raises `ReportError` for an id the report does not have.
    """
    title, row = _row(report, evidence_id)
    definition = next(
        (d for d in report.definitions if (d.metric_id, d.version) == (row.metric_id, row.version)),
        None,
    )
    tables = considered(warehouse, report, row, definition, most, holds) if definition else ()
    sources = row.source_set.answers if row.source_set else ()
    first = {seen.answer_id for table in tables for seen in table.shown}
    ordered = sorted(sources, key=lambda source: source.answer_id not in first)
    chosen = ordered if most is None else ordered[: max(most, len(first))]
    query = _query(definition) if definition else None
    return FigureTrace(
        row, title, definition, query, tables, held(shelf, chosen), len(sources),
        _note(row, definition, tables, len(sources)),
    )  # fmt: skip


def source_set(shelf: Shelves, report: Report, set_id: str, most: int | None) -> SetTrace:
    """Walks from a source set. Raises `ReportError` for one the report does not have."""
    number = int(set_id[1:])
    found = next((s for s in report.source_sets if s.set_id == f"S{number}"), None)
    if found is None:
        raise ReportError(_unknown(report, set_id, "来源组", len(report.source_sets), "S"))
    return SetTrace(found, _resting(report, found), held(shelf, found.answers[:most]))


def back(
    warehouse: Queried, shelf: Shelves, reports: Sequence[Report], text: str
) -> tuple[AnswerTrace, ...]:
    """The way back from an answer's SHA-256, its id or its URL; a hash that stands for several
    answers means all of them.

    Raises `ReportError` when the text names no answer.
    """
    sought = without_secrets(text) if "://" in text else text.lower()
    sets = [s for report in reports for s in report.source_sets if s.digest == sought]
    found = {source.answer_id: source for one in sets for source in one.answers}
    found.update({source.answer_id: source for source in answers_like(warehouse, sought)})
    if not found:
        raise ReportError(_nothing(text))
    return tuple(
        AnswerTrace(one, *_rests(reports, one.source)) for one in held(shelf, found.values())
    )


def held(shelf: Shelves, sources: Iterable[Source]) -> tuple[Held, ...]:
    listed = list(sources)
    return tuple(Held(*pair) for pair in zip(listed, shelf.standing(listed), strict=True))


def _row(report: Report, asked: str) -> tuple[str, EvidenceRow]:
    wanted = asked if "@" in asked else f"E{int(asked[1:])}"
    for table in report.tables:
        for row in table.rows:
            whole = "" if row.part else f"{row.metric_id}@{row.version}"
            if wanted in {row.evidence_id, whole}:
                return table.title, row
    if "@" in asked:
        raise ReportError(
            f"项目“{report.project.name}”的证据表里没有定义 {asked}：请看“定义”一表。"
        )
    raise ReportError(_unknown(report, asked, "证据", sum(1 for _ in report.rows()), "E"))


def _unknown(report: Report, asked: str, kind: str, count: int, letter: str) -> str:
    name = report.project.name
    if not count:
        return f"没有{kind} {asked}：项目“{name}”截止这一时刻一条也没有，请先运行 yuanzheng score。"
    return f"没有{kind} {asked}：项目“{name}”的编号从 {letter}1 到 {letter}{count}。"


def _nothing(text: str) -> str:
    if names_answer(text):
        return "数据仓库里没有这份原始回答：请核对网址或散列，要与证据表里写的一字不差。"
    return f"看不懂要追溯什么：请写{WAYS}。"


def _query(definition: Definition) -> Query:
    text = definition.sql_text
    same = sha256(text.encode()).hexdigest() == definition.sql_sha256
    path = f"scoring/metrics/{definition.metric_id}.sql"
    return Query(path, definition.sql_sha256, same, text)


def _note(
    row: EvidenceRow, definition: Definition | None, tables: Sequence[SeenTable], answers: int
) -> str:
    """What the rows are, and what they are not."""
    if row.metric_id is None:
        return "这一行不是从平台数据算出的数字：条款要的材料由申报单位提供，没有查询和来源可追溯。"
    if definition is None:
        return "这一版定义已不在数据仓库里：请重新运行 yuanzheng score 和 yuanzheng report。"
    seen = sum(table.rows for table in tables)
    if not seen and not answers:
        return "没有原始回答可列：项目里没有这项指标适用的仓库，或这项数据没有向平台请求过。"
    if not seen:
        return "这些仓库在这些表里没有有效的行：列出的回答（如空的列表）就是为零或未知的依据。"
    if seen == row.n:
        return f"看过的行数与样本数 n = {seen:,} 相同。"
    counted = "未知" if row.n is None else f"{row.n:,}"
    judged = any(table.judged is not None for table in tables)
    return (
        "以上是计算时看过的行（这些仓库在这些表里全部有效的行），不是逐行计入的名单："
        f"哪些计入由定义与查询决定，样本数 n = {counted}。"
        + ("“认定”是每行算作哪种行为、为何不计；一行可以是几种行为。" if judged else "")
    )


def _resting(report: Report, found: SourceSet) -> tuple[EvidenceRow, ...]:
    return tuple(
        row for row in report.rows() if row.source_set and row.source_set.set_id == found.set_id
    )


def _rests(
    reports: Sequence[Report], source: Source
) -> tuple[tuple[tuple[Report, tuple[EvidenceRow, ...]], ...], tuple[LicenceLine, ...]]:
    figures = []
    for report in reports:
        rows = tuple(row for row in report.rows() if row.source_set and _in(source, row.source_set))
        if rows:
            figures.append((report, rows))
    lines = (line for report in reports for line in report.licence_lines)
    return tuple(figures), tuple(x for x in lines if x.answer_id == source.answer_id)


def _in(source: Source, among: SourceSet) -> bool:
    return any(one.answer_id == source.answer_id for one in among.answers)
