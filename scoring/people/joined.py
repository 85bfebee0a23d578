"""A join: one reason for which two aliases are one person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scoring.people.aliases import Alias


@dataclass(frozen=True, slots=True)
class Join:
    """`alias` belongs to the same person as `other`; `detail` says by what, without addresses."""

    alias: str
    other: str
    rule: str
    detail: str = ""


def star(members: Sequence[Alias], rule: str, detail: str = "") -> Iterator[Join]:
    """All of them joined to the first: linear, never pair by pair."""
    for alias in members[1:]:
        yield Join(alias.identity_id, members[0].identity_id, rule, detail)
