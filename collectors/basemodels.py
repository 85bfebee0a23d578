"""Stream `base_models` of the Hub: the cards of what a repository is made from, and of theirs.

Only `/api/models/…` and `/api/datasets/…` are asked, which never counts as a download (H3).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from collectors.errors import Malformed, NotFound
from collectors.parsing import huggingface as parsing
from collectors.replies import Reply
from collectors.streams import Context, Ending, Page, Pages
from collectors.values import word
from warehouse.records import BaseModel, ModelLink

# The fact a repository's own card leaves: [kind, name] of each thing it is made from.
BEGUN = "bases"
MOST_LEVELS = 5
# Of models, and of data sets besides.
MOST_CARDS = 20
_MOST_MOVES = 3
# No counts among them: the answer is the same until the card is another one.
_EXPAND = "expand[]=cardData&expand[]=tags&expand[]=gated"
_PART = r"[A-Za-z0-9][A-Za-z0-9_.-]{0,95}"
_NAME = re.compile(rf"{_PART}(?:/{_PART})?")
_PLACE = re.compile(r"/api/(?:models|datasets)/(.+)")
_MOVED = {301, 302, 303, 307, 308}
# 401 is the answer to strangers for what does not exist as well.
_FOUND = {
    401: "hidden", 403: "hidden", 400: "missing", 404: "missing", 410: "missing", 451: "blocked",
}  # fmt: skip
Thing = tuple[str, str]


def begun(links: Sequence[ModelLink] | None) -> list[list[str]] | None:
    """What a repository is made from by its own card; None where that was not shown."""
    if links is None:
        return None
    pairs = {
        ("dataset" if one.relation == "dataset" else "model", one.target)
        for one in links
        if one.relation != "licence_link"
    }
    return [list(pair) for pair in sorted(pairs)]


@dataclass(slots=True)
class _Chain:
    """How far it was followed. `lost`: names whose answers could not be read."""

    seen: set[Thing]
    asked: Counter[str] = field(default_factory=Counter)
    keys: set[str] = field(default_factory=set)
    unseen: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    odd: int = 0
    cut: bool = False

    def next(self, level: Sequence[Thing]) -> Iterator[tuple[str, str, str]]:
        """Kind, name as written and name to ask for, of those not asked for yet."""
        for kind, target in level:
            name = _plain(target)
            if (kind, name.lower()) in self.seen:
                continue
            if not _NAME.fullmatch(name) or ".." in name:
                self.odd += 1
            elif self.asked[kind] >= MOST_CARDS:
                self.cut = True
                continue
            else:
                self.asked[kind] += 1
                yield kind, target, name
            self.seen.add((kind, name.lower()))

    def ending(self) -> Ending:
        if self.lost:
            shown = "、".join(self.lost[:5])
            return Ending(code="malformed", reason=f"{shown} 的卡没有读到：请稍后再运行。")
        keys, parts = frozenset(self.keys), list[str]()
        if self.unseen:
            parts.append(f"{len(self.unseen)} 个的卡平台没有给出（如 {self.unseen[0]}）")
        if self.odd:
            parts.append(f"{self.odd} 个写的不是 Hub 上的名称")
        if self.cut:
            parts.append(f"超过 {MOST_LEVELS} 层或 {MOST_CARDS} 个，其余未查")
        if not parts:
            return Ending(sweep=keys)
        reason = f"基座模型与数据集：{'；'.join(parts)}。许可证与来源请人工核对。"
        return Ending(code="cut" if self.cut else "short", reason=reason, sweep=keys)


def read(ctx: Context) -> Pages:
    """Level by level, each card once, so that a circle ends; data sets lead no further."""
    given: list[list[str]] | None = ctx.facts.get(BEGUN)
    if given is None:
        raise NotFound("平台这次没有给出模型卡，基座模型无从查起：请再运行一次。")
    level: list[Thing] = [(kind, target) for kind, target in given]
    chain = _Chain({(ctx.target.kind, ctx.target.full_name.lower())})
    for _ in range(MOST_LEVELS):
        further: list[Thing] = []
        for kind, target, name in chain.next(level):
            further += yield from _card(ctx, chain, kind, target, name)
        level = further
    chain.cut |= any((kind, _plain(name).lower()) not in chain.seen for kind, name in level)
    return chain.ending()


def _plain(target: str) -> str:
    return target.strip().strip("/")


def _card(
    ctx: Context, chain: _Chain, kind: str, target: str, name: str
) -> Generator[Page, None, list[Thing]]:
    """The page of one card, and the models it names in turn."""
    try:
        reply = yield from _asked(ctx, kind, name)
        made = None if reply.answer is None else _made(ctx.repo_id, kind, target, reply)
    except Malformed:
        chain.lost.append(name)
        return []
    if made is None:
        told = dict(reply.memo)
    else:
        told = {"key": made.key, "found": made.found, "name": made.full_name, "bases": made.bases}
    records = () if made is None else (made,)
    yield ctx.page(reply, records, 1, memo=told)
    chain.keys.add(told["key"])
    if told["found"] != "read":
        chain.unseen.append(name)
    if told["name"]:
        chain.seen.add((kind, told["name"].lower()))
    return [("model", base) for base in told["bases"] or ()] if kind == "model" else []


def _asked(ctx: Context, kind: str, name: str) -> Generator[Page, None, Reply]:
    """The answer where the thing is now; each move is a page of its own. Raises `Malformed`."""
    for _ in range(_MOST_MOVES):
        # Two repositories made from the same model get the same answer, each one of its own.
        url = f"{ctx.api}/api/{kind}s/{name}?{_EXPAND}#of={ctx.repo_id}"
        reply = ctx.get(url)
        if reply.status not in _MOVED:
            return reply
        yield ctx.page(reply, (), 0)
        place = _PLACE.fullmatch(urlsplit(reply.headers.get("Location", "")).path)
        if place is None or not _NAME.fullmatch(place[1]) or ".." in place[1]:
            break
        name = place[1]
    raise Malformed(f"{name} 改名后的地址不是应有的样子：请稍后再运行。")


def _made(repo_id: str, kind: str, target: str, reply: Reply) -> BaseModel:
    """What an answer says of the thing. Raises `Malformed` for what is no card."""
    if reply.status in _FOUND:
        return BaseModel(repo_id, kind, target, _FOUND[reply.status], reply.status)
    item = reply.json() if reply.status == 200 else None
    if not isinstance(item, dict) or word(item, "id") is None:
        raise Malformed(f"{target} 的回答不是应有的样子：请稍后再运行。")
    return parsing.base_model(repo_id, kind, target, item)
