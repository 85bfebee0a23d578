"""What the entries of one `people.toml` say of each other: what contradicts itself is left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from scoring.people.declared import Apart, Declaration, Declared, Said

_Key = tuple[str | None, str | None, str | None]


def agreeing(declaration: Declaration) -> tuple[Declaration, list[str]]:
    """The declaration without what it says against itself, and a sentence for each."""
    persons, wrong = _each_once(declaration.persons)
    kept, parted, more = _without_contradiction(persons, declaration.apart)
    made = declaration.model_copy(update={"persons": tuple(kept), "apart": tuple(parted)})
    return made, [*wrong, *more]


def _each_once(persons: Sequence[Declared]) -> tuple[list[Declared], list[str]]:
    """Without the aliases that stand in two entries: whose they are nobody can tell."""
    owners = _owners(persons)
    kept, wrong = list[Declared](), list[str]()
    for one in persons:
        twice = [said for said in one.aliases if len(_shared(said, owners)) > 1]
        wrong += _said_twice(one, twice, owners)
        rest = tuple(said for said in one.aliases if said not in twice)
        if rest:
            kept.append(one.model_copy(update={"aliases": rest}))
    return kept, wrong


def _owners(persons: Sequence[Declared]) -> dict[_Key, set[int]]:
    """What an alias is told by → the entries that claim it."""
    owners: dict[_Key, set[int]] = defaultdict(set)
    for one in persons:
        for said in one.aliases:
            owners[said.key()].add(one.entry)
            owners[_wide(said)].add(one.entry)
    return owners


def _wide(said: Said) -> _Key:
    """Of an address with a name: that it is written of, whatever the name."""
    return ("any", said.email_key, None) if said.name else said.key()


def _shared(said: Said, owners: dict[_Key, set[int]]) -> set[int]:
    """The entries that claim the same; a bare address claims all who sign with it."""
    found = set(owners[said.key()])
    if said.email_key and not said.name:
        found |= owners[("any", said.email_key, None)]
    elif said.email_key:
        found |= owners[(said.email_key, None, None)]
    return found


def _said_twice(
    one: Declared, twice: Sequence[Said], owners: dict[_Key, set[int]]
) -> Iterator[str]:
    for said in twice:
        others = "、".join(f"第 {n} 个" for n in sorted(_shared(said, owners) - {one.entry}))
        yield (
            f"第 {one.entry} 个 [[person]]“{one.name}”的 aliases 第 {said.place} 项也写在"
            f"{others} [[person]] 里，不知道是谁的，没有用到它：请只留在一处。"
        )


def _without_contradiction(
    persons: Sequence[Declared], parted: Sequence[Apart]
) -> tuple[list[Declared], list[Apart], list[str]]:
    """A person and an [[apart]] with two of its aliases: neither is used."""
    wrong, bad_persons, bad_parted = list[str](), set[int](), set[int]()
    owners = _owners(persons)
    for two in parted:
        held = [entry for said in two.aliases for entry in _shared(said, owners)]
        for entry in sorted({n for n in held if held.count(n) > 1}):
            bad_persons.add(entry)
            bad_parted.add(two.entry)
            wrong.append(
                f"第 {two.entry} 个 [[apart]] 与第 {entry} 个 [[person]] 相反：一处说是同一人，"
                "一处说不是；两条都没有用到：请删去一条。"
            )
    return (
        [one for one in persons if one.entry not in bad_persons],
        [one for one in parted if one.entry not in bad_parted], wrong,
    )  # fmt: skip
