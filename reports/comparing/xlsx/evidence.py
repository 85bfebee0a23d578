"""Sheet 证据: where each figure comes from, its parts, and how to check it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports import wording
from reports.comparing.model import Answer, Cell, Compared, Criterion, Part
from reports.comparing.xlsx.pen import Pen, Value

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_TITLES = (
    ("项目", 24), ("指标", 18), ("分项", 26), ("证据编号", 9), ("数值", 12), ("单位", 6),
    ("完整性", 26), ("统计期", 24), ("定义", 22), ("来源地址（首个应答）", 46), ("状态", 7),
    ("应答时间（北京时间）", 19), ("应答 SHA-256", 20), ("存档", 20), ("应答数", 8),
    ("全部应答的 SHA-256", 20), ("复核命令", 50),
)  # fmt: skip
_LINK = 9


def write(pen: Pen) -> None:
    page = pen.sheet("证据", [width for _, width in _TITLES], across=2)
    pen.head(page, 2, [title for title, _ in _TITLES], 32, [4])
    row = 3
    for project in pen.made.projects:
        for criterion, cell in zip(pen.made.criteria, project.cells, strict=True):
            _row(pen, page, row, _whole(project, criterion, cell))
            row += 1
            for part in cell.parts:
                _row(pen, page, row, _part(project, criterion, part))
                row += 1
    page.freeze_panes(3, 2)
    page.autofilter(2, 0, max(row - 1, 2), len(_TITLES) - 1)
    page.repeat_rows(0, 2)


def _row(pen: Pen, page: Worksheet, row: int, values: list[Value]) -> None:
    for column, value in enumerate(values):
        if column == _LINK and value != wording.NOTHING:
            text = value if isinstance(value, str) else None
            pen.link(page, row, column, text)
        else:
            style = "text" if column < _LINK else "small"
            shown = style if isinstance(value, str) else "text"
            pen.put(page, row, column, value, shown)


def _whole(project: Compared, criterion: Criterion, cell: Cell) -> list[Value]:
    return [
        project.name, criterion.title, "合计", cell.evidence_id or wording.NOTHING,
        cell.value if cell.value_text is None else cell.value_text, criterion.unit,
        wording.completeness_words(cell.completeness, cell.reason),
        wording.window_words(cell.window_from, cell.window_to),
        f"{criterion.metric_id}@{criterion.version}", *_source(cell.sources), cell.answers,
        cell.digest or wording.NOTHING, cell.command or wording.NOTHING,
    ]  # fmt: skip


def _source(answers: tuple[Answer, ...]) -> list[Value]:
    if not answers:
        return [wording.NOTHING] * 5
    first = answers[0]
    status: Value = "git" if first.status is None and first.url else first.status
    return [
        first.url, status, wording.beijing(first.fetched_at), first.sha256, first.warc_file
    ]  # fmt: skip


def _part(project: Compared, criterion: Criterion, part: Part) -> list[Value]:
    value = part.value if part.value_text is None else part.value_text
    unit = criterion.part_unit or criterion.unit
    return [
        project.name, criterion.title, part.title, part.evidence_id, value, unit,
        wording.word("completeness", part.completeness), *[wording.NOTHING] * 10,
    ]  # fmt: skip
