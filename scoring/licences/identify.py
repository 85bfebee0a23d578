"""What licence a text is: the light tier, over the texts of the SPDX list.

A text is never called a licence approved by OSI unless it is the template word for word, but for
blanks, names, copyright notices and the few words listed as harmless in `words.toml`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from scoring.licences import plain
from scoring.licences.cover import Cover, Found, cover
from scoring.licences.custom import family, likeness
from scoring.licences.data import table
from scoring.licences.restrictions import Restriction, flatten, restrictions
from scoring.licences.spdx import Flag
from scoring.licences.templates import Template, find
from scoring.licences.words import Words, phrase, split

# The longest text of the list has 46,064 characters; beyond this a file is a collection.
MAX_CHARACTERS = 400_000
# A longer text that is no licence may forbid something by the way.
SHORT_CHARACTERS = 2500
# Share of its words from which on a text is there rather than a likeness of it.
WHOLE = 0.9
Status = Literal["exact", "similar", "modified", "custom", "none", "unreadable"]


@dataclass(frozen=True, slots=True)
class Match:
    """What a text is.

    `expression`: SPDX expression, LicenseRef-…, NONE or NOASSERTION; `similarity` 0..1 (Dice over
    words, blanks and names aside), None when no template fits; `osi`, `fsf`: yes, no, unknown;
    `excerpt`: what differs (＋ added, － missing), else the beginning, at most 300 characters;
    `template`: ids of the templates found, joined by spaces, the one that names it first;
    `alternatives`: further ids with the same text (-or-later), which the text cannot tell apart;
    `restricted`: kinds of restriction found outside the templates; `intact`: the template is whole
    and what differs stands beside it.
    """

    expression: str
    status: Status
    similarity: float | None
    osi: Flag
    fsf: Flag
    excerpt: str
    template: str | None = None
    alternatives: tuple[str, ...] = ()
    restricted: tuple[str, ...] = ()
    intact: bool = True


def identify(text: str) -> Match:
    """Never raises; a text that is too long is `unreadable`, one that is no licence `none`."""
    if len(text) > MAX_CHARACTERS:
        return _too_long(len(text))
    read = plain.plain(text)
    if len(read) > MAX_CHARACTERS:
        return _too_long(len(read))
    words = split(read)
    found = _cover(words.words)
    hidden = tuple(restrictions(plain.hidden(text)))
    if not found.licences or _another_kind(words.words, found):
        return _unknown(read, words, (*restrictions(read), *hidden))
    marks = plain.otherwise(text)
    if found.substance or hidden or marks:
        return _modified(read, words, found, hidden, marks)
    return _verbatim(read, found)


def _another_kind(words: tuple[str, ...], found: Cover) -> bool:
    """Whether the text has the title of a known licence outside the list and is mostly its own."""
    said = sum(piece.alignment.matched for piece in found.licences)
    return 2 * said < len(words) and family(words) is not None


def _too_long(size: int) -> Match:
    why = f"文件过长：{size} 个字符，超过 {MAX_CHARACTERS}，未识别"
    return Match("NOASSERTION", "unreadable", None, "unknown", "unknown", why)


@lru_cache(maxsize=512)
def _cover(words: tuple[str, ...]) -> Cover:
    return cover(words)


def _verbatim(read: str, found: Cover) -> Match:
    templates = [piece.template for piece in found.licences]
    ids = list(dict.fromkeys(template.id for template in templates))
    return Match(
        expression=" AND ".join(ids),
        status="similar" if found.small else "exact",
        similarity=found.similarity,
        osi=_all([template.osi for template in templates]),
        fsf=_all([template.fsf for template in templates]),
        excerpt=plain.excerpt(read, 120),
        template=" ".join(ids),
        alternatives=_alternatives(found),
    )


def _modified(
    read: str, words: Words, found: Cover, hidden: tuple[Restriction, ...], marks: list[str]
) -> Match:
    first = _first_whole(found)
    filled = _filled_in(words.words, found)
    texts = [_come(read, words, one) for one in found.substance]
    extra = [*(one for text in texts for one in restrictions(text)), *hidden]
    kinds = tuple(dict.fromkeys(one.title for one in extra))
    differences = zip(texts, found.substance, strict=True)
    notes = [*marks, *(_difference(text, one) for text, one in differences)]
    notes += [f"标记中另有“{one.words}”" for one in hidden]
    return Match(
        expression=first.id if filled else f"LicenseRef-{first.id}-modified",
        status="similar" if filled else "modified",
        similarity=found.similarity,
        osi="no" if kinds or first.osi == "no" else "unknown",
        fsf="no" if kinds or first.fsf == "no" else "unknown",
        excerpt=plain.excerpt(" ".join(notes)),
        template=" ".join(dict.fromkeys([first.id, *(one.template.id for one in found.licences)])),
        alternatives=_alternatives(found),
        restricted=kinds,
        intact=found.intact,
    )


def _first_whole(found: Cover) -> Template:
    """The text that names the file: the first in it that is there nearly whole."""
    for piece in found.licences:
        needed = len(piece.template.words) - len(piece.template.optional)
        if piece.alignment.matched >= WHOLE * needed:
            return piece.template
    return found.licences[0].template


def _filled_in(words: tuple[str, ...], found: Cover) -> bool:
    """Whether what stands above the text are the parameters that its licence asks for."""
    only, *others = found.licences
    if others or not found.intact or only.template.osi != "no":
        return False
    above = words[: only.alignment.begin]
    beside = any(one.begin >= only.alignment.end for one in found.substance)
    asked = [one["words"] for one in table("templates")["parameters"]
             if one["id"] == only.template.id]  # fmt: skip
    said = [find(above, phrase(part), 0) is not None for part in (asked[0] if asked else [])]
    return bool(said) and all(said) and not beside


def _alternatives(found: Cover) -> tuple[str, ...]:
    return tuple(i for piece in found.licences for i in piece.template.ids[1:])


def _all(flags: list[Flag]) -> Flag:
    """One flag for licences that all hold: mixed ones need a human."""
    return flags[0] if len(set(flags)) == 1 else "unknown"


def _come(read: str, words: Words, one: Found) -> str:
    return read[words.starts[one.begin] : words.ends[one.end - 1]] if one.end > one.begin else ""


def _difference(come: str, one: Found) -> str:
    notes = [f"＋“{plain.excerpt(come, 160)}”"] if come else []
    notes += [f"－“{plain.excerpt(flatten(one.gone), 100)}”"] if one.gone else []
    return " ".join(notes)


def _unknown(read: str, words: Words, extra: tuple[Restriction, ...]) -> Match:
    likely = likeness(words.words, bool(extra))
    kinds = tuple(dict.fromkeys(one.title for one in extra))
    if likely is None:
        told = kinds if len(read) <= SHORT_CHARACTERS else ()
        shown = plain.excerpt(read, 120)
        return Match("NONE", "none", None, "unknown", "unknown", shown, restricted=told)
    digest = hashlib.sha256(" ".join(words.words).encode()).hexdigest()[:8]
    shown = "；".join(f"“{one.words}”" for one in extra) or read
    known = bool(likely) or bool(kinds)
    return Match(
        expression=likely or f"LicenseRef-custom-{digest}",
        status="custom",
        similarity=None,
        osi="no" if known else "unknown",
        fsf="no" if kinds else "unknown",
        excerpt=plain.excerpt(shown),
        restricted=kinds,
    )
