"""The texts of the SPDX list as word streams, with what may vary in each."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from scoring.licences import plain
from scoring.licences.data import table
from scoring.licences.spdx import Flag, Licence, spdx_list
from scoring.licences.words import phrase

_BLANK = re.compile(r"<[^<>\n]{1,60}>|\[[^\[\]\n]{1,60}\]|\{[^{}\n]{1,60}\}")
# So many words in a row are met in two texts only when one quotes the other.
TAIL_RUN = 8
Words = tuple[str, ...]
Member = tuple[Licence, frozenset[int], frozenset[Words]]


@dataclass(frozen=True, slots=True, eq=False)
class Template:
    """One text; `ids` are all entries of the list with this text, the first one names it.

    `blanks`: places (before word i) where the publisher left a blank; `optional`: words that
    may be missing; `hints`: what stands in the blanks; `title`: words of its name.
    """

    ids: tuple[str, ...]
    osi: Flag
    fsf: Flag
    words: Words
    blanks: frozenset[int]
    optional: frozenset[int]
    hints: tuple[Words, ...]
    title: frozenset[str]

    @property
    def id(self) -> str:
        return self.ids[0]


@cache
def templates() -> tuple[Template, ...]:
    """All texts of the list; entries with the same words share one."""
    grouped: dict[Words, list[Member]] = defaultdict(list)
    for licence in spdx_list().licences.values():
        for text in _texts(licence):
            words, blanks = _words(text)
            hints = frozenset(phrase(blank) for blank in _BLANK.findall(text))
            grouped[words].append((licence, blanks, hints))
    return tuple(_template(words, members) for words, members in grouped.items() if len(words) > 8)


def _texts(licence: Licence) -> Iterator[str]:
    if licence.text is None:
        return
    yield licence.text
    for half in table("templates")["halves"]:
        if half["id"] == licence.id:
            first, found, second = licence.text.partition(half["second"])
            parts = {"first": first, "second": found + second}
            yield from (parts[name] for name in half["keep"])
    for variant in table("templates")["variant"]:
        if licence.id in variant["ids"]:
            yield _reworded(licence.text, variant["old"], variant["new"])


def _reworded(text: str, old: str, new: str) -> str:
    """The text in its other wording; `ValueError` when the list no longer has the words."""
    pattern = r"\s+".join(map(re.escape, old.split()))
    changed, count = re.subn(pattern, lambda _: new, text)
    if not count:
        raise ValueError(f"SPDX 列表的文本里没有“{old}”")
    return changed


def _words(text: str) -> tuple[Words, frozenset[int]]:
    words: list[str] = []
    blanks: set[int] = set()
    for i, part in enumerate(_BLANK.split(plain.plain_template(text))):
        if i:
            blanks.add(len(words))
        words.extend(phrase(part))
    return tuple(words), frozenset(blanks)


def _template(words: Words, members: list[Member]) -> Template:
    licences = sorted((licence for licence, _, _ in members), key=lambda one: (len(one.id), one.id))
    ids = tuple(licence.id for licence in licences)
    return Template(
        ids=ids,
        osi=_same([licence.osi for licence in licences]),
        fsf=_same([licence.fsf for licence in licences]),
        words=words,
        blanks=frozenset().union(*(blanks for _, blanks, _ in members)),
        optional=frozenset(_optional(ids, words)),
        hints=tuple(sorted(frozenset().union(*(hints for _, _, hints in members)) - {()})),
        title=frozenset(phrase(f"{licences[0].name} {licences[0].id}")),
    )


def _same(flags: list[Flag]) -> Flag:
    return flags[0] if len(set(flags)) == 1 else "unknown"


def _optional(ids: tuple[str, ...], words: Words) -> Iterator[int]:
    for tail in table("templates")["tail"]:
        if set(tail["ids"]) & set(ids):
            yield from _tail(words, phrase(tail["from"]), phrase(tail.get("to", "")))


def _tail(words: Words, start: Words, stop: Words) -> Iterator[int]:
    begin = find(words, start, 0)
    if begin is None:
        return
    end = find(words, stop, begin) if stop else None
    yield from range(begin, len(words) if end is None else end)


@cache
def tail_runs(template: Template) -> frozenset[Words]:
    """Runs of words of the parts that may be missing: a notice of the licence's own making."""
    last = len(template.words) - TAIL_RUN + 1
    inside = (i for i in template.optional if i < last and i + TAIL_RUN - 1 in template.optional)
    return frozenset(template.words[i : i + TAIL_RUN] for i in inside)


@cache
def name_slots(words: Words) -> tuple[tuple[int, int], ...]:
    """Ranges of words that stand for somebody's name."""
    return tuple(_name_slots(words))


def _name_slots(words: Words) -> Iterator[tuple[int, int]]:
    for slot in table("templates")["name"]:
        after, before = phrase(slot["after"]), phrase(slot["before"])
        begin = find(words, after, 0)
        while begin is not None:
            end = find(words[: begin + len(after) + 20], before, begin + len(after))
            if end is not None:
                yield begin + len(after), end
            begin = find(words, after, begin + 1)


def find(words: Words, part: Words, start: int) -> int | None:
    """Index of `part` in `words` at or after `start`."""
    try:
        while True:
            start = words.index(part[0], start)
            if words[start : start + len(part)] == part:
                return start
            start += 1
    except ValueError:
        return None
