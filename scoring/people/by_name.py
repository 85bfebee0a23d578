"""Joins by what people call themselves: within one project only, after all other joins are made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from scoring.people import names, spellings
from scoring.people.aliases import Alias
from scoring.people.groups import Groups
from scoring.people.joined import Join, star
from scoring.people.spellings import Mark

# Project, rule, key, and whether it is a program's: aliases that share all four may be one person.
_Place = tuple[str, str, str, bool]
_Held = list[tuple[Alias, Mark]]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known before names are looked at: programs, and the platform of each account."""

    programs: frozenset[str]
    platforms: Mapping[str, str]


def find(aliases: Sequence[Alias], known: Known, groups: Groups) -> Iterator[Join]:
    """Rule after rule, each on the persons that those before it have made; `groups` follows."""
    places = _places(aliases, known.programs)
    reserved = _words(aliases)
    accounts = _accounts(aliases, known, groups)
    for rule in spellings.RULES:
        for place in sorted(place for place in places if place[1] == rule):
            members = _fit(places[place], reserved[place[0]], groups)
            found = {groups.find(alias.identity_id) for alias in members}
            if _is_one_person(found, accounts) and _is_one_login(rule, found, accounts):
                for join in groups.permitted(star(members, rule)):
                    _merge(join, groups, accounts)
                    yield join


def _places(aliases: Sequence[Alias], programs: frozenset[str]) -> dict[_Place, _Held]:
    marks = spellings.shared(aliases)
    places: dict[_Place, _Held] = defaultdict(list)
    for alias in aliases:
        program = alias.identity_id in programs
        for project in alias.projects:
            for mark in marks[alias.identity_id]:
                places[project, mark.rule, mark.key, program].append((alias, mark))
    return {place: held for place, held in places.items() if any(m.firm for _, m in held)}


def _words(aliases: Sequence[Alias]) -> dict[str, dict[str, set[str]]]:
    """Project → word of a full name → the aliases whose name holds it."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for alias in aliases:
        if (name := names.plain(alias.known_as or "")).count(" "):
            for project in alias.projects:
                for word in name.split():
                    found[project][word].add(alias.identity_id)
    return found


def _fit(held: _Held, words: Mapping[str, set[str]], groups: Groups) -> list[Alias]:
    """Those who may be one person by the key that they share."""
    mark, members = held[0][1], {groups.find(alias.identity_id) for alias, _ in held}
    if mark.rule == "handle" and {groups.find(one) for one in words.get(mark.key, ())} - members:
        return []
    if mark.rule == "initial" and len({groups.find(a.identity_id) for a, m in held if m.firm}) > 1:
        return []
    if len({mark.initials for _, mark in held if mark.initials}) > 1:
        held = [(alias, mark) for alias, mark in held if not mark.initials]
    return list({alias.identity_id: alias for alias, _ in held}.values())


def _accounts(aliases: Sequence[Alias], known: Known, groups: Groups) -> dict[str, set[str]]:
    """Person so far → platforms on which it has an account."""
    found: dict[str, set[str]] = defaultdict(set)
    for alias in aliases:
        if platform := known.platforms.get(alias.identity_id):
            found[groups.find(alias.identity_id)].add(platform)
    return found


def _is_one_person(found: set[str], accounts: Mapping[str, set[str]]) -> bool:
    """Not too many, and no two of them with accounts of their own on one platform."""
    if not 2 <= len(found) <= names.rules()["max_aliases_per_name"]:
        return False
    platforms = [platform for person in found for platform in accounts.get(person, ())]
    return len(platforms) == len(set(platforms))


def _is_one_login(rule: str, found: set[str], accounts: Mapping[str, set[str]]) -> bool:
    """The same login on two platforms may be two people's, whoever else is called so."""
    return rule not in {"handle", "initial"} or sum(bool(accounts.get(p)) for p in found) < 2


def _merge(join: Join, groups: Groups, accounts: dict[str, set[str]]) -> None:
    one, other = groups.find(join.alias), groups.find(join.other)
    platforms = accounts.get(one, set()) | accounts.get(other, set())
    groups.join(join.alias, join.other)
    accounts[groups.find(join.alias)] = platforms
