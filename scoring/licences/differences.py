"""Whether a difference between a licence text and its template may be overlooked.

Only what is listed as harmless is: everything else is of substance and a human must look.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Literal

from scoring.licences.align import Alignment, Hunk
from scoring.licences.data import table
from scoring.licences.names import NAME_WORDS, is_name, listed
from scoring.licences.origins import without_origins
from scoring.licences.templates import Template, find, name_slots
from scoring.licences.words import phrase

# The title of a text is over by then.
TITLE_WORDS = 30
# A project's name in a sentence on its licence is no longer than this.
SELF_WORDS = 4
_VERSION = re.compile(r"\D*\d{1,2}")
Weight = Literal["trivial", "small", "substance"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """`substance`: differences a human must see; `small`: words overlooked; sizes in words."""

    substance: tuple[Hunk, ...]
    small: int
    missing: int
    extra: int


def judge(template: Template, alignment: Alignment, text: Sequence[str]) -> Judgement:
    """Weighs every difference inside the aligned part."""
    substance: list[Hunk] = []
    small = missing = extra = 0
    for hunk in alignment.hunks:
        weight = _weigh(template, hunk, text)
        if weight == "trivial":
            continue
        missing += sum(i not in template.optional for i in range(hunk.t0, hunk.t1))
        extra += hunk.x1 - hunk.x0
        if weight == "small":
            small += 1
        else:
            substance.append(hunk)
    return Judgement(tuple(substance), small, missing, extra)


def _weigh(template: Template, hunk: Hunk, text: Sequence[str]) -> Weight:
    come = text[hunk.x0 : hunk.x1]
    if _swapped(template.words[hunk.t0 : hunk.t1], come):
        return "small"
    if any(_is_term(template.words, i) for i in range(hunk.t0, hunk.t1)):
        return "substance"
    slot, named = _slot(template, hunk)
    gone = [
        template.words[i] for i in range(hunk.t0, hunk.t1) if i not in template.optional | named
    ]
    # Words of its name that are missing further on may be what makes it another licence.
    if left(gone, template.title if hunk.t0 < TITLE_WORDS else frozenset()):
        return "substance"
    come_left = left(without(tuple(come), template.hints), template.title)
    if not come_left:
        return "small" if slot == "name" else "trivial"
    if slot == "name":
        come_left = [word for word in come_left if word != "nor"]
    if slot and is_name(come_left):
        return "trivial" if slot == "blank" else "small"
    return "substance"


def _is_term(words: Sequence[str], at: int) -> bool:
    """Whether a number says how long or how much: “60 days”, “fifty percent (50%)”."""
    beside = {*words[max(at - 1, 0) : at], *words[at + 1 : at + 2]}
    return words[at].isdigit() and bool(beside & listed("units"))


def _swapped(gone: Sequence[str], come: Sequence[str]) -> bool:
    if not gone or len(gone) != len(come):
        return False
    return all(a == b or (a, b) in _swaps() for a, b in zip(gone, come, strict=True))


def _slot(template: Template, hunk: Hunk) -> tuple[Literal["blank", "name", ""], frozenset[int]]:
    """What kind of gap for a name the difference touches, and which words hold the name."""
    for begin, end in name_slots(template.words):
        if begin - 1 <= hunk.t0 and hunk.t1 <= end + 1:
            return "name", frozenset(range(begin, end))
    blank = any(hunk.t0 - 1 <= place <= hunk.t1 + 1 for place in template.blanks)
    return "blank" if blank else "", frozenset()


def left(words: Sequence[str], title: frozenset[str]) -> list[str]:
    """What remains of words once the listed harmless ones are taken out."""
    rest = without(without_origins(tuple(words)), _phrases())
    if _restrains("".join(rest)) or _names_another(words, title) or _only_some(words, title):
        return list(rest) or list(words)
    harmless = listed("trivial") | listed("title") | title
    kept = [word for word in rest if word not in harmless and not _is_number(word)]
    if not _is_notice(words):
        return [] if _names_itself(words, rest, kept) else kept
    kept = [word for word in kept if word not in listed("notice")]
    markers = sum(word in {"copyright", "copr", "版"} for word in words)
    return kept if len(kept) > NAME_WORDS * markers or not is_name(kept, markers) else []


def _restrains(run: str) -> bool:
    """Chinese words of more than one character that bind; single ones stand in titles too."""
    return any(sign in run for sign in table("words")["lists"]["operative_zh"] if len(sign) > 1)


def _is_notice(words: Sequence[str]) -> bool:
    return "copyright" in words or "copr" in words or "版权" in "".join(words)


def _names_itself(words: Sequence[str], rest: Sequence[str], kept: Sequence[str]) -> bool:
    """Whether the words say no more than “X is licensed under the …”, X being the whole."""
    places = [(find(tuple(words), part, 0), len(part)) for part in _naming()]
    behind = [at + size for at, size in places if at is not None]
    # What is named behind those words is a licence, and perhaps another one.
    said = bool(behind) and not set(words[max(behind) :]) & set(kept)
    run = "".join(rest)
    parts = table("words")["phrases"]["scope"]
    partial = any(part in (rest if part.isascii() else run) for part in parts)
    return said and not partial and len(kept) <= SELF_WORDS and is_name(kept)


def _names_another(words: Sequence[str], title: frozenset[str]) -> bool:
    """Whether a sentence says that a licence of another name holds."""
    if not title or not {"under", "采"} & set(words):
        return False
    return bool(listed("licences") & set(words) - title)


def _only_some(words: Sequence[str], title: frozenset[str]) -> bool:
    """Whether “only”, a word of names such as GPL-3.0-only, stands behind no such name here."""
    return "only" in title and any(
        word == "only" and before not in title and not _VERSION.fullmatch(before)
        for before, word in pairwise(words)
    )


def _is_number(word: str) -> bool:
    return word.isascii() and word.isdigit() and len(word) <= 5


def without(words: tuple[str, ...], parts: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Words with every whole occurrence of the parts taken out."""
    for part in parts:
        if part[0] not in words:
            continue
        at = find(words, part, 0)
        while at is not None:
            words = words[:at] + words[at + len(part) :]
            at = find(words, part, at)
    return words


@cache
def _phrases() -> tuple[tuple[str, ...], ...]:
    listed = table("words")["phrases"]
    parts = [phrase(text) for text in (*listed["harmless"], *listed["naming"])]
    return tuple(sorted(dict.fromkeys(parts), key=lambda part: (-len(part), part)))


@cache
def _naming() -> tuple[tuple[str, ...], ...]:
    return tuple(phrase(text) for text in table("words")["phrases"]["naming"])


@cache
def _swaps() -> frozenset[tuple[str, str]]:
    pairs = table("words")["lists"]["swaps"]
    return frozenset(pair for a, b in pairs for pair in ((a, b), (b, a)))
