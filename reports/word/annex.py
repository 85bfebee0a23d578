"""The annex of the Word report: every figure, every month, the registers, the definitions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reports import arranging, registers, sheets, wording
from reports.evidence import Clause, EvidenceRow, Series, SourceSet
from reports.notes import notes as how_to_read
from reports.tabular import Cell
from reports.word import markup
from reports.word.book import Book, cell, fine, graded, named, outcome, valued
from reports.word.markup import Column, paragraph, text
from warehouse.numerals import number

MOST_ROWS, MOST_PARTS, MOST_OTHERS, _ACROSS = 400, 24, 120, 6


def figures(book: Book) -> None:
    book.heading("附录一　全部数字与分项", name="annex1")
    for table in book.report.tables:
        book.heading(table.title, 2)
        columns = (
            Column("编号", 12), Column("指标、分项与条款", 50), Column("数值", 32, right=True),
            Column("窗口、样本与定义", 32), Column("完整性与来源组", 30),
        )  # fmt: skip
        rows = [_figure(book, row) for row in table.rows[:MOST_ROWS]]
        book.table(columns, rows, table.title, "没有这一类的指标或条款。")
        left(book, len(table.rows) - MOST_ROWS, "行")


def left(book: Book, count: int, what: str) -> None:
    """What does not stand here is said."""
    if count > 0:
        words = f"另有 {count:,} {what}，全部见 JSON、XLSX 或 CSV。"
        book.put(paragraph(text(words), style="YZNote"))


def _figure(book: Book, row: EvidenceRow) -> tuple[str, ...]:
    mark = book.marks.at(row.evidence_id)
    what = named(row)
    if not row.part:
        what += "".join(_served(book, one, fact=row.metric_id is None) for one in row.clauses)
    return (
        paragraph(text(row.evidence_id), style="YZFine", mark=mark),
        what,
        valued(row) + (fine("不依据统计指标") if row.metric_id is None else _why(row)),
        *_provenance(book, row),
    )


def _why(row: EvidenceRow) -> str:
    """Why there is no value, where its completeness does not say so."""
    why = "" if row.completeness_reason else wording.unknown_reason(row)
    return fine(why) if why else ""


def _served(book: Book, clause: Clause, *, fact: bool) -> str:
    named = markup.link(
        f"clause {clause.policy_id} {clause.clause_id}",
        f"{book.owner(clause)} {clause.clause_id}".strip(),
    )
    told = paragraph(named, text("　"), outcome(clause.outcome), style="YZFine")
    return told + (fine(clause.reason) if fact else "")


def _provenance(book: Book, row: EvidenceRow) -> tuple[str, str]:
    if row.metric_id is None:
        return fine(wording.NOTHING), fine(wording.NOTHING)
    window = fine(wording.window_words(row.window_from, row.window_to)) if not row.part else ""
    told = window + fine(f"n = {wording.count_words(row.n)}")
    told += "" if row.part else fine(wording.definition_key(row))
    found = row.source_set
    group = markup.link(found.set_id, found.set_id) if found else text("没有登记原始应答")
    return told, paragraph(book.graded(row), text("　"), group, style="YZFine")


# --- months


def months(book: Book) -> None:
    book.heading("附录二　月度", name="annex2")
    if not book.report.series:
        book.put(paragraph(text("没有按月的指标。")))
    for table in book.report.tables:
        for series in sheets.by_metric(book.report, table.title):
            _month(book, series)


def _month(book: Book, series: list[Series]) -> None:
    sheet = sheets.month_table(series[:MOST_PARTS])
    book.heading(sheet.title, 3)
    for first in range(1, len(sheet.columns), _ACROSS):
        pieces = slice(first, first + _ACROSS)
        names = sheet.columns[pieces]
        columns = [Column("月份", 18), *(Column(one.title, 23, right=True) for one in names)]
        rows = ([fine(str(row[0])), *map(_number, row[pieces])] for row in sheet.rows)
        book.table(columns, rows, sheet.title, "")
    left(book, len(series) - MOST_PARTS, "个分项")


def _number(value: Cell) -> str:
    if value is None:
        return cell(wording.UNKNOWN, "YZFine", right=True)
    shown = value if isinstance(value, str) else number(value)
    return cell(shown, "YZCell", right=True)


# --- registers


def licences(book: Book) -> None:
    book.heading("附录三　许可证逐处核对", name="annex3")
    columns = (
        Column("位置与文件", 42), Column("SPDX 表达式", 30), Column("状态", 24),
        Column("原文摘录", 60),
    )  # fmt: skip
    for repository in book.report.repositories:
        found = arranging.places(book.report, repository)
        book.heading(repository.full_name or repository.repo_id, 2)
        if found.verdict:
            book.put(paragraph(text(found.verdict.reason), style="YZNote"))
        rows = (
            (
                cell(wording.word("place", line.place))
                + fine(f"{line.path or wording.NOTHING}{f':{line.line}' if line.line else ''}"),
                cell(wording.word("expression", line.expression), letters="YZStrong"),
                cell(wording.word("licence_status", line.status))
                + fine("" if line.similarity is None else f"{line.similarity * 100:.1f}%"),
                fine(line.excerpt or wording.NOTHING),
            )
            for line in found.lines[:MOST_ROWS]
        )
        book.table(columns, rows, "许可证逐处核对", "这里没有许可证核对结果。")
        _compared(book, found)


def _compared(book: Book, found: arranging.LicencePlaces) -> None:
    for one in found.compared:
        words = f"{one.path} 与 SPDX 原文 {one.template}：{one.different} 处需人工核对的不同。"
        book.put(paragraph(text(words), style="YZNote"))
    real = [one for one in found.changes if one.change != "edited"]
    for change in real[:MOST_OTHERS]:
        words = (
            f"{wording.beijing(change.committed_at)}　{change.path}："
            f"{wording.word('expression', change.before)} → "
            f"{wording.word('expression', change.after)}　{change.reason}"
        )
        book.put(paragraph(text(words), style="YZNote"))


def third_party(book: Book) -> None:
    book.heading("附录四　第三方依赖许可", name="annex4")
    columns = (
        Column("名称与版本", 48), Column("许可证与出处", 34), Column("开源与相容", 26),
        Column("提请核对", 48),
    )  # fmt: skip
    every = book.report.third_party
    flagged = [one for one in every if one.advice is not None]
    rows = (
        (
            cell(one.name) + fine(f"{wording.word('origin', one.origin)} {one.version or ''}"),
            cell(wording.word("expression", one.licence))
            + fine(wording.word("licence_source", one.licence_source)),
            cell(f"开源：{wording.word('answer', one.is_open)}")
            + fine(wording.word("compatible", one.compatible)),
            fine(one.advice or wording.NOTHING),
        )
        for one in flagged[:MOST_OTHERS]
    )
    empty = "没有要提请核对的第三方代码。" if every else registers.NO_THIRD_PARTY
    book.table(columns, rows, "第三方依赖许可", empty)
    left(book, len(every) - min(len(flagged), MOST_OTHERS), "项")


def completeness(book: Book) -> None:
    book.heading("附录五　完整性与看不到的数据", name="annex5")
    columns = (
        Column("仓库", 44), Column("数据流", 30), Column("完整性与原因", 52),
        Column("已有 / 应有", 30, right=True),
    )  # fmt: skip
    found = arranging.gaps(book.report.completeness)
    rows = (
        (
            fine(row.repo_id),
            cell(wording.word("stream", row.stream)),
            cell(graded(row.grade)) + fine(row.reason or wording.NO_REASON),
            cell(
                f"{wording.count_words(row.got)} / {wording.count_words(row.expected)}", right=True
            ),
        )
        for row in found[:MOST_ROWS]
    )
    book.table(columns, rows, "不完整之处", "请求过的数据流都完整，或还没有采集过。")
    left(book, len(found) - MOST_ROWS, "处")
    for repo, names in arranging.not_asked(book.report.completeness):
        streams = "、".join(wording.word("stream", name) for name in names)
        book.put(paragraph(text(f"没有请求过　{repo}　{streams}"), style="YZNote"))


def definitions(book: Book) -> None:
    book.heading("附录六　定义", name="annex6")
    if not book.report.definitions:
        book.put(paragraph(text("没有用到任何指标定义。")))
    for one in book.report.definitions:
        book.put(
            paragraph(text(one.title, "YZStrong"), text(f"　{one.key}", "YZCode"), style="YZCell")
        )
        book.put(paragraph(text(one.question), style="YZFine"))
        whole = text(one.definition, longest=len(one.definition))
        book.put(paragraph(whole, style="YZCell"))
        needs = "、".join(wording.word("stream", need) for need in one.needs) or wording.NOTHING
        window = registers.window_of(one.window_days)
        words = f"单位：{one.units or wording.NOTHING}　窗口：{window}"
        said = f"{words}　所需数据：{needs}　SQL 的 SHA-256 "
        book.put(paragraph(text(said), text(one.sql_sha256, "YZCode"), style="YZNote"))


def sources(book: Book) -> None:
    book.heading("附录七　来源", name="annex7")
    columns = (
        Column("来源组", 16), Column("证据", 30), Column("应答数", 16, right=True),
        Column("首个应答的地址与时间；SHA-256（多个应答时为合并值）", 94),
    )  # fmt: skip
    sets = book.report.source_sets
    rows = (_set(book, found) for found in sets[:MOST_ROWS])
    book.table(columns, rows, "来源组", "没有登记任何原始应答。")
    left(book, len(sets) - MOST_ROWS, "个来源组")
    if sets:
        said = "每个原始应答的地址、时间与 SHA-256 见 XLSX 的“来源”表、csv/来源.csv 与 JSON。"
        book.put(paragraph(text(said), style="YZNote"))


def _set(book: Book, found: SourceSet) -> Sequence[str]:
    missing = f"（其中 {found.unregistered} 个未登记）" if found.unregistered else ""
    where = f"{found.first.url or wording.UNKNOWN}　{wording.beijing(found.first.fetched_at)}"
    return (
        paragraph(text(found.set_id), style="YZCell", mark=book.marks.at(found.set_id)),
        paragraph(book.refs(registers.evidence_ids(book.report, found.set_id)), style="YZFine"),
        cell(f"{len(found.answers):,}{missing}", right=True),
        fine(where) + paragraph(text(found.digest or wording.UNKNOWN, "YZCode"), style="YZFine"),
    )


def notes(book: Book) -> None:
    book.heading("附录八　如何阅读与核对", name="annex8")
    for note in how_to_read():
        book.put(paragraph(text(note.title, "YZStrong"), text(f"　{note.text}"), style="YZCell"))


PARTS = (figures, months, licences, third_party, completeness, definitions, sources, notes)


def titles() -> Iterator[tuple[str, str]]:
    """Places of the annex and their names, for the list of contents."""
    names = ("全部数字与分项", "月度", "许可证逐处核对", "第三方依赖许可", "完整性与看不到的数据",
             "定义", "来源", "如何阅读与核对")  # fmt: skip
    for at, name in enumerate(names, 1):
        yield f"annex{at}", f"附录{'一二三四五六七八'[at - 1]}　{name}"
