"""Sheet 比较: projects by criteria, what is not known in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports import wording
from reports.comparing.model import Cell, Compared, Comparison, Criterion
from reports.comparing.xlsx import places
from reports.comparing.xlsx.pen import Pen

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_WIDE = 40.0


def write(pen: Pen) -> None:
    made = pen.made
    after = ["星标的依据", "未知份额", "未知与不完整的项及原因"]
    policies = [f"《{one.title}》逐条结论" for one in made.policies]
    widths = [26, 22, *(16 for _ in made.criteria), 12, 9, _WIDE, *(_WIDE for _ in policies)]
    page = pen.sheet(places.TABLE, widths, across=2)
    titles = [f"{one.title}{_unit(one)}" for one in made.criteria]
    pen.head(
        page, 2, ["项目", "申报主体", *titles, *after, *policies], 46, range(2, 2 + len(titles))
    )
    where = places.of(made)
    for place, project in enumerate(made.projects):
        row, first = where.value(place, 0)
        pen.put(page, row, 0, project.name, "bold")
        pen.put(page, row, 1, project.applicant)
        for column, cell in enumerate(project.cells):
            _figure(pen, page, where.value(place, column), cell)
        rest = first + len(made.criteria)
        pen.put(page, row, rest, project.star_grade)
        pen.put(page, row, rest + 1, project.unknown_share, "share")
        words = [gap_words(made, project)]
        words += [outcome_words(project, policy.policy_id) for policy in made.policies]
        for number, text in enumerate(words):
            pen.put(page, row, rest + 2 + number, text or wording.NOTHING)
        pen.tall(page, row, [(project.name, 26), *((text, _WIDE) for text in words)])
    page.freeze_panes(3, 1)
    page.repeat_rows(0, 2)
    page.repeat_columns(0)


def gap_words(made: Comparison, project: Compared) -> str:
    """What is unknown or known in part, and why."""
    found = []
    for one, cell in zip(made.criteria, project.cells, strict=True):
        unknown = cell.value is None
        if unknown and cell.value_text and not cell.reason:
            found.append(f"{one.title}{cell.value_text}")
        elif unknown or cell.completeness == "partial":
            kind = wording.UNKNOWN if unknown else "不完整"
            found.append(f"{one.title}{kind}（{cell.reason or wording.NO_REASON}）")
    return "；".join(found)


def outcome_words(project: Compared, policy_id: str) -> str:
    counts = project.outcomes.get(policy_id, {})
    return "，".join(f"{name} {counts[name]} 条" for name in wording.OUTCOMES if name in counts)


def _unit(one: Criterion) -> str:
    return f"（{one.unit}）" if one.unit else ""


def _figure(pen: Pen, page: Worksheet, place: tuple[int, int], cell: Cell) -> None:
    if cell.value is not None:
        style = "partial" if cell.completeness == "partial" else "text"
        pen.put(page, *place, cell.value, style)
        return
    pen.put(page, *place, cell.value_text or wording.UNKNOWN, "unknown")
