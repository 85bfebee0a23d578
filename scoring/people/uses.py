"""What became of each alias that an applicant declares: rows of `people_declared_alias`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from scoring.people import shown
from scoring.people.declared import Apart, Declared, Said
from scoring.people.hearing import Meant, Place
from warehouse.store import Row

_UNMATCHED = "在这个项目里没有这样的账号或署名：请检查有没有写错"
_NOT_JOINED = (
    "没有与这一条的其他别名合成一人：项目的 .mailmap 把它们记为不同的人，"
    "或它也在没有这样声明的项目里活动，以那些为准"
)
_SECOND = (
    "它与第 {first} 个 [[person]] 是同一人，两条所写的 applicant 或 organisations 不同，"
    "照第 {first} 个：请合成一条"
)
_NOT_PARTED = "没有分开：项目的 .mailmap、平台账号或别的项目把它们记为同一人，以那些为准"


def rows(meant: Meant, person: Mapping[str, str]) -> Iterator[Row]:
    """`person`: identity → person, after all joins."""
    for project, own in sorted(meant.declarations.items()):
        held: dict[str, Declared] = {}
        for one in own.persons:
            yield from _agreeing(one, _entry(project, "person", one, meant.persons, person), held)
        for two in own.apart:
            yield from _entry(project, "apart", two, meant.apart, person)


def _agreeing(one: Declared, made: Iterable[Row], held: dict[str, Declared]) -> Iterator[Row]:
    """The rows of an entry; overruled where another before it says otherwise of the same person."""
    for row in made:
        first = one
        if row["state"] == "used" and row["person_id"] and one.employment():
            first = held.setdefault(row["person_id"], one)
        if first.employment() != one.employment():
            row |= {"state": "overruled", "words": _SECOND.format(first=first.entry)}
        yield row


def _entry(
    project: str, kind: str, entry: Declared | Apart, meant: Mapping[Place, tuple[str, ...]],
    person: Mapping[str, str],
) -> Iterator[Row]:  # fmt: skip
    found = {
        said.place: {person[one] for one in meant[project, entry.entry, said.place]}
        for said in entry.aliases
    }
    overruled = _divided(found) if kind == "person" else _united(found)
    for said in entry.aliases:
        state = "overruled" if said.place in overruled else "used"
        yield {
            "project_id": project, "kind": kind, "entry": entry.entry, "place": said.place,
            "shown": _shown(said), "identities": len(meant[project, entry.entry, said.place]),
            "person_id": _only(found[said.place]),
            **_state(state if found[said.place] else "unmatched", kind),
        }  # fmt: skip


def _state(state: str, kind: str) -> Row:
    overruled = _NOT_JOINED if kind == "person" else _NOT_PARTED
    return {"state": state, "words": {"unmatched": _UNMATCHED, "overruled": overruled}.get(state)}


def _shown(said: Said) -> str:
    name = said.name and shown.masked(said.name)
    return said.model_copy(update={"name": name}).shown()


def _only(found: set[str]) -> str | None:
    return next(iter(found)) if len(found) == 1 else None


def _divided(found: Mapping[int, set[str]]) -> set[int]:
    """The places whose aliases are not of the person that most of the entry is."""
    counts: dict[str, int] = defaultdict(int)
    for persons in found.values():
        for one in persons:
            counts[one] += 1
    if len(counts) < 2:
        return set()
    most = min(counts, key=lambda one: (-counts[one], one))
    return {place for place, persons in found.items() if persons - {most}}


def _united(found: Mapping[int, set[str]]) -> set[int]:
    """The places that share a person with another."""
    return {
        place for place, persons in found.items()
        if any(persons & other for number, other in found.items() if number != place)
    }  # fmt: skip
