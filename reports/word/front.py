"""The main part of the Word report: what a reader wants to know first."""

from __future__ import annotations

from collections.abc import Iterator

from reports import arranging, drawing, fronting, stated, wording
from reports.evidence import Clause, EvidenceRow, Paper, Policy
from reports.fronting import Front
from reports.word import markup
from reports.word.book import ALT, Book, cell, fine, graded, named, outcome, valued
from reports.word.markup import Column, paragraph, text

_COLORS = (("0B2F57", "●"), ("C06000", "■"), ("11785C", "▲"), ("8B4A8F", "◆"))
_CHART, _LINE = 128, 34


def cover(book: Book) -> None:
    report, project = book.report, book.report.project
    if project.sample:
        book.put(paragraph(text(wording.SAMPLE_NOTICE), style="YZWarn"))
    book.put(paragraph(text("源证 · 开源项目证据表"), style="YZSmall"))
    book.put(paragraph(text(" ".join(project.name.split()), longest=200), style="YZTitle"))
    book.put(paragraph(text(project.applicant or "申报主体未填写", longest=200)))
    columns = (Column("项", 24), Column("内容", 132 if report.root is None else 96))
    rows = [(cell(title, letters="YZStrong"), cell(words)) for title, words in _facts(book)]
    book.table(columns, rows, "数据的截止时刻与来源", "")
    if report.root is not None:
        book.put(paragraph(book.code(report.root)))
    for notice in report.notices:
        book.put(paragraph(text(notice), style="YZNote"))
    _cards(book)


def _facts(book: Book) -> Iterator[tuple[str, str]]:
    report = book.report
    at = f"{wording.as_of_date(report.as_of)}{wording.counted_in(report.as_of)}"
    yield "数据截止", at
    yield "截止时刻", f"{wording.as_of_instant(report.as_of)} 之前"
    reach = f"{len(report.repositories)} 个仓库、模型或数据集，{len(report.sources):,} 个原始应答"
    yield "数据来源", reach
    yield "对照政策", "\n".join(policy.title for policy in report.policies) or "未对照政策"
    if report.root is not None:
        yield wording.ROOT, report.root


def _cards(book: Book) -> None:
    lines = arranging.sparklines(book.report)
    columns = (
        Column("主要指标", 50), Column("数值", 40, right=True), Column("近 12 个月", 38),
        Column("完整性与证据", 28),
    )  # fmt: skip
    rows = [_card(book, row, lines.get(row.evidence_id)) for row in book.report.key_figures()]
    book.table(columns, rows, "主要指标", "没有主要指标：还没有测量结果。")


def _card(book: Book, row: EvidenceRow, line: str | None) -> tuple[str, ...]:
    report = book.report
    least = report.at_least(row)
    more = [f"上限；至少 {wording.value_words(least)}"] if least else []
    more += [" + ".join(f"{wording.word('platform', platform)} {int(value):,}"
                        for platform, value in report.shares(row))]  # fmt: skip
    said = "；".join(words for words in more if words)
    style = "YZSoft" if row.unknown or row.value_text is not None else "YZBig"
    unit = row.unit if row.value is not None else ""
    value = text(wording.value_words(row), style) + (text(f" {unit}", "YZSoft") if unit else "")
    picture = book.drawn(line, f"{row.title}按月的走势", _LINE) if line else text("—")
    return (
        cell(row.title, letters="YZStrong") + (fine(said) if said else ""),
        paragraph(value, style="YZCell", right=True),
        paragraph(picture, style="YZCell"),
        paragraph(book.graded(row), style="YZCell")
        + paragraph(book.refs([row.evidence_id]), style="YZFine"),
    )


# --- clauses, gaps, papers


def clauses(book: Book) -> None:
    book.heading("逐条结论", name="clauses")
    programmes = list(arranging.programmes(book.report))
    if not programmes:
        book.put(paragraph(text("没有对照任何政策。")))
    for policy, found, _ in programmes:
        _programme(book, policy, list(found))


