"""Base models and data sets of a model, and what those are made from, each with its own card."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from scoring.licences.card import of_fields
from scoring.thirdparty.gathering import UNKNOWN, Thing, read
from warehouse.store import Row

_UNASKED = "没有读到它的卡"
_WHY = {
    "hidden": "平台不展示它的卡（回答 {}）：不存在、不公开或须申请",
    "missing": "平台上没有它（回答 {}）：已删除或名称有误",
    "blocked": "平台因法律原因不展示它（回答 {}）",
}
_AGREED = {"auto", "manual"}
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Named:
    """Something a card names, by way of the names in `chain`, itself the last."""

    kind: str
    chain: tuple[str, ...]
    link: Row | None
    named_in: str

    @property
    def key(self) -> Key:
        return _key(self.kind, self.chain[-1])


def models(repo_id: str, links: Iterable[Row], cards: Iterable[Row]) -> list[Thing]:
    """Each once, by its shortest way; level by level, so that a circle ends. The repository itself
    is none of its own."""
    own = _own(repo_id)
    held = {_key(card["kind"], card["target"]): card for card in cards}
    level = [_first(link) for link in links]
    found: dict[Key, Thing] = {}
    while level:
        fresh = {one.key: one for one in reversed(level) if one.key not in {*found, own}}
        found |= {key: _thing(one, held.get(key)) for key, one in sorted(fresh.items())}
        level = [more for _, one in sorted(fresh.items()) for more in _further(one, held)]
    return list(found.values())


def _key(kind: str, name: str) -> Key:
    return kind, name.strip().strip("/").lower()


def _own(repo_id: str) -> Key:
    name = repo_id.partition(":")[2]
    folder, _, rest = name.partition("/")
    return ("dataset", rest) if folder == "datasets" else ("model", name)


def _first(link: Row) -> _Named:
    kind = "dataset" if link["relation"] == "dataset" else "model"
    return _Named(kind, (link["target"],), link, link["answer_id"])


def _further(one: _Named, held: Mapping[Key, Row]) -> Iterator[_Named]:
    card = held.get(one.key)
    if card is not None and one.kind == "model":
        for base in card["bases"] or ():
            yield _Named("model", (*one.chain, base), None, card["answer_id"])


def _thing(one: _Named, card: Row | None) -> Thing:
    licence, written = _licence(one, card)
    name = one.chain[-1]
    names = (name, card["full_name"]) if card is not None and card["full_name"] else (name,)
    return Thing(
        one.kind, name, card["answer_id"] if card is not None else one.named_in, "huggingface",
        place="card", licence=licence or UNKNOWN, licence_source="card" if written else "none",
        written=written, names=tuple(dict.fromkeys(names)), chain=one.chain,
        notes=tuple(_notes(card, licence, written)),
    )  # fmt: skip


def _licence(one: _Named, card: Row | None) -> tuple[str | None, str | None]:
    """The licence and the words it was read from: of its own card, else of the repository of the
    same project that it is."""
    if card is None:
        field = one.link["licence"] if one.link is not None else None
        return (read(field) if field else None), field
    field, name = card["licence_field"], card["licence_name"]
    meant = of_fields(field, name, card["licence_link"])
    return meant, "；".join(filter(None, (field, name))) or None


def _notes(card: Row | None, licence: str | None, written: str | None) -> Iterator[str]:
    if card is None:
        if written is None:
            yield _UNASKED
    elif card["found"] != "read":
        yield _WHY[card["found"]].format(card["status"])
    elif written is None:
        yield "它的卡没有写许可证"
    elif licence is None:
        yield "它的卡上的写法认不出是哪个许可证"
    if card is not None and card["gated"] in _AGREED:
        yield "须同意条款或经批准才能取得文件，请核对条款"
