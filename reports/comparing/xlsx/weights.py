"""Sheet 权重: a cell for each criterion to change, and a list of presets to begin from."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from reports.comparing.model import Comparison
from reports.comparing.xlsx import places
from reports.comparing.xlsx.pen import Pen
from reports.comparing.xlsx.places import cell

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

# Columns: criterion, changed weight, weight in force, its share, cap, floor, then the presets.
_CHANGED, _FORCE, _SHARE, _CAP, _FLOOR, _PRESETS = 1, 2, 3, 4, 5, 6
_PICKED = 2
_THIS = "本次比较"
_GOOD, _BAD = "可用", "不可用：按人数的权重太大或全部为 0，请调低折算贡献者数的权重或调高其他"
# A cell that is pasted is not held to what may be typed there.
_NO_PRESET = "不可用：“从哪一组开始”写的不是列表里的任何一组，请从列表里选一组"
_NO_WEIGHT = "不可用：黄格里有负数，或有不是数字的内容：请改成不小于 0 的数，或清空"


def write(pen: Pen) -> None:
    made = pen.made
    where = places.of(made)
    names = [_THIS, *(one.title for one in made.presets)]
    page = pen.sheet(places.WEIGHTS, [24, 14, 12, 10, 10, 8, *(20 for _ in names)])
    last = where.weight(where.criteria - 1)
    titles = ["指标", "改成（可空）", "采用的权重", "占比", "上限", "下限"]
    pen.head(page, where.weight(0) - 1, [*titles, *_named(names)], 60, range(1, 99))
    _picking(pen, page, names)
    for place, one in enumerate(made.criteria):
        row = where.weight(place)
        pen.put(page, row, 0, one.title, "bold")
        page.write_blank(row, _CHANGED, None, pen.styles["change"])
        pen.live(page, row, _FORCE, _in_force(row, len(names)), one.weight)
        total = sum(other.weight for other in made.criteria)
        every = f"SUM({_column(where, _FORCE)})"
        share = f"=IF({every}>0,{cell(row, _FORCE)}/{every},0)"
        pen.live(page, row, _SHARE, share, one.weight / total, "share")
        pen.put(page, row, _CAP, one.cap, "whole")
        pen.put(page, row, _FLOOR, one.floor, "broken")
        held = [one.weight, *(preset.weights[one.criterion_id] for preset in made.presets)]
        for number, weight in enumerate(held):
            pen.put(page, row, _PRESETS + number, weight, "broken")
    page.data_validation(where.weight(0), _CHANGED, last, _CHANGED, {
        "validate": "decimal", "criteria": ">=", "value": 0, "ignore_blank": True,
        "error_title": "权重", "error_message": "请写不小于 0 的数；留空就用预设的权重。",
    })  # fmt: skip
    _reasons(pen, page, last + 2)
    page.freeze_panes(where.weight(0), 1)


def in_force(criterion: int, where: places.Places) -> str:
    """The cell of the weight that counts, as other sheets name it."""
    return cell(where.weight(criterion), _FORCE, places.WEIGHTS, fixed="row column")


def usable() -> str:
    """What is true when scores may be shown: heads move them within the bound."""
    return f'{cell(3, 1, places.WEIGHTS, fixed="row column")}="{_GOOD}"'


def cap(criterion: int, where: places.Places) -> str:
    return cell(where.weight(criterion), _CAP, places.WEIGHTS, fixed="row column")


def floor(criterion: int, where: places.Places) -> str:
    return cell(where.weight(criterion), _FLOOR, places.WEIGHTS, fixed="row column")


def _named(names: list[str]) -> list[str]:
    """Different from one another, for one of them is picked by its name."""
    return [name if names.count(name) == 1 else f"{name} {place}"
            for place, name in enumerate(names)]  # fmt: skip


def _picking(pen: Pen, page: Worksheet, names: list[str]) -> None:
    """What to begin from, and whether the weights may be used."""
    made, where = pen.made, places.of(pen.made)
    pen.put(page, _PICKED, 0, "从哪一组开始", "bold")
    pen.put(page, _PICKED, 1, _THIS, "pick")
    head = where.weight(0) - 1
    first = cell(head, _PRESETS, fixed="row column")
    last = cell(head, _PRESETS + len(names) - 1, fixed="row column")
    page.data_validation(_PICKED, 1, _PICKED, 1, {
        "validate": "list", "source": f"={first}:{last}",
        "error_title": "权重", "error_message": "请从列表里选一组。",
    })  # fmt: skip
    pen.put(page, 3, 0, "能不能用", "bold")
    people = [place for place, one in enumerate(made.criteria) if one.people]
    moved = "+".join(
        f"{cell(where.weight(place), _FORCE)}*-LN({cell(where.weight(place), _FLOOR)})"
        for place in people
    )
    every = f"SUM({_column(where, _FORCE)})"
    within = f"EXP(({moved or 0})/({every}*{1 - made.most_unknown!r}))<={made.people_most!r}"
    changed = _column(where, _CHANGED)
    stray = f'OR(COUNTA({changed})>COUNT({changed}),COUNTIF({changed},"<0")>0)'
    chosen = f'IF({every}<=0,"{_BAD}",IF({within},"{_GOOD}","{_BAD}"))'
    begun = f'IF(ISNUMBER({_found(len(names))}),{chosen},"{_NO_PRESET}")'
    formula = f'=IF({stray},"{_NO_WEIGHT}",{begun})'
    pen.live(page, 3, 1, formula, _GOOD if _may(made) else _BAD, "text")


def _may(made: Comparison) -> bool:
    total = sum(one.weight for one in made.criteria)
    moved = sum(one.weight * -math.log(one.floor) for one in made.criteria if one.people)
    return math.exp(moved / (total * (1 - made.most_unknown))) <= made.people_most


def _in_force(row: int, presets: int) -> str:
    """The changed weight, else that of the picked preset; 0 where none of them is picked."""
    held = f"{cell(row, _PRESETS, fixed='column')}:" + cell(
        row, _PRESETS + presets - 1, fixed="column"
    )
    changed, found = cell(row, _CHANGED), _found(presets)
    return f"=IF(ISNUMBER({changed}),{changed},IF(ISNUMBER({found}),INDEX({held},1,{found}),0))"


def _found(presets: int) -> str:
    """Which of the presets is picked; an error where the cell names none of them."""
    head = f"{cell(4, _PRESETS, fixed='row column')}:" + cell(
        4, _PRESETS + presets - 1, fixed="row column"
    )
    return f"MATCH({cell(_PICKED, 1, fixed='row column')},{head},0)"


def _column(where: places.Places, column: int) -> str:
    first = cell(where.weight(0), column, fixed="row column")
    return f"{first}:{cell(where.weight(where.criteria - 1), column, fixed='row column')}"


def _reasons(pen: Pen, page: Worksheet, row: int) -> None:
    pen.put(page, row, 0, "本次的权重", "plain")
    pen.put(page, row, 1, pen.made.weights_origin, "small")
    for number, one in enumerate(pen.made.presets, row + 1):
        pen.put(page, number, 0, one.title, "plain")
        page.write_string(number, 1, f"{one.origin}：{one.reason}", pen.styles["small"])
