"""Sheets 得分 and 排名: live formulas; another weight gives another order."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from reports.comparing.model import Compared, Criterion
from reports.comparing.xlsx import places, weights
from reports.comparing.xlsx.pen import Pen
from reports.comparing.xlsx.places import cell

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_WEIGHT, _CAP, _FLOOR, _HEAD = 2, 3, 4, 5
_NO_RANKS = "没有名次（权重不可用）"


def write(pen: Pen) -> None:
    made, where = pen.made, places.of(pen.made)
    widths = [26, *(10 for _ in range(2 * where.criteria)), 10, 10, 26, 8]
    page = pen.sheet(places.SCORES, widths, across=2)
    page.set_column(where.log(0), where.log(where.criteria - 1), 10, None, {"level": 1})
    titles = [one.title for one in made.criteria]
    logs = [f"权重×ln({one})" for one in titles]
    pen.head(
        page,
        _HEAD,
        ["项目", *titles, *logs, "未知份额", "得分", "名次", "次序"],
        46,
        range(1, len(widths)),
    )
    for row, title in ((_WEIGHT, "权重"), (_CAP, "上限"), (_FLOOR, "下限")):
        pen.put(page, row, 0, title, "bold")
    for place, one in enumerate(made.criteria):
        column = where.points(place)
        pen.live(page, _WEIGHT, column, f"={weights.in_force(place, where)}", one.weight)
        pen.live(page, _CAP, column, f"={weights.cap(place, where)}", one.cap, "whole")
        pen.live(page, _FLOOR, column, f"={weights.floor(place, where)}", one.floor)
    for place, project in enumerate(made.projects):
        _project(pen, page, place, project)
    page.freeze_panes(_HEAD + 1, 1)
    page.repeat_rows(0, _HEAD)
    page.repeat_columns(0)


def order(pen: Pen) -> None:
    """The projects by their places, as the weights stand."""
    made, where = pen.made, places.of(pen.made)
    page = pen.sheet(places.ORDER, [8, 30, 26, 12, 12])
    pen.head(page, 2, ["次序", "项目", "名次", "得分", "未知份额"], 20, (0, 2, 3, 4))
    turns = f"'{places.SCORES}'!{where.column(where.turn)}"
    shown = (
        (1, 0, "bold", [one.name for one in made.projects]),
        (2, where.rank, "rank", [rank_words(one) for one in made.projects]),
        (3, where.score, "score", ["" if x.score is None else x.score for x in made.projects]),
        (4, where.unknown, "share", [one.unknown_share for one in made.projects]),
    )
    for place in range(where.projects):
        pen.put(page, 3 + place, 0, place + 1, "rank")
        for column, source, style, values in shown:
            held = f"'{places.SCORES}'!{where.column(source)}"
            formula = f"=INDEX({held},MATCH({cell(3 + place, 0, fixed='column')},{turns},0))"
            pen.live(page, 3 + place, column, formula, values[place], style)
    page.freeze_panes(3, 2)


def rank_words(one: Compared) -> int | str:
    if one.rank is not None:
        return one.rank
    return f"不可比（未知占比 {100 * one.unknown_share:.1f} %）"


def _project(pen: Pen, page: Worksheet, place: int, one: Compared) -> None:
    made, where = pen.made, places.of(pen.made)
    row = where.score_row(place)
    table = cell(*_name(place), places.TABLE)
    pen.live(page, row, 0, f"={table}", one.name, "bold")
    for column, criterion in enumerate(made.criteria):
        _criterion(pen, page, place, column, one.cells[column].value, criterion)
    points = _across(row, where.points(0), where.points(where.criteria - 1))
    held = _across(_WEIGHT, where.points(0), where.points(where.criteria - 1), fixed="row column")
    logs = _across(row, where.log(0), where.log(where.criteria - 1))
    lost = f"ROUND(SUMPRODUCT((1-ISNUMBER({points}))*{held})/SUM({held}),9)"
    share = f'=IF(SUM({held})>0,{lost},"")'
    pen.live(page, row, where.unknown, share, one.unknown_share, "share")
    unknown = cell(row, where.unknown)
    known = f"SUMPRODUCT(ISNUMBER({points})*{held})"
    formula = (
        f"=IF(AND({weights.usable()},{unknown}<={made.most_unknown!r}),"
        f'ROUND(100*EXP(SUM({logs})/{known}),6),"")'
    )
    pen.live(page, row, where.score, formula, "" if one.score is None else one.score, "score")
    _standing(pen, page, place, one)


def _standing(pen: Pen, page: Worksheet, place: int, one: Compared) -> None:
    where = places.of(pen.made)
    row = where.score_row(place)
    score, every = cell(row, where.score), where.column(where.score)
    lost = f'"不可比（未知占比 "&TEXT({cell(row, where.unknown)},"0.0 %")&"）"'
    none = f'IF({weights.usable()},{lost},"{_NO_RANKS}")'
    ranked = f"=IF(ISNUMBER({score}),RANK({score},{every}),{none})"
    pen.live(page, row, where.rank, ranked, rank_words(one), "rank")
    first = cell(where.score_row(0), where.score, fixed="row column")
    above = f"{first}:{cell(row, where.score, fixed='column')}"
    turn = (
        f"=IF(ISNUMBER({score}),RANK({score},{every})+COUNTIF({above},{score})-1,"
        f"COUNT({every})+ROWS({above})-COUNT({above}))"
    )
    pen.live(page, row, where.turn, turn, place + 1, "whole")


def _criterion(
    pen: Pen, page: Worksheet, place: int, column: int, value: float | None, one: Criterion
) -> None:
    where = places.of(pen.made)
    row, at = where.score_row(place), where.points(column)
    source = cell(*where.value(place, column), places.TABLE)
    cap, floor, weight = (cell(line, at, fixed="row") for line in (_CAP, _FLOOR, _WEIGHT))
    formula = (
        f"=IF(ISNUMBER({source}),"
        f'{floor}+(1-{floor})*LN(1+MIN(MAX({source},0),{cap}))/LN(1+{cap}),"")'
    )
    points = None if value is None else _points(value, one)
    pen.live(page, row, at, formula, "" if points is None else points, "points")
    held = cell(row, at)
    log = 0.0 if points is None else one.weight * math.log(points)
    weighted = f"=IF(ISNUMBER({held}),{weight}*LN({held}),0)"
    pen.live(page, row, where.log(column), weighted, log, "points")


def _points(value: float, one: Criterion) -> float:
    held = min(max(value, 0), one.cap)
    return one.floor + (1 - one.floor) * math.log1p(held) / math.log1p(one.cap)


def _name(place: int) -> tuple[int, int]:
    return 3 + place, 0


def _across(row: int, first: int, last: int, fixed: str = "") -> str:
    return f"{cell(row, first, fixed=fixed)}:{cell(row, last, fixed=fixed)}"
