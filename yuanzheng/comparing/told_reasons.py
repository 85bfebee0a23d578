"""How `compare --explain` is told: what puts one ahead, and what would change it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from reports import wording
from reports.comparing.model import Cell, Compared, Comparison
from warehouse.numerals import number
from yuanzheng import grids, widths
from yuanzheng.comparing import told
from yuanzheng.comparing.explaining import Explained, Figure, Share

_COLUMNS = ("指标", "前者", "后者", "对领先的贡献")
_NUMBERS = frozenset({1, 2, 3})


def lines(made: Comparison, found: Explained) -> Iterator[str]:
    width = widths.available()
    for words in (*told.head(made), *_words(made, found)):
        if isinstance(words, str):
            yield from told.folded(words, width)
        else:
            table = grids.fitting(_COLUMNS, words, 0, numbers=_NUMBERS, width=width)
            yield from [table] if table else _listed(words, width)


def _listed(rows: list[list[str]], width: int | None) -> Iterator[str]:
    """Where a terminal is too narrow for a table."""
    for title, first, second, adds in rows:
        yield from told.folded(f"{title}：{adds}", width)
        yield from told.folded(f"前者 {first}，后者 {second}", width)


def document(found: Explained) -> dict[str, object]:
    """As `output.schema.json` describes it."""
    return {
        "first": found.first.project_id, "second": found.second.project_id,
        "ratio": found.ratio, "not_ahead": found.not_ahead,
        "shares": [asdict(one) for one in found.shares],
        "figures": [asdict(one) for one in found.figures],
        "shifts": [asdict(one) for one in found.shifts],
        "unknown": {one.project_id: list(_lost(one)) for one in (found.first, found.second)},
    }  # fmt: skip


def _lost(one: Compared) -> Iterator[int]:
    yield from (place for place, cell in enumerate(one.cells) if cell.value is None)


def _words(made: Comparison, found: Explained) -> Iterator[str | list[list[str]]]:
    first, second = found.first, found.second
    if found.ratio is None:
        yield f"“{first.name}”与“{second.name}”分不出先后：至少有一个不可比。"
        yield from _unknowns(made, found)
        return
    if first.score == second.score:
        yield f"“{first.name}”与“{second.name}”得分相同：{first.score:.2f}。"
    else:
        yield (
            f"“{first.name}”得分 {first.score:.2f}，“{second.name}”得分 {second.score:.2f}："
            f"前者是后者的 {found.ratio:.3f} 倍。"
        )
    yield [_row(one, sum(x.adds for x in found.shares)) for one in found.shares]
    yield "贡献是各项对 ln(得分之比) 的份额，合计 100 %；负的是后者占优的项。"
    yield from _unknowns(made, found)
    yield from _apart(found, made.variants)
    yield from _changes(found)


def _row(one: Share, total: float) -> list[str]:
    share = f"{100 * one.adds / total:+.1f} %" if abs(total) > 1e-12 else f"{one.adds:+.4f}"
    return [one.title, *(_value(x, one.unit) for x in (one.first, one.second)), share]


def _value(value: float | None, unit: str) -> str:
    return wording.UNKNOWN if value is None else f"{number(value)} {unit}".strip()


def _unknowns(made: Comparison, found: Explained) -> Iterator[str]:
    for one in (found.first, found.second):
        lost = [f"{made.criteria[p].title}（{_why(one.cells[p])}）" for p in _lost(one)]
        if lost:
            yield (
                f"“{one.name}”未知的：{'；'.join(lost)}。权重占 {100 * one.unknown_share:.0f} %，"
                "按它自己其余各项的平均计。"
            )


def _why(cell: Cell) -> str:
    """Why there is no number; what is told in words instead, such as 不适用, is no lost reason."""
    return cell.reason or cell.value_text or wording.NO_REASON


def _apart(found: Explained, variants: int) -> Iterator[str]:
    if found.first.score == found.second.score:
        yield "得分相同的两个项目总是分不出先后：名次并列，看各自的区间。"
    elif found.not_ahead is None:
        yield f"{variants:,} 个变体里前者没有领先的不到 10 %：分得出先后。"
    else:
        yield f"{variants:,} 个变体里有 {found.not_ahead:.0%} 前者没有领先：分不出先后。"


def _changes(found: Explained) -> Iterator[str]:
    names = {one.project_id: one.name for one in (found.first, found.second)}
    if found.first.score == found.second.score:
        return
    yield "怎样会变（每次只改一处，其余不变）："
    for one in found.figures:
        yield f"· “{names[one.project_id]}”的{one.title}{_moved(one)}，两者得分就相同"
    for shift in found.shifts:
        moved = f"从 {_weight(shift.now)} 改为约 {_weight(float(f'{shift.needed:.4g}'))}"
        beyond = "，再过就反过来" if shift.needed else ""
        yield f"· {shift.title}的权重{moved}，两者得分就相同{beyond}"
    if not found.figures and not found.shifts:
        yield "· 没有哪一个数字或权重单独改变能使次序反过来。"


def _weight(value: float) -> str:
    """As `--weight` takes it: without an exponent."""
    return f"{value:.9f}".rstrip("0").rstrip(".")


def _moved(one: Figure) -> str:
    """What is needed is never told as what there is."""
    brief = round(one.needed, 1)
    needed = number(one.needed if brief == one.now else brief)
    if one.now is None:
        return f"现在未知，若是约 {needed} {one.unit}".rstrip()
    return f"从 {number(one.now)} 变为约 {needed} {one.unit}".rstrip()
