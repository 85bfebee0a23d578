"""How a comparison is told on a terminal: a table, or a few lines each where that is too narrow."""

from __future__ import annotations

from collections.abc import Iterator

from reports import wording
from reports.comparing.model import Compared, Comparison
from reports.comparing.standing import OUTSIDE, percent
from yuanzheng import grids, widths
from yuanzheng.widths import plain

_COLUMNS = ("名次（区间）", "项目", "得分", "未知", "星标依据", "与上次比")
_NUMBERS = frozenset({2, 3})
_MOST_PAIRS = 5


def lines(made: Comparison) -> Iterator[str]:
    """The order with intervals, what it rests on and what it does not say."""
    width = widths.available()
    yield from (line for words in head(made) for line in folded(words, width))
    rows = [_row(made, one) for one in made.projects]
    table = grids.fitting(_COLUMNS, rows, 1, numbers=_NUMBERS, width=width)
    yield table if table is not None else "\n".join(_listed(rows, width))
    yield from (line for words in _words(made) for line in folded(words, width))


def head(made: Comparison) -> Iterator[str]:
    """What stands above anything that is said of a comparison."""
    if made.sample:
        yield wording.SAMPLE_NOTICE
    yield f"截止 {wording.as_of_instant(made.as_of)}"
    if made.policy:
        yield f"政策：{made.policy.title}"
    yield f"权重：{made.weights_origin}"


def rank_words(one: Compared) -> str:
    """`3（2–5）`; 不可比 where there is no rank."""
    if one.rank is None:
        return "不可比"
    same = one.rank_low == one.rank_high
    span = f"{one.rank_low}" if same else f"{one.rank_low}–{one.rank_high}"
    return f"{one.rank}（{span}）"


def _row(made: Comparison, one: Compared) -> list[str]:
    score = "—" if one.score is None else f"{one.score:.2f}"
    return [
        rank_words(one), one.name, score, percent(one.unknown_share),
        one.star_grade or wording.UNKNOWN, _change(made, one),
    ]  # fmt: skip


def _change(made: Comparison, one: Compared) -> str:
    if one.previous_score is None or one.score is None:
        return "—"
    moved = one.score - one.previous_score
    other = one.previous_rank not in {None, one.rank}
    was = f"，上次第 {one.previous_rank}" if other else ""
    return f"{moved:+.2f}{was}"


def _listed(rows: list[list[str]], width: int | None) -> Iterator[str]:
    for row in rows:
        yield from folded(f"{row[0]} {plain(row[1])}", width)
        for title, text in zip(_COLUMNS[2:], row[2:], strict=True):
            yield from (f"  {line}" for line in folded(f"{title} {text}", width and width - 2))


def _words(made: Comparison) -> Iterator[str]:
    names = {one.project_id: one.name for one in made.projects}
    lost = [one for one in made.projects if one.rank is None]
    if lost:
        each = "、".join(f"{one.name}（未知占比 {percent(one.unknown_share)}）" for one in lost)
        yield f"不可比：{each}。未知超过 {percent(made.most_unknown)} 就不排名次。"
    if outside := [one.name for one in made.projects if one.outside]:
        yield f"名次在自己的区间之外：{'、'.join(outside)}。{OUTSIDE}"
    pairs = made.unseparable
    if pairs:
        shown = "、".join(f"{names[a]} 与 {names[b]}" for a, b, _ in pairs[:_MOST_PAIRS])
        more = f" 等 {len(pairs):,} 对" if len(pairs) > _MOST_PAIRS else ""
        yield f"分不出先后：{shown}{more}。"
    yield from _agreement(made)
    if made.previous_as_of:
        yield f"上次：截止 {wording.beijing(made.previous_as_of)}，用同样的权重重算。"
    yield "名次区间去掉变体里最前与最后的各 5 %；分数只为排先后，不决定任何条款。"


def _agreement(made: Comparison) -> Iterator[str]:
    known = {name: value for name, value in made.tau.items() if value is not None}
    if not known:
        return
    least = min(known, key=lambda name: known[name])
    if known[least] == 1:
        yield f"另外 {len(known)} 种算法排出的次序都与这里一致（Kendall τ 都是 1）。"
    else:
        agreed = f"Kendall τ {known[least]:.2f}（1 是完全一致）"
        yield f"换一种算法，次序最不一致的是“{least}”：{agreed}。"


def folded(text: str, width: int | None) -> list[str]:
    """Lines of the text, safe to show, no wider than `width` (None: any)."""
    # stops stay where they are, so a line may be two of them wider
    return [plain(text)] if width is None else widths.wrapped(plain(text), max(width - 4, 1))
