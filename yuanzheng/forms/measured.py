"""The table of what was measured, as a draft, beside what the applicant hands in."""

from __future__ import annotations

from collections.abc import Iterator

from reports import wording
from reports.evidence import EvidenceRow, Report
from reports.forms.model import DRAFT, Cell, Entry, Grid, Heading, Part, Text
from scoring.facts.values import Attachment
from scoring.metric_files import by_id
from scoring.policy_forms import Form as Asked
from yuanzheng.forms import values
from yuanzheng.forms.source import Source

NOT_MEASURED = "没有测量：这个项目没有这项数据，或还没有采集"
_HEADS = ("指标", "数值与证据编号", "统计期", "完整性")


def measured(source: Source, asked: Asked) -> Iterator[Part]:
    """Every figure the fields of the form ask for, then the files handed in for it."""
    yield Heading("由数据得出（源证）")
    if source.report is None:
        yield Text("没有证据表：这些数字还没有测量。", indented=False)
    else:
        at = wording.as_of_date(source.report.as_of)
        yield Text(f"{DRAFT}截至 {at} 测得，证据编号与证据表相同。", indented=False)
        yield Grid((_head(*_HEADS), *_rows(source.report, source, asked)), (5, 8, 5, 10), repeat=1)
    yield Heading("申报单位附上的材料")
    yield from _papers(source, asked)


def _rows(report: Report, source: Source, asked: Asked) -> Iterator[tuple[Cell, ...]]:
    named = (metric for one in source.fields(asked.form_id) for metric in one.metrics)
    for metric_id in dict.fromkeys(named):
        found = _of(report, metric_id)
        for row in found:
            yield _texts(
                "，".join(filter(None, (row.title, row.part_title or row.part))),
                values.figure(row, report),
                wording.window_words(row.window_from, row.window_to),
                wording.completeness_words(row.completeness, row.completeness_reason),
            )
        if not found:
            yield _texts(by_id()[metric_id].title, NOT_MEASURED, wording.NOTHING, wording.NOTHING)


def _of(report: Report, metric_id: str) -> list[EvidenceRow]:
    """The whole; of a figure that is never added up the repositories, each by itself."""
    rows = [row for row in report.rows() if row.metric_id == metric_id]
    repositories = {one.repo_id for one in report.repositories}
    whole = [row for row in rows if not row.part]
    parts = [row for row in rows if row.part in repositories and row.value is not None]
    return parts if parts and all(row.value is None for row in whole) else whole


def _papers(source: Source, asked: Asked) -> Iterator[Part]:
    """Files attached to a field of the form, or to the paper that the form is a list of."""
    places = [one.field_id for one in source.fields(asked.form_id)]
    papers = (one for one in source.policy.materials if asked.quote in one.quote)
    named = dict.fromkeys((*places, *(one.material_id for one in papers)))
    found = [paper for name in named for paper in source.stated.attachments.get(name, ())]
    if not found:
        yield Text("facts.toml 的 [attachments] 里没有附上这类材料的文件。", indented=False)
        return
    rows = (_texts(one.path, _format(one), one.sha256) for one in found)
    yield Grid((_head("文件", "格式", "SHA-256"), *rows), (8, 5, 14), repeat=1)


def _format(paper: Attachment) -> str:
    return paper.format if paper.pages is None else f"{paper.format}，{paper.pages} 页"


def _head(*words: str) -> tuple[Cell, ...]:
    return tuple(Cell(Entry(one), head=True) for one in words)


def _texts(*words: str) -> tuple[Cell, ...]:
    return tuple(Cell(Entry(one)) for one in words)
