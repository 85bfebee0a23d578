"""By which of its names an alias may join others of a project: the full name, and the ways it is
written.

A `Mark` is a key that two aliases of one project may share. Of one rule some are `firm`: only a
key that somebody holds firmly joins, so that two who merely call themselves alike are never one
person by that.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from scoring.people import names
from scoring.people.aliases import Alias
from warehouse.pseudonyms import MARKED

RULES = ("name", "spelling", "handle", "initial")
_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_NO_LETTER = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """`initials` are those of middle names that `key` leaves out."""

    rule: str
    key: str
    firm: bool = True
    initials: str = ""


def shared(aliases: Iterable[Alias]) -> dict[str, tuple[Mark, ...]]:
    """identity_id → the marks by which it may join, of all that it could be joined by."""
    own = {alias.identity_id: tuple(_marks(alias)) for alias in aliases}
    held: dict[tuple[str, str], set[str]] = defaultdict(set)
    firm: set[tuple[str, str]] = set()
    for one, marks in own.items():
        for mark in marks:
            held[mark.rule, mark.key].add(one)
            if mark.firm:
                firm.add((mark.rule, mark.key))
    common = {place for place, holders in held.items() if len(holders) > 1}
    return {
        one: tuple(m for m in marks if (m.rule, m.key) in firm and (m.rule, m.key) in common)
        for one, marks in own.items()
    }


def _marks(alias: Alias) -> Iterator[Mark]:
    name = alias.known_as
    if key := names.full_name(name):
        yield Mark("name", key)
        yield from _spellings(name or "")
    elif name and names.is_own_choice(name):
        yield from _of_handle(name, firm=len(name) >= names.rules()["min_shared_handle"])
    elif name and (short := names.initial_and_surname(name)):
        yield Mark("initial", short, firm=False)
    if alias.login:
        yield from _of_handle(alias.login, firm=True)


def _of_handle(handle: str, *, firm: bool) -> Iterator[Mark]:
    plain, key, least = handle.casefold(), _letters(handle), names.rules()
    if MARKED.fullmatch(plain):  # what it stands for is unknown: how long, and how common
        return
    if len(plain) >= least["min_handle"] and names.is_rare(plain):
        yield Mark("handle", plain, firm)
    if len(key) >= least["min_joined_name"]:
        yield Mark("spelling", key, firm=False)
    if len(key) >= least["min_initial_name"]:
        yield Mark("initial", key, firm=False)


@cache
def _spellings(name: str) -> tuple[Mark, ...]:
    """The name's words as one, in either order, middle names in full, by initial or (where they are
    initials) left out, ü as u and as ue."""
    forms = [names.plain(name)]
    spelt_out = unicodedata.normalize("NFC", name).casefold().translate(_SPELT_OUT)
    if not name.isascii():
        forms.append(names.plain(spelt_out))
    found: dict[Mark, None] = {}
    for words in (form.split() for form in forms if names.is_latin(form)):
        initials = "".join(word for word in words[1:-1] if len(word) == 1)
        brief = [words[0], *(word[0] for word in words[1:-1]), words[-1]]
        bare = [word for word in words if len(word) > 1]
        for kept, left_out in ((words, ""), (brief, ""), (bare, initials)):
            for order in (kept, [*kept[-1:], *kept[:-1]], [*kept[1:], *kept[:1]]):
                found[Mark("spelling", _letters("".join(order)), initials=left_out)] = None
        found |= dict.fromkeys(_by_initial(words))
    return tuple(found)


def _by_initial(words: list[str]) -> Iterator[Mark]:
    """The first initial and the surname, and as much of the two as old systems gave a login."""
    if words[-1] in names.rules()["common_surnames"]:
        return
    key = _letters(words[0][0] + words[-1])
    for part in {key, key[: names.rules()["login_length"]]}:
        if len(part) >= names.rules()["min_initial_name"]:
            yield Mark("initial", part)


def _letters(text: str) -> str:
    return _NO_LETTER.sub("", text.casefold())
