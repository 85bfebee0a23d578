"""How a trace is told: lines for people, a document for machines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC
from hashlib import sha256
from importlib.resources import files

from reports import wording
from reports.considered import Judged, SeenTable
from reports.evidence import EvidenceRow, Report
from reports.trace import AnswerTrace, FigureTrace, Held, Query, SetTrace
from yuanzheng.grids import drawn

_MOST_IDS = 60


@dataclass(frozen=True, slots=True)
class Found:
    """One of a figure, a source set, and answers; `report` is that of the project."""

    report: Report
    figure: FigureTrace | None = None
    source_set: SetTrace | None = None
    answers: tuple[AnswerTrace, ...] = ()


def answers(found: Found) -> list[Held]:
    """The answers that were looked up in the archive."""
    listed = [one.answer for one in found.answers]
    for one in (found.figure, found.source_set):
        listed += one.answers if one else ()
    return listed


def lines(found: Found, sql: bool) -> Iterator[str]:
    """What follows the line that names the instant."""
    if found.report.project.sample:
        yield wording.SAMPLE_NOTICE
    if found.figure:
        yield f"项目“{found.report.project.name}”\n"
        yield from _figure(found.figure, sql)
    if found.source_set:
        yield f"项目“{found.report.project.name}”\n"
        yield from _set(found.source_set)
    for answer in found.answers:
        yield from _answer(answer)


def document(found: Found) -> dict[str, object]:
    """As `output.schema.json` describes it; rows and answers as they were listed."""
    figure, several = found.figure, found.source_set
    return {
        "as_of": found.report.as_of,
        "project": None if found.answers else found.report.project.name,
        "figure": _figure_document(figure) if figure else None,
        "source_set": several and {
            "set_id": several.source_set.set_id, "sha256": several.source_set.digest,
            "figures": [row.evidence_id for row in several.figures],
        },
        "answers": [_held(one) for one in answers(found)],
        "rests_on": [
            {
                "answer_id": one.answer.source.answer_id,
                "figures": [
                    {"project": r.project.name, "evidence": [row.evidence_id for row in rows]}
                    for r, rows in one.figures
                ],
                "licences": [asdict(line) for line in one.licences],
            }
            for one in found.answers
        ],
    }  # fmt: skip


def _figure_document(one: FigureTrace) -> dict[str, object]:
    row, query = one.figure, one.query
    return {
        "evidence_id": row.evidence_id, "title": row.title, "part_title": row.part_title,
        "evidence_table": one.table, "metric_id": row.metric_id, "version": row.version,
        "value": row.value, "value_text": row.value_text, "unit": row.unit, "n": row.n,
        "window_from": row.window_from, "window_to": row.window_to,
        "completeness": row.completeness, "completeness_reason": row.completeness_reason,
        "clauses": [
            {"policy_id": c.policy_id, "clause_id": c.clause_id, "outcome": c.outcome}
            for c in row.clauses
        ],
        "definition": one.definition and one.definition.definition,
        "query": query and {**asdict(query), "installed": _installed(query)},
        "source_set": row.source_set and row.source_set.set_id,
        "tables": [asdict(table) for table in one.tables], "answers": one.of, "note": one.note,
    }  # fmt: skip


def _held(one: Held) -> dict[str, object]:
    return {**asdict(one.source), "state": one.state, "words": one.words}


def _figure(one: FigureTrace, sql: bool) -> Iterator[str]:
    row = one.figure
    yield _named(row)
    yield f"  证据表：{one.table}"
    if row.metric_id is not None:
        yield f"  数值：{_value(row)}"
        yield f"  统计期：{wording.window_words(row.window_from, row.window_to)}"
        yield f"  完整性：{wording.completeness_words(row.completeness, row.completeness_reason)}"
    for clause in row.clauses:
        yield f"  条款：《{clause.policy_title}》{clause.clause_id}：{clause.outcome}"
    if one.definition:
        yield f"  定义：{one.definition.key}（第 {one.definition.version} 版）"
        yield f"    {one.definition.definition}"
    if one.query:
        yield from _query(one.query, sql)
    yield ""
    for table in one.tables:
        yield from _table(table, {a.source.answer_id: n for n, a in enumerate(one.answers, 1)})
    yield one.note
    if row.source_set:
        yield f"来源组 {row.source_set.set_id}：{one.of:,} 份原始回答，{_listed(one)}\n"
    yield from _answers(one.answers)


def _listed(one: FigureTrace) -> str:
    left = one.of - len(one.answers)
    return f"列出 {len(one.answers)} 份（全部见 --json）。" if left else "全部列出。"


def _query(query: Query, sql: bool) -> Iterator[str]:
    yield f"  查询：{query.path}，SHA-256 {query.sha256}"
    if not query.intact:
        yield "    ✗ 数据仓库里的查询文本与这个散列不符：它被改过，请重新运行 yuanzheng score。"
    elif not _installed(query):
        yield "    现在安装的源证里这个文件不同或已没有：数字是用旧的一版算的，文本在数据仓库里。"
    if sql:
        yield "\n" + query.text.rstrip("\n")


def _installed(query: Query) -> bool:
    """Whether the file of that path is the one the figure was measured with."""
    room, *path = query.path.split("/")
    file = files(room).joinpath(*path)
    return file.is_file() and sha256(file.read_bytes()).hexdigest() == query.sha256


def _table(table: SeenTable, numbers: dict[str, int]) -> Iterator[str]:
    name, _, of = table.table.partition(":")
    time = wording.word("time", table.time)
    inside = "" if table.inside is None else f"，其中{time}在统计期内 {table.inside:,} 行"
    title = f"{wording.word('table', name)}（表 {name}{f'，{of}' if of else ''}）"
    yield f"看过的行：{title}{table.rows:,} 行{inside}"
    if table.later:
        yield f"  计算之后又读到 {table.later:,} 行，没有用在这个数字里：重新运行 yuanzheng score。"
    if table.judged:
        words = (f"{judged(one)} {rows:,}" for one, rows in table.judged)
        yield f"  统计期内认定为：{'；'.join(words)}"
    if table.shown:
        yield _rows(table, numbers)


def _rows(table: SeenTable, numbers: dict[str, int]) -> str:
    head = ["键", f"{wording.word('time', table.time)}（北京时间）", "仓库", "回答", "认定"]
    width = len(head) if table.judged is not None else len(head) - 1
    rows = [
        [
            row.key.removeprefix(f"{row.repo_id}|"), wording.beijing(row.at), row.repo_id,
            str(numbers.get(row.answer_id, "—")), "、".join(map(judged, row.judged or ())) or "—",
        ]
        for row in table.shown
    ]  # fmt: skip
    return drawn(head[:width], [row[:width] for row in rows], numbers={3})


def judged(one: Judged) -> str:
    """What a row was taken for, in words."""
    kind = wording.word("act", one.kind)
    who = "" if one.bot == "human" else f"·{wording.word('bot', one.bot)}"
    out = f"·不计（{wording.word('excluded', one.excluded)}）" if one.excluded else ""
    return kind + who + out


def _answers(listed: tuple[Held, ...]) -> Iterator[str]:
    for number, one in enumerate(listed, 1):
        yield f"回答 {number}"
        yield from _source(one)


def _source(one: Held) -> Iterator[str]:
    source = one.source
    if source.sha256 is None or source.fetched_at is None:
        yield f"  编号 {source.answer_id}：数据仓库里没有登记这份回答"
        return
    status = "git 对象" if source.status is None else f"HTTP {source.status}"
    yield f"  {source.url}"
    utc = f"{source.fetched_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    yield f"  {status}，{wording.beijing(source.fetched_at)}（北京时间；UTC {utc}）"
    yield f"  SHA-256 {source.sha256}，{source.bytes or 0:,} 字节，编号 {source.answer_id}"
    yield f"  存档 {source.warc_file}，记录 {source.warc_record}"
    yield f"  核对：{one.words}"


def _set(one: SetTrace) -> Iterator[str]:
    found = one.source_set
    yield f"来源组 {found.set_id}：{len(found.answers):,} 份原始回答，组的 SHA-256 {found.digest}"
    yield "用到它的数字："
    for row in one.figures:
        yield f"  {_named(row)}：{_value(row)}"
    left = len(found.answers) - len(one.answers)
    yield f"原始回答（列出 {len(one.answers)} 份，全部见 --json）：" if left else "原始回答："
    yield from _answers(one.answers)


def _answer(one: AnswerTrace) -> Iterator[str]:
    yield "\n原始回答"
    yield from _source(one.answer)
    for report, rows in one.figures:
        ids = [row.evidence_id for row in rows]
        more = f" 等 {len(ids)} 个" if len(ids) > _MOST_IDS else ""
        yield f"  项目“{report.project.name}”用到它的数字：{'、'.join(ids[:_MOST_IDS])}{more}"
    for line in one.licences:
        yield f"  许可证的出处：{line.repo_id} {line.path or '平台字段'}：{line.expression}"
    if not one.figures and not one.licences:
        yield "  这个截止时刻没有数字用到它。"


def _named(row: EvidenceRow) -> str:
    return " · ".join(filter(None, [f"{row.evidence_id} {row.title}", row.part_title]))


def _value(row: EvidenceRow) -> str:
    unit = "" if row.value is None else f" {row.unit}"
    shown = f"{wording.value_words(row)}{unit}".strip()
    reason = wording.unknown_reason(row)
    return f"{shown}（{reason}）" if reason else f"{shown}（样本数 n = {_n(row)}）"


def _n(row: EvidenceRow) -> str:
    return wording.count_words(row.n)
