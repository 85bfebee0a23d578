"""Which aliases are one person, and why: every join is a value that can be left out again.

Rules in order of strength: `mailmap` (the project says so), `account` (same account, also by
noreply address or because the platform ties a signature to it), `declared` (the applicant says so
in people.toml, which can also keep apart whom a rule below it would join), `email` (same address,
never a placeholder or shared one), then within a project `name` (same full name), `spelling` (the
same name written in another way), `handle` (a rare login, also as a name), `initial` ("bgranger"
for the only B. Granger). Programs are kept apart from the people whose address or name they borrow:
only a mailmap or an account joins the two. Linear in the number of aliases: the members of a key
are joined to one of them, never pair by pair.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from scoring.people import bots, by_name, names
from scoring.people.aliases import Alias
from scoring.people.groups import Groups
from scoring.people.hearing import Slots
from scoring.people.joined import Join, star

STRENGTH = ("mailmap", "account", "declared", "email", "name", "spelling", "handle", "initial",
            "masked")  # fmt: skip
Account = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Heard:
    """What is declared of the aliases of a circle: who is one person, and what keeps whom apart."""

    together: Sequence[Sequence[str]] = ()
    slots: Slots = field(default_factory=dict)


NOTHING = Heard()


def find(aliases: Iterable[Alias], said: Heard = NOTHING) -> list[Join]:
    """All joins, whatever the order of the aliases; `said`: what applicants declare of them."""
    ordered = sorted(aliases, key=lambda alias: alias.identity_id)
    accounts = _accounts(ordered)
    programs = frozenset(a.identity_id for a in ordered if bots.judge(a).bot != "human")
    groups = Groups((alias.identity_id for alias in ordered), said.slots)
    facts = [*_by_mailmap(ordered), *_by_account(ordered, accounts), *_by_link(ordered)]
    for join in facts:
        groups.join(join.alias, join.other)
    joins = [*facts, *_by_declaration(ordered, said, groups)]
    joins += _kept(_by_email(ordered, programs), groups)
    platforms = {one: account[0] for one, account in accounts.items()}
    return [*joins, *by_name.find(ordered, by_name.Known(programs, platforms), groups)]


def _by_declaration(aliases: Sequence[Alias], said: Heard, groups: Groups) -> Iterator[Join]:
    """What the applicant declares, save of those whom the .mailmap calls different persons."""
    called: dict[str, set[tuple[str | None, str | None]]] = defaultdict(set)
    for alias in aliases if said.together else ():
        if alias.is_mapped:
            called[groups.find(alias.identity_id)].add((alias.known_as, alias.address))
    for first, *others in said.together:
        for one in others:
            mine, theirs = called[groups.find(one)], called[groups.find(first)]
            if not mine or not theirs or mine & theirs:
                groups.join(one, first)
                called[groups.find(one)] = mine | theirs
                yield Join(one, first, "declared")


def _kept(joins: Iterable[Join], groups: Groups) -> Iterator[Join]:
    """Those that join nobody who is declared to be apart."""
    for join in groups.permitted(joins):
        groups.join(join.alias, join.other)
        yield join


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
        if alias.account_platform and alias.account_id:
            for login in (*([alias.login.casefold()] if alias.login else []), *alias.formerly):
                ids[alias.account_platform, login].add(alias.account_id)
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
            yield from star(members, "mailmap")


def _by_account(aliases: Sequence[Alias], accounts: dict[str, Account]) -> Iterator[Join]:
    keys: dict[Account, list[Alias]] = defaultdict(list)
    for alias in aliases:
        if alias.identity_id in accounts:
            keys[accounts[alias.identity_id]].append(alias)
    for account, members in keys.items():
        yield from star(members, "account", account[0])


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
    """By addresses, one's own and those a mailmap leads to.

    A mailmap may lead several persons to one address that is nobody's own, to hide theirs: where it
    is a placeholder, a mailbox or unknown (nobody signs with it), those it names differently are
    different. Who is named alike is joined by `_by_mailmap`.
    """
    owners: dict[tuple[str, bool], list[Alias]] = defaultdict(list)
    mapped: dict[tuple[str, bool], list[Alias]] = defaultdict(list)
    for alias in aliases:
        program = alias.identity_id in programs
        if alias.email_key and not names.is_relayed(alias.name):
            owners[alias.email_key, program].append(alias)
        if alias.mailmap_email_key and alias.mailmap_email_key != alias.email_key:
            mapped[alias.mailmap_email_key, program].append(alias)
    for key in owners | mapped:
        held, led = _without_contradiction(owners.get(key, [])), mapped.get(key, [])
        if held and names.is_placeholder(held[0].email_domain):
            held = _meant(held)
            own = any(alias.account_platform for alias in held)
        elif not key[1] and _is_shared(held):
            held, own = [], False
        else:
            yield from star(held, "email")
            own = bool(held) and (key[1] or not _is_shared([*held, *led]))
        if own or len({names.plain(alias.known_as or "") for alias in led}) < 2:
            yield from star([*held[:1], *led], "mailmap")


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
