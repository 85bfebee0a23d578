"""Sheet 说明: what this is, how to use it, and what it does not say."""

from __future__ import annotations

from collections.abc import Iterator

from reports import wording
from reports.comparing.model import Comparison
from reports.comparing.standing import OUTSIDE
from reports.comparing.xlsx.pen import Pen

_WIDTHS = (30.0, 104.0)


def write(pen: Pen) -> None:
    page = pen.sheet("说明", _WIDTHS)
    for row, (title, value) in enumerate(_lines(pen.made), 2):
        pen.put(page, row, 0, title, "bold")
        pen.put(page, row, 1, value)
        pen.tall(page, row, list(zip((title, value), _WIDTHS, strict=True)))


def _lines(made: Comparison) -> Iterator[tuple[str, str]]:
    yield "截止时刻", f"{wording.as_of_instant(made.as_of)} 之前"
    yield "为哪一个政策", made.policy.title if made.policy else "没有指定"
    yield "权重取自", made.weights_origin
    if made.previous_as_of:
        yield "上次", f"{wording.as_of_instant(made.previous_as_of)} 之前，用同样的权重重算"
    for note in made.notes:
        yield "注意", note
    yield (
        "这是什么",
        (
            "先看“比较”，后看分数。分数是表的一种看法，只为排先后，不是证据，不决定任何条款。"
            "每个数字在“证据”里有编号，与该项目证据表里的相同。"
        ),
    )
    yield (
        "怎样换权重",
        (
            "在“权重”里选一组开始，或在黄格里写数；“得分”与“排名”随即重算。"
            "“区间”与“分不出先后”不会重算，请用 yuanzheng compare --weight 再做一次。"
        ),
    )
    yield (
        "怎样算",
        (
            "得分（每项）= 下限 + (1 − 下限) × ln(1 + min(数值, 上限)) ÷ ln(1 + 上限)；"
            "分数 = 100 × 各项得分的加权几何平均。未知的项没有得分，它的权重就是未知份额；"
            f"超过 {made.most_unknown:.0%} 就不可比，列在最后。只采到一部分的照数计入，底色标出。"
        ),
    )
    yield (
        "名次区间",
        (
            f"{made.variants:,} 个变体里去掉最低与最高的各 5 %：轮流用三种归一化，"
            f"每项权重乘 0.5 到 1.5，未知的项取遍可能的值；"
            f"随机数由数据得出（种子 {made.seed}），见 docs/comparison.md。{OUTSIDE}"
        ),
    )
    yield (
        "按人数的权重",
        (f"拆分账号至多使分数变为 {made.people_most:g} 倍：超出的权重不能用，“权重”里会说明。"),
    )
    for name, value in made.tau.items():
        yield f"τ：{name}", wording.NOTHING if value is None else f"{value:.3f}"
    yield "摘要", made.digest
