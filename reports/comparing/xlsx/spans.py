"""Sheet 区间: rank intervals and the pairs that cannot be told apart, by the weights shown."""

from __future__ import annotations

from reports import wording
from reports.comparing.model import Compared
from reports.comparing.standing import OUTSIDE
from reports.comparing.xlsx.pen import Pen, Value
from reports.comparing.xlsx.scores import rank_words

_PAIRS = 1_000_000
_NOTE = "区间与成对按本次的权重算，改“权重”表不会重算：请用 yuanzheng compare --weight 再做一次。"


def write(pen: Pen) -> None:
    made = pen.made
    titles = [
        "项目", "名次", "区间（最前）", "区间（最后）", "得分", "未知份额", "不完整份额",
        "上次得分", "上次名次", "得分变化", "与几个项目分不出先后",
    ]  # fmt: skip
    presets = [f"{one.title}：名次区间" for one in made.presets]
    page = pen.sheet("区间", [26, 24, 9, 9, 9, 9, 10, 9, 9, 9, 14, *(18 for _ in presets)])
    outside = any(one.outside for one in made.projects)
    page.write_string(2, 0, _NOTE + (OUTSIDE if outside else ""), pen.styles["small"])
    pen.head(page, 3, [*titles, *presets], 60, range(1, 99))
    near = _near(pen)
    for row, one in enumerate(made.projects, 4):
        for column, (value, style) in enumerate(_cells(one, near[one.project_id])):
            pen.put(page, row, column, value, style)
        for number, preset in enumerate(made.presets, len(titles)):
            place = row - 4
            pen.put(
                page, row, number, span(preset.ranks_low[place], preset.ranks_high[place]), "rank"
            )
    page.freeze_panes(4, 1)


def span(low: int | None, high: int | None) -> str:
    """`3` or `2–5`; — where there is no rank."""
    if low is None or high is None:
        return wording.NOTHING
    return f"{low}" if low == high else f"{low}–{high}"


def _cells(one: Compared, near: int) -> list[tuple[Value, str]]:
    none = wording.NOTHING
    before, now = one.previous_score, one.score
    change = none if before is None or now is None else round(now - before, 6)
    return [
        (one.name, "bold"), (rank_words(one), "rank"),
        (none if one.rank_low is None else one.rank_low, "rank"),
        (none if one.rank_high is None else one.rank_high, "rank"),
        (none if now is None else now, "score"), (one.unknown_share, "share"),
        (one.partial_share, "share"), (none if before is None else before, "score"),
        (none if one.previous_rank is None else one.previous_rank, "rank"),
        (change, "signed"), (near, "whole"),
    ]  # fmt: skip


def _near(pen: Pen) -> dict[str, int]:
    found = {one.project_id: 0 for one in pen.made.projects}
    for ahead, behind, _ in pen.made.unseparable:
        found[ahead] += 1
        found[behind] += 1
    return found


def pairs(pen: Pen) -> None:
    """On a sheet of their own: there may be tens of thousands."""
    made = pen.made
    page = pen.sheet("分不出先后", [30, 30, 20])
    pen.head(page, 2, ["在前", "在后", "在前者没有领先的变体"], 20, [2])
    names = {one.project_id: one.name for one in made.projects}
    for row, (ahead, behind, share) in enumerate(made.unseparable[:_PAIRS], 3):
        pen.put(page, row, 0, names[ahead])
        pen.put(page, row, 1, names[behind])
        pen.put(page, row, 2, share, "share")
    if not made.unseparable:
        pen.put(page, 3, 0, "没有分不出先后的成对。", "plain")
    page.freeze_panes(3, 0)
