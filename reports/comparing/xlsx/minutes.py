"""Sheet 评审意见: the order as the weights stand, with room for reasons and signatures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports import wording
from reports.comparing.xlsx import places
from reports.comparing.xlsx.pen import Pen
from reports.comparing.xlsx.places import cell
from reports.comparing.xlsx.scores import rank_words

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_TITLES = (("次序", 6), ("项目", 28), ("名次", 24), ("得分", 8), ("评审意见与理由", 62))
_SIGNATURES = 5


def write(pen: Pen) -> None:
    made = pen.made
    page = pen.sheet("评审意见", [width for _, width in _TITLES])
    policy = f"《{made.policy.title}》" if made.policy else ""
    weights = "，".join(f"{one.title} {one.weight:g}" for one in made.criteria)
    words = (
        f"{policy}本次的权重（{made.weights_origin}）：{weights}。改过权重时请写在下面的理由里。"
    )
    page.merge_range(2, 0, 2, len(_TITLES) - 1, "", pen.styles["plain"])
    pen.put(page, 2, 0, words, "plain")
    page.set_row(2, 44)
    pen.head(page, 3, [title for title, _ in _TITLES], 20, (0, 2, 3))
    for place, one in enumerate(made.projects):
        row = 4 + place
        source = 3 + place
        held: tuple[tuple[str, float | str], ...] = (
            ("whole", place + 1), ("bold", one.name), ("rank", rank_words(one)),
            ("score", "" if one.score is None else one.score),
        )  # fmt: skip
        for column, (style, value) in enumerate(held):
            pen.live(page, row, column, f"={cell(source, column, places.ORDER)}", value, style)
        page.write_blank(row, 4, None, pen.styles["blank"])
        page.set_row(row, 30)
    _signatures(pen, page, 5 + len(made.projects))
    page.repeat_rows(3)


def _signatures(pen: Pen, page: Worksheet, row: int) -> None:
    for number in range(_SIGNATURES):
        line = row + number
        pen.put(page, line, 1, f"评审人 {number + 1}（签名）", "plain")
        page.write_blank(line, 2, None, pen.styles["blank"])
        page.write_blank(line, 3, None, pen.styles["blank"])
        pen.put(page, line, 4, "日期：　　　　年　　月　　日", "plain")
        page.set_row(line, 28)
    pen.put(page, row + _SIGNATURES, 1, f"数据截至 {wording.as_of_date(pen.made.as_of)}", "plain")
