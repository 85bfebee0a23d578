"""Aliases set apart by the projects they reach, so that no project can speak for another.

A circle is everybody who reaches the same projects. An alias reaches the projects it is seen in
and those of every alias it could be joined with without a .mailmap. So joins made within a circle
lose none that cross circles, and a .mailmap heard in a circle has its repository in every project
its members act in: what one project writes into its .mailmap never changes who is counted in
another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from scoring.people import bots, names, spellings
from scoring.people.aliases import Alias
from scoring.people.groups import Groups
from scoring.people.spellings import Mark

Circle = tuple[str, ...]


def apart(aliases: Sequence[Alias]) -> dict[Circle, list[Alias]]:
    """Projects, sorted → the aliases that reach exactly them, in the order given."""
    near = _near(aliases)
    reached: dict[str, set[str]] = defaultdict(set)
    for alias in aliases:
        reached[near.find(alias.identity_id)].update(alias.projects)
    circles: dict[Circle, list[Alias]] = defaultdict(list)
    for alias in aliases:
        circles[tuple(sorted(reached[near.find(alias.identity_id)]))].append(alias)
    return circles


def _near(aliases: Sequence[Alias]) -> Groups:
    """Sets of aliases that share anything by which aliases are joined, or kept from it."""
    near = Groups(alias.identity_id for alias in aliases)
    known = {alias.identity_id for alias in aliases}
    first: dict[tuple[object, ...], str] = {}
    called = spellings.shared(aliases)
    for alias in aliases:
        for account in known.intersection(alias.linked):
            near.join(alias.identity_id, account)
        for mark in _marks(alias, called[alias.identity_id]):
            near.join(alias.identity_id, first.setdefault(mark, alias.identity_id))
    return near


def _marks(alias: Alias, called: Sequence[Mark]) -> Iterator[tuple[object, ...]]:
    program = bots.judge(alias).bot != "human"
    if alias.account_platform and alias.account_id:
        yield "id", alias.account_platform, alias.account_id
    for login in (*([alias.login.casefold()] if alias.login else []), *alias.formerly):
        if alias.account_platform:
            yield "login", alias.account_platform, login
    own = alias.email_key and not names.is_relayed(alias.name)
    if own and not names.is_placeholder(alias.email_domain):
        yield "email", alias.email_key, program
    for mark in called:
        yield from ((mark.rule, mark.key, project, program) for project in alias.projects)
