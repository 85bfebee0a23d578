"""Which aliases a declaration means, and where it is heeded.

A declaration speaks in its own project. Of an alias that acts in several projects it is heeded
where all of them say the same: so that what one applicant hands in changes nobody in another's
project, as with a .mailmap (see `circles`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from scoring.people.aliases import Alias
from scoring.people.declared import Declaration, Said
from scoring.people.joined import Join

Place = tuple[str, int, int]  # project, entry, place among its aliases
Slots = Mapping[str, Mapping[object, int]]  # identity → [[apart]] → place: different places part


@dataclass(frozen=True, slots=True)
class Meant:
    """`persons` and `apart`: place → the identities meant by the alias that stands there, of those
    seen in the project, also as the account a signature there belongs to; `entries`: project and
    identity, seen there or not → the first [[person]] that names it."""

    declarations: Mapping[str, Declaration]
    persons: Mapping[Place, tuple[str, ...]]
    apart: Mapping[Place, tuple[str, ...]]
    entries: Mapping[tuple[str, str], int]

    def entry(self, project: str, identity_id: str) -> int | None:
        return self.entries.get((project, identity_id))

    def together(self, circle: Sequence[str], ids: Iterable[str]) -> list[list[str]]:
        """Those of one circle that are one person to all projects of it."""
        groups: dict[tuple[int, ...], list[str]] = defaultdict(list)
        for one in sorted(ids):
            entries = [self.entry(project, one) for project in circle]
            known = tuple(entry for entry in entries if entry is not None)
            if circle and len(known) == len(circle):
                groups[known].append(one)
        return [members for members in groups.values() if len(members) > 1]

    def across(self, circles: Mapping[str, Sequence[str]]) -> Iterator[Join]:
        """Joins between circles (`circles`: identity → projects), where all of both agree."""
        first: dict[tuple[str, int], str] = {}
        for (project, entry, _), ids in sorted(self.persons.items()):
            for one in ids:
                other = first.setdefault((project, entry), one)
                both = {*circles[one], *circles[other]}
                if circles[one] != circles[other] and self._agree(both, one, other):
                    yield Join(one, other, "declared")

    def _agree(self, projects: Iterable[str], one: str, other: str) -> bool:
        entries = [(self.entry(p, one), self.entry(p, other)) for p in projects]
        return all(mine is not None and mine == theirs for mine, theirs in entries)

    def slots(self, circle: Sequence[str]) -> Slots:
        """By which aliases of the circle may not be joined."""
        found: dict[str, dict[object, int]] = defaultdict(dict)
        for (project, entry, place), ids in sorted(self.apart.items()):
            if project in circle and self._said_by_all(circle, project, entry):
                for one in ids:
                    found[one].setdefault((project, entry), place)
        return found

    def _said_by_all(self, circle: Sequence[str], project: str, entry: int) -> bool:
        if len(circle) == 1:
            return True
        said = next(a for a in self.declarations[project].apart if a.entry == entry)
        wanted = {one.key() for one in said.aliases}
        return all(
            any(wanted == {one.key() for one in other.aliases} for other in own.apart)
            for own in (self.declarations.get(p, Declaration()) for p in circle)
        )


def meant(declarations: Mapping[str, Declaration], aliases: Sequence[Alias]) -> Meant:
    """Whom the aliases of each declaration mean among those seen in its project."""
    known, acting = _Known(aliases), _acting(aliases)
    entries: dict[tuple[str, str], int] = {}
    persons, apart = dict[Place, tuple[str, ...]](), dict[Place, tuple[str, ...]]()
    for project, own in sorted(declarations.items()):
        seen = acting.get(project, set())
        for one in own.persons:
            for said in one.aliases:
                found = known.find(said)
                persons[project, one.entry, said.place] = _of(seen, found)
                for alias in found:
                    entries.setdefault((project, alias.identity_id), one.entry)
        for two in own.apart:
            for said in two.aliases:
                apart[project, two.entry, said.place] = _of(seen, known.find(said))
    return Meant(declarations, persons, apart, entries)


def _acting(aliases: Sequence[Alias]) -> Mapping[str, set[str]]:
    """Project → who acts in it: a signature, and with it the account it belongs to."""
    found: dict[str, set[str]] = defaultdict(set)
    for alias in aliases:
        for project in alias.projects:
            found[project].update((alias.identity_id, *alias.linked))
    return found


def _of(seen: set[str], aliases: Sequence[Alias]) -> tuple[str, ...]:
    return tuple(sorted(one.identity_id for one in aliases if one.identity_id in seen))


class _Known:
    """Aliases by what a declaration can call them."""

    def __init__(self, aliases: Sequence[Alias]) -> None:
        self._by: dict[tuple[str, str], list[Alias]] = defaultdict(list)
        for alias in aliases:
            if alias.email_key:
                self._by["email", alias.email_key].append(alias)
            if alias.account_platform and alias.login:
                self._by[alias.account_platform, alias.login.casefold()].append(alias)
            if alias.account_platform and alias.account_id:
                self._by[alias.account_platform, f"#{alias.account_id}"].append(alias)

    def find(self, said: Said) -> list[Alias]:
        place = (said.platform or "email", (said.login or "").casefold() or said.email_key or "")
        names = {None if said.name is None else said.name.casefold()}
        return [
            alias for alias in self._by.get(place, ())
            if names & {None, (alias.name or "").casefold()}
        ]  # fmt: skip
