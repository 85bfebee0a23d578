"""Names of licences as people write them: resolved when they can mean one thing only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from scoring.licences import expressions
from scoring.licences.custom import family_of_name
from scoring.licences.data import table
from scoring.licences.spdx import spdx_list
from scoring.licences.words import Words, phrase, split

# Between the words of a name: spaces, quotes, commas, brackets, one line break; no full stop.
_GAP = re.compile(r"[^。；！？\n]{0,4}\n?[^。；！？\n]{0,4}")
# A further number makes it another version: MIT-0 is not MIT, Apache 2.1 not Apache 2.
_GOES_ON = re.compile(r"[-.]\d")
_DENIALS = {"non", "not", "非"}
_VERSIONED = re.compile(
    r"(?<![\w.-])[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*-\d+(?:\.\d+)+[\w.-]*\w\+?"
)


_FIELD_ONLY = ("cc", "psf", "asl", "al2", "expat", "epl", "apache", "psfl", "mulan")


@dataclass(frozen=True, slots=True)
class Name:
    """What a name means: an SPDX expression or LicenseRef; or NOASSERTION with the ids it may be.

    `starts`: beginnings of ids a vague name can stand for; empty when the name is clear.
    """

    expression: str
    starts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A name met in running text at characters [begin, end)."""

    name: Name
    begin: int
    end: int


def resolve(value: str) -> Name | None:
    """What a whole field means; None when it names nothing that is known."""
    value = value.strip()
    ref = family_of_name(value)
    if ref:
        return Name(ref)
    words = _key(value)
    known = _names().get(words)
    if known:
        return known
    whole = expressions.parse(value)
    return Name(whole.text) if whole else _listed_names().get(words)


def mentions(text: str) -> list[Mention]:
    """Names in running text, in order, the longest at each place."""
    found = [*_aliased(text), *_versioned(text)]
    found.sort(key=lambda one: (one.begin, -one.end))
    kept: list[Mention] = []
    for one in found:
        if not kept or one.begin >= kept[-1].end:
            kept.append(one)
    return kept


def link(address: str) -> Name | None:
    """The licence an address stands for."""
    address = address.casefold()
    for entry in table("aliases")["link"]:
        if any(part in address for part in entry["parts"]):
            return Name(entry["id"])
    return None


def _aliased(text: str) -> Iterator[Mention]:
    read, starting = split(text), _by_first_word()
    for i, word in enumerate(read.words):
        if word in starting and not (i and read.words[i - 1] in _DENIALS):
            for key in starting[word]:
                end = _end_of(text, read, i, key)
                if end:
                    yield Mention(_names()[key], read.starts[i], end)
                    break


def _end_of(text: str, read: Words, i: int, key: tuple[str, ...]) -> int | None:
    """Where the name ends that begins with word `i`, or None when it does not stand there."""
    plus = key[-1] == "plus"
    words = key[:-1] if plus else key
    last = i + len(words) - 1
    if read.words[i : last + 1] != words:
        return None
    gaps = (text[read.ends[k] : read.starts[k + 1]] for k in range(i, last))
    end = read.ends[last]
    if _GOES_ON.match(text, end) or not all(_GAP.fullmatch(gap) for gap in gaps):
        return None
    if plus:
        return end + 1 if text[end : end + 1] == "+" else None
    return end


def _versioned(text: str) -> Iterator[Mention]:
    for match in _VERSIONED.finditer(text):
        one = expressions.parse(match[0])
        if one and len(one.ids) == 1:
            yield Mention(Name(one.text), match.start(), match.end())


def _bare(words: tuple[str, ...]) -> tuple[str, ...]:
    return words[1:] if words[:1] == ("the",) else words


@cache
def _names() -> dict[tuple[str, ...], Name]:
    aliases = table("aliases")
    vague = {
        _key(name): Name("NOASSERTION", tuple(entry["starts"]))
        for entry in aliases["vague"]
        for name in entry["names"]
    }
    clear = {
        _key(name): Name(entry["id"])
        for entry in aliases["licence"]
        for name in (*entry["names"], entry["id"])
    }
    return vague | clear


def _key(name: str) -> tuple[str, ...]:
    return _bare(phrase(name.replace("+", " plus ")))


@cache
def _listed_names() -> dict[tuple[str, ...], Name]:
    """Full names of the list; those that two entries share mean nothing certain."""
    found: dict[tuple[str, ...], Name] = {}
    for key, entry in spdx_list().licences.items():
        if not entry.deprecated:
            words = _key(entry.name)
            found[words] = Name("NOASSERTION") if words in found else Name(key)
    return found


@cache
def _by_first_word() -> dict[str, list[tuple[str, ...]]]:
    """Names to be met in running text, longest first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for key in sorted(_names(), key=lambda words: (-len(words), words)):
        # Single short words that mean something else in prose are for fields only.
        if key != ("木", "兰") and key not in {(word,) for word in _FIELD_ONLY}:
            found.setdefault(key[0], []).append(key)
    return found