def _programme(book: Book, policy: Policy, found: list[Clause]) -> None:
    short = arranging.short_names(book.report).get(policy.policy_id)
    book.heading(f"{short}　{policy.title}" if short else policy.title, 2)
    sha256 = text(policy.source_sha256, "YZCode")
    book.put(paragraph(text(f"{policy.issuer} · 原文 SHA-256 "), sha256, style="YZNote"))
    judged = fronting.judged(found)
    counts = wording.outcome_counts(clause.outcome for clause in judged)
    said = "，".join(f"{name} {count}" for name, count in counts)
    if judged or not found:
        book.put(paragraph(text(f"共 {len(judged)} 条：{said or '还没有逐条结论'}。")))
        columns = (
            Column("条款与结论", 27), Column("要求与原文", 47), Column("理由、下一步与证据", 82),
        )  # fmt: skip
        rows = (_clause(book, clause) for clause in judged)
        book.table(columns, rows, "逐条结论", "在此截止时刻还没有逐条结论。")
    if rest := fronting.ceilings(found):
        columns = (Column("参考条文", 27), Column("原文", 60), Column("说明", 69))
        rows = (_ceiling(book, clause) for clause in rest)
        book.put(paragraph(text(fronting.CEILINGS_SAID), style="YZCaption"))
        book.table(columns, rows, "参考条文", "")


def _clause(book: Book, clause: Clause) -> tuple[str, ...]:
    mark = book.marks.at(f"clause {clause.policy_id} {clause.clause_id}")
    wanted = cell(clause.title, letters="YZStrong") + fine(f"「{clause.quote}」")
    wanted += fine(f"门槛：{clause.threshold}") if clause.threshold else ""
    return (
        paragraph(text(clause.clause_id, "YZStrong"), style="YZCell", mark=mark)
        + fine(clause.level)
        + paragraph(outcome(clause.outcome), style="YZCell"),
        wanted,
        cell(clause.reason)
        + paragraph(text("证据 "), book.refs(book.report.evidence_of(clause)), style="YZFine"),
    )


def _ceiling(book: Book, clause: Clause) -> tuple[str, ...]:
    mark = book.marks.at(f"clause {clause.policy_id} {clause.clause_id}")
    named = paragraph(text(clause.clause_id, "YZStrong"), style="YZCell", mark=mark)
    evidence = paragraph(text("证据 "), book.refs(book.report.evidence_of(clause)), style="YZFine")
    return named + fine(clause.title), fine(f"「{clause.quote}」"), cell(clause.reason) + evidence


def gaps(book: Book) -> None:
    book.heading("差距清单", name="gaps")
    found = arranging.missing(book.report)
    if found:
        book.put(paragraph(text(arranging.GAPS_SAID), style="YZNote"))
    columns = (
        Column("条款", 27), Column("要求", 52), Column("结论", 25), Column("还差与何时可到", 52),
    )  # fmt: skip
    book.table(columns, (_gap(book, one) for one in found), "差距清单", arranging.NO_GAP)


def _gap(book: Book, clause: Clause) -> tuple[str, ...]:
    name = f"clause {clause.policy_id} {clause.clause_id}"
    level = " ".join(filter(None, (book.owner(clause), clause.level)))
    told = cell(clause.short or wording.NOTHING)
    told += fine(clause.by_when) if clause.by_when else ""
    return (
        paragraph(markup.link(name, clause.clause_id), style="YZCell") + fine(level),
        cell(clause.title),
        paragraph(outcome(clause.outcome), style="YZCell"),
        told,
    )


def papers(book: Book) -> None:
    book.heading("材料清单", name="papers")
    if book.report.papers:
        book.put(paragraph(text(arranging.PAPERS_SAID), style="YZNote"))
    columns = (
        Column("编号", 20), Column("材料与形式", 60), Column("状态", 18), Column("说明", 30),
        Column("签章", 28),
    )  # fmt: skip
    rows = (_paper(book, one) for one in book.report.papers)
    book.table(columns, rows, "材料清单", arranging.NO_PAPER)


def _paper(book: Book, paper: Paper) -> tuple[str, ...]:
    copies = f"，一式 {paper.copies} 份" if paper.copies else ""
    return (
        cell(paper.material_id, letters="YZStrong") + fine(book.owner(paper)),
        cell(paper.title, letters="YZStrong")
        + fine(f"「{paper.quote}」")
        + fine(f"{paper.form}{copies}"),
        cell(paper.state), fine(paper.detail), fine(paper.signed),
    )  # fmt: skip


