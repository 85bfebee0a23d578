"""Which aliases are one person, and why: every join is a value that can be left out again.

Rules in order of strength: `mailmap` (the project says so), `account` (same account, also by
noreply address or because the platform ties a signature to it), `email` (same address, never a
placeholder or shared one), `name` (same full name within a project). Programs are kept
apart from the people whose address or name they borrow: only a mailmap or an account joins the
two. Linear in the number of aliases: the members of a key are joined to one of them, never pair
by pair.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from scoring.people import bots, names
from scoring.people.aliases import Alias
from scoring.people.groups import Groups

STRENGTH = ("mailmap", "account", "email", "name")
Account = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Join:
    """`alias` belongs to the same person as `other`; `detail` says by what, without addresses."""

    alias: str
    other: str
    rule: str
    detail: str = ""


def find(aliases: Iterable[Alias]) -> list[Join]:
    """All joins, whatever the order of the aliases."""
    ordered = sorted(aliases, key=lambda alias: alias.identity_id)
    accounts = _accounts(ordered)
    programs = frozenset(a.identity_id for a in ordered if bots.judge(a).bot != "human")
    joins = [
        *_by_mailmap(ordered),
        *_by_account(ordered, accounts),
        *_by_link(ordered),
        *_by_email(ordered, programs),
    ]
    return [*joins, *_by_name(ordered, programs, accounts, persons(ordered, joins))]


def persons(aliases: Iterable[Alias], joins: Iterable[Join]) -> Groups:
    """The persons that these joins, and no others, make of the aliases."""
    groups = Groups(alias.identity_id for alias in aliases)
    for join in joins:
        groups.join(join.alias, join.other)
    return groups


def _accounts(aliases: Sequence[Alias]) -> dict[str, Account]:
    """identity_id → account. A login stands for its id only while a single id has carried it."""
    ids: dict[Account, set[str]] = defaultdict(set)
    for alias in aliases:
        if alias.account_platform and alias.account_id and alias.login:
            ids[alias.account_platform, alias.login.casefold()].add(alias.account_id)
    found: dict[str, Account] = {}
    for alias in aliases:
        if alias.account_platform and (alias.account_id or alias.login):
            found[alias.identity_id] = _account(alias, alias.account_platform, ids)
    return found


def _account(alias: Alias, platform: str, ids: dict[Account, set[str]]) -> Account:
    if alias.account_id:
        return platform, f"#{alias.account_id}"
    login = (alias.login or "").casefold()
    known = ids.get((platform, login), set())
    return platform, f"#{min(known)}" if len(known) == 1 else login


def _by_mailmap(aliases: Sequence[Alias]) -> Iterator[Join]:
    keys: dict[tuple[str, str], list[Alias]] = defaultdict(list)
    for alias in aliases:
        if alias.address and alias.known_as:
            keys[alias.known_as, alias.address].append(alias)
    for members in keys.values():
        if any(alias.is_mapped for alias in members):
            yield from _star(members, "mailmap")


def _by_account(aliases: Sequence[Alias], accounts: dict[str, Account]) -> Iterator[Join]:
    keys: dict[Account, list[Alias]] = defaultdict(list)
    for alias in aliases:
        if alias.identity_id in accounts:
            keys[accounts[alias.identity_id]].append(alias)
    for account, members in keys.items():
        yield from _star(members, "account", account[0])


def _by_link(aliases: Sequence[Alias]) -> Iterator[Join]:
    """What platforms say of signatures; two accounts of one platform for one tell nothing."""
    by_id = {alias.identity_id: alias for alias in aliases}
    for alias in aliases:
        told: dict[str, list[str]] = defaultdict(list)
        for one in alias.linked:
            if one in by_id:
                told[by_id[one].account_platform or ""].append(one)
        for platform, found in told.items():
            if len(found) == 1:
                yield Join(alias.identity_id, found[0], "account", platform)


def _by_email(aliases: Sequence[Alias], programs: frozenset[str]) -> Iterator[Join]:
    owners: dict[tuple[str, bool], list[Alias]] = defaultdict(list)
    mapped: dict[tuple[str, bool], list[Alias]] = defaultdict(list)
    for alias in aliases:
        program = alias.identity_id in programs
        if alias.email_key:
            owners[alias.email_key, program].append(alias)
        if alias.mailmap_email_key and alias.mailmap_email_key != alias.email_key:
            mapped[alias.mailmap_email_key, program].append(alias)
    for key in owners | mapped:
        held = _without_contradiction(owners.get(key, []))
        if held and names.is_placeholder(held[0].email_domain):
            held = _meant(held)
        elif not key[1] and _is_shared(held):
            held = []
        else:
            yield from _star(held, "email")
        yield from _star([*held[:1], *mapped.get(key, [])], "mailmap")


def _meant(owners: list[Alias]) -> list[Alias]:
    """Whom a mailmap means by a placeholder: the account it names, or the only one to use it."""
    called = {names.plain(alias.known_as or "") for alias in owners}
    return [alias for alias in owners if alias.account_platform] or owners * (len(called) == 1)


def _is_shared(owners: list[Alias]) -> bool:
    """Whether so many names write under the address that it is a mailbox, not a person.

    Asked of people only: the signatures of a program change with every release of it.
    """
    called = {names.plain(alias.known_as) for alias in owners if alias.known_as}
    most: int = names.rules()["max_names_per_address"]
    return len(called) > most


def _without_contradiction(owners: list[Alias]) -> list[Alias]:
    """Without those whom mailmaps lead from this one address to different persons."""
    targets = {alias.mailmap_email_key for alias in owners if alias.mailmap_email_key}
    if len(targets) < 2:
        return owners
    return [a for a in owners if a.mailmap_email_key in {None, a.email_key}]


def _by_name(
    aliases: Sequence[Alias],
    programs: frozenset[str],
    accounts: dict[str, Account],
    groups: Groups,
) -> Iterator[Join]:
    keys: dict[tuple[str, str, bool], list[Alias]] = defaultdict(list)
    for alias in aliases:
        name = names.full_name(alias.known_as) if alias.projects else None
        for project in alias.projects if name else ():
            keys[project, name or "", alias.identity_id in programs].append(alias)
    held = _held(aliases, accounts, groups)
    for key in sorted(key for key, members in keys.items() if len(members) > 1):
        members = keys[key]
        if _is_one_person({groups.find(alias.identity_id) for alias in members}, held):
            for join in _star(members, "name"):
                _merge(join, groups, held)
                yield join


def _held(
    aliases: Sequence[Alias], accounts: dict[str, Account], groups: Groups
) -> dict[str, set[str]]:
    """Person so far → platforms on which it has an account."""
    held: dict[str, set[str]] = defaultdict(set)
    for alias in aliases:
        if alias.identity_id in accounts:
            held[groups.find(alias.identity_id)].add(accounts[alias.identity_id][0])
    return held


def _is_one_person(found: set[str], held: dict[str, set[str]]) -> bool:
    """Not too many, and no two of them with accounts of their own on one platform."""
    if not 2 <= len(found) <= names.rules()["max_aliases_per_name"]:
        return False
    platforms = [platform for person in found for platform in held.get(person, ())]
    return len(platforms) == len(set(platforms))


def _merge(join: Join, groups: Groups, held: dict[str, set[str]]) -> None:
    platforms = held.get(groups.find(join.alias), set()) | held.get(groups.find(join.other), set())
    groups.join(join.alias, join.other)
    held[groups.find(join.alias)] = platforms


def _star(members: Sequence[Alias], rule: str, detail: str = "") -> Iterator[Join]:
    for alias in members[1:]:
        yield Join(alias.identity_id, members[0].identity_id, rule, detail)
