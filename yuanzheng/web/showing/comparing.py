"""The comparison of a published copy, made from its data as `compare` makes it: a file among the
evidence may be older, or of some projects only."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from fastapi import HTTPException

from reports.comparing import page
from reports.comparing.model import Comparison
from reports.visible import one_line
from yuanzheng.comparing.building import Order, built
from yuanzheng.comparing.likeness import instant_before
from yuanzheng.comparing.weighing import Weighing, weighing
from yuanzheng.config import load
from yuanzheng.failures import Refused
from yuanzheng.web.copies import Open
from yuanzheng.web.reading.asking import Published
from yuanzheng.web.reading.overview import Standing
from yuanzheng.web.showing import seeing

T = TypeVar("T")
_NAMED = 10
_UNREAD = "配置文件现在读不了，不知道用什么权重比较：请告诉管理员。"
_POLICY = re.compile(rb'http-equiv="Content-Security-Policy" content="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Page:
    """`packed` by gzip; `policy`: what the page says of itself it needs; `tag`: of the content,
    which follows from the copy, the configured weights and the program."""

    packed: bytes
    policy: str
    tag: str


def compared(opened: Open, config: Path | None) -> Page | None:
    """Made once for a copy and the configured weights. None: nothing in it was scored."""
    return once(opened, "comparison", config, lambda: _page(opened, config))


def once(opened: Open, name: str, config: Path | None, make: Callable[[], T]) -> T:
    """What follows from a copy and the weights as the configuration has them now."""
    weights = tuple(sorted(configured(config).items()))
    return opened.once((name, weights), make)


def weights_of(config: Path | None) -> Weighing:
    """The weights comparisons begin with."""
    return weighing((), configured(config), None)


def configured(config: Path | None) -> Mapping[str, float]:
    """The weights the configuration gives. Raises HTTPException where it cannot be read: others
    would rank otherwise, and what is wrong with it, and where it lies, is nobody's business."""
    try:
        return load(config).settings.scoring.weights if config else {}
    except Refused as error:
        raise HTTPException(503, _UNREAD) from error


def made(opened: Open, config: Path | None) -> Comparison | None:
    """The comparison, made of the copy's data; None: nothing in it was scored."""
    found = seeing.standings(opened)
    at = instant(found)
    ids = tuple(one.project_id for one in found if one.scored and at in one.instants)
    if at is None or not ids:
        return None
    known = {
        one: [p.project_id for p in found if one in p.instants] for one in seeing.instants(opened)
    }
    before = instant_before(known, at, ids)
    notes = tuple(_left_out(found, at))
    order = Order(at, before, ids, None, weights_of(config), opened.copy.evidence, notes)
    return built(Published(opened), order)


def _left_out(found: Sequence[Standing], at: datetime) -> Iterator[str]:
    """Projects that have figures, but none of that instant, are not passed over in silence."""
    names = [one_line(one.name, 40) for one in found if one.scored and at not in one.instants]
    if names:
        some = "、".join(f"“{name}”" for name in names[:_NAMED])
        more = "等" if len(names) > _NAMED else ""
        yield f"有 {len(names)} 个项目没有这一截止时刻的数字，没有列入：{some}{more}。"


def instant(found: Sequence[Standing]) -> datetime | None:
    """The one most projects stand at, of such that most have: a project collected alone after the
    night must not be compared with nobody."""
    stand, have = (Counter[datetime](), Counter[datetime]())
    for one in found:
        if one.scored and one.as_of:
            stand[one.as_of] += 1
            have.update(at for at in one.instants if at <= one.as_of)
    return max(stand, key=lambda at: (stand[at], have[at], at), default=None)


def _page(opened: Open, config: Path | None) -> Page | None:
    found = made(opened, config)
    return None if found is None else _packed(page.written(found))


def _packed(content: bytes) -> Page:
    found = _POLICY.search(content[:4_000])
    policy = found[1].decode() if found else "default-src 'none'"
    tag = f'"{sha256(content).hexdigest()[:32]}"'
    return Page(gzip.compress(content, 6, mtime=0), policy, tag)