# --- what the applicant states by month


def stated_months(book: Book) -> None:
    found = list(stated.tables(book.report))
    if found:
        book.heading(stated.TITLE, name="stated")
    for one in found:
        book.put(paragraph(text(one.said), style="YZNote"))
        across = (Column("月份", 40), Column(one.sheet.title, 60, right=True))
        rows = (
            (cell(str(month)), cell(stated.words(n), right=True)) for month, n in one.sheet.rows
        )
        book.table(across, rows, one.sheet.title, "")


# --- figures in brief


def figures(book: Book) -> None:
    for number, front in enumerate(fronting.fronts(book.report)):
        book.heading(front.title, name=f"front{number}")
        columns = (
            Column("编号", 12), Column("指标与支撑的条款", 62), Column("数值", 36, right=True),
            Column("窗口", 24), Column("完整性", 22),
        )  # fmt: skip
        rows = (_figure(book, row) for row in front.rows)
        book.table(columns, rows, front.title, "没有这一类的指标。")
        if front.left > 0:
            book.put(paragraph(text(f"另有 {front.left:,} 个分项，见附录一。"), style="YZNote"))
        _drawn(book, front)


def _figure(book: Book, row: EvidenceRow) -> tuple[str, ...]:
    served = "、".join(f"{book.owner(c)} {c.clause_id}".strip() for c in row.clauses)
    return (
        paragraph(markup.link(row.evidence_id, row.evidence_id), style="YZFine"),
        named(row) + (fine(served) if served else ""),
        valued(row),
        fine("" if row.part else wording.window_words(row.window_from, row.window_to)),
        paragraph(book.graded(row), style="YZCell"),
    )


def _drawn(book: Book, front: Front) -> None:
    for series in front.drawn:
        for chart in list(drawing.charts(series))[:1]:
            picture = book.drawn(chart.svg, f"{chart.title}{ALT}", _CHART)
            legend = [coloured(place, name) for place, name in enumerate(chart.legend)]
            bars = [text(f"　▉ {chart.bars}", "YZSoft")] if chart.bars and legend else []
            book.put(paragraph(text(chart.title, "YZStrong"), *bars, *legend, style="YZCaption"))
            book.put(paragraph(picture, style="YZCell"))


def coloured(place: int, name: str) -> str:
    color, sign = _COLORS[place % len(_COLORS)]
    return markup.coloured(f"　{sign} ", color) + text(name, "YZSoft", longest=60)


# --- licences in brief, notes


def licences(book: Book) -> None:
    book.heading("许可证结论", name="licences")
    columns = (
        Column("仓库", 44), Column("声明", 26), Column("许可证文件", 26), Column("OSI 批准", 15),
        Column("一致性", 18), Column("结论", 27),
    )  # fmt: skip
    rows = (
        (
            fine(v.repo_id),
            cell(wording.word("expression", v.declared)),
            cell(wording.word("expression", v.concluded), letters="YZStrong"),
            cell(wording.word("answer", v.osi)), cell(wording.word("agreement", v.agreement)),
            cell(wording.word("verdict", v.verdict)),
        )
        for v in book.report.licence_verdicts
    )  # fmt: skip
    book.table(columns, rows, "许可证结论", "没有许可证核对结果。")
    book.put(paragraph(text(fronting.others_said(book.report)), style="YZNote"))


def notes(book: Book) -> None:
    """What is not complete, each reason once; how much could be seen."""
    book.heading("完整性与注", name="notes")
    grades = wording.counted(row.grade for row in book.report.completeness)
    said = "，".join(f"{graded(grade)} {count}" for grade, count in grades)
    total = len(book.report.completeness)
    book.put(paragraph(text(f"数据流 {total} 个：{said}。逐个见附录五。" if total else
                            "还没有采集过任何数据。")))  # fmt: skip
    columns = (Column("注", 14), Column("为什么不完整", 142))
    rows = [
        (
            paragraph(text(f"{number}"), style="YZCell", mark=book.marks.at(f"note{number}")),
            cell(reason),
        )
        for reason, number in book.notes.items()
    ]
    book.table(columns, rows, "为什么不完整", "没有需要注明原因的数字。")
