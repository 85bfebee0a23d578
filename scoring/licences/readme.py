"""What a README says: licence sections, sentences, badges, and words that take it back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from urllib.parse import unquote

from scoring.licences import expressions
from scoring.licences.custom import titles_in
from scoring.licences.data import table
from scoring.licences.identify import identify
from scoring.licences.naming import Mention, Name, link, mentions, resolve
from scoring.licences.restrictions import locate
from scoring.licences.sections import Section, sections
from scoring.licences.statement import Statement, at, from_match, from_name, line_of

_BADGE = re.compile(
    r"/badge/(?:license|licence|lic|许可证?|协议|开源协议)[^/\s)\"'\]]{0,20}?"
    r"(?<!-)-(?!-)([^/\s)\"'\]?]{1,60}?)(?<!-)-(?!-)\w+(?:\.svg)?",
    re.IGNORECASE,
)
_LINK = re.compile(r"https?://[^\s<>\"')\]]{4,200}", re.IGNORECASE)
# A full licence text inside a section is worth a look from this length on.
FULL_TEXT = 400


def read_readme(path: str | None, text: str) -> list[Statement]:
    """Statements in the order of the file; sections speak before sentences elsewhere.

    Restrictions (non-commercial, for study only, …) are found anywhere in the file and make a
    statement of status `modified` of their own.
    """
    text = text[: table("readme")["limits"]["characters"]]
    found = [one for part in sections(text) for one in _section(path, text, part)]
    if not any(one.definite for one in found):
        found += [*_sentences(path, text), *_badges(path, text)]
    return _unlike([*found, *restricting(path, text)])


def _section(path: str | None, text: str, part: Section) -> Iterator[Statement]:
    body = text[part.begin : part.end]
    if len(body) >= FULL_TEXT:
        match = identify(body)
        if match.status in {"exact", "similar"}:
            yield from_match(match, "readme", path, line_of(text, part.begin))
            return
    met = _names(body)
    named = _choice(path, text, met, part) or [_met(path, text, m, part.begin) for m in met]
    yield from named or _links(path, text, part)
    yield from _badges(path, text, part.begin, part.end)
    if not named and body.strip():
        words = f"{part.title}：{body.strip()[:120]}"
        yield from_name(None, "readme", path, line_of(text, part.begin), words)


def _names(text: str) -> list[Mention]:
    """Names of the list, and of known licences outside it, where they stand."""
    outside = [Mention(Name(key), begin, end) for key, begin, end in titles_in(text)]
    within = [one for one in mentions(text) if not any(_overlap(one, other) for other in outside)]
    return sorted([*within, *outside], key=lambda one: one.begin)


def _overlap(one: Mention, other: Mention) -> bool:
    return one.begin < other.end and other.begin < one.end


def _choice(path: str | None, text: str, met: list[Mention], part: Section) -> list[Statement]:
    """“MIT or Apache-2.0”: two names with a word of choice between them are one expression."""
    names = dict.fromkeys(one.name for one in met)
    if len(names) != 2 or any(name.expression == "NOASSERTION" for name in names):
        return []
    second = next(one for one in met if one.name != met[0].name)
    between = text[part.begin + met[0].end : part.begin + second.begin]
    choice, both = (re.compile(table("readme")["cues"][k], re.I) for k in ("choice", "both"))
    if len(between) > 200 or not choice.search(between) or both.search(between):
        return []
    joined = expressions.join([name.expression for name in names], "OR")
    begin, end = part.begin + met[0].begin, part.begin + second.end
    words = _around(text, begin, end)
    return [from_name(Name(joined), "readme", path, line_of(text, begin), words)]


def _met(path: str | None, text: str, one: Mention, shift: int) -> Statement:
    begin, end = one.begin + shift, one.end + shift
    return from_name(one.name, "readme", path, line_of(text, begin), _around(text, begin, end))


def _around(text: str, begin: int, end: int, before: int = 120) -> str:
    """The line or lines a name stands on, with at most `before` characters in front of it."""
    first = max(text.rfind("\n", 0, begin) + 1, begin - before)
    last = text.find("\n", end)
    return text[first : min(len(text) if last < 0 else last, end + 120)]


def _links(path: str | None, text: str, part: Section) -> list[Statement]:
    found = []
    for match in _LINK.finditer(text, part.begin, part.end):
        name = link(match[0])
        if name:
            words = _around(text, match.start(), match.end())
            found.append(from_name(name, "readme", path, line_of(text, match.start()), words))
    return found


def _sentences(path: str | None, text: str) -> Iterator[Statement]:
    for one in _names(text):
        if _cued(text, one):
            yield _met(path, text, one, 0)


def _cued(text: str, one: Mention) -> bool:
    reach = table("readme")["cues"]["reach"]
    before = _sentence(text[max(0, one.begin - reach) : one.begin])
    after = text[one.end : one.end + 16]
    english, chinese, behind = _cues()
    inside = text[one.begin : one.end] + after
    if any(cue.search(before) for cue in english):
        return True
    return bool(chinese.search(before) and behind.search(inside)) or bool(
        re.match(r"\s*licen[cs]ed\b", after, re.IGNORECASE)
    )


def _sentence(before: str) -> str:
    """The part of the words before a name that belongs to the same sentence."""
    return re.split(r"[。；！？]|[.!?]\s|\n\s*\n", before)[-1]


def _badges(
    path: str | None, text: str, begin: int = 0, end: int | None = None
) -> Iterator[Statement]:
    for match in _BADGE.finditer(text, begin, len(text) if end is None else end):
        words = unquote(match[1]).replace("--", "\0").replace("_", " ").replace("\0", "-")
        name: Name | None = resolve(words)
        if name:
            line = line_of(text, match.start())
            yield from_name(name, "readme", path, line, f"徽章：{words}")


def restricting(path: str | None, text: str) -> Iterator[Statement]:
    """A statement for each kind of restriction that is believed anywhere."""
    for title, begin, end in locate(text):
        yield Statement(
            place="readme",
            path=path,
            expression="NOASSERTION",
            status="modified",
            osi="no",
            line=line_of(text, begin),
            excerpt=from_name(None, "readme", path, None, _around(text, begin, end, 24)).excerpt,
            restricted=(title,),
        )


def _unlike(found: list[Statement]) -> list[Statement]:
    """The first of each kind of statement."""
    kinds: dict[tuple[object, ...], Statement] = {}
    for one in found:
        kinds.setdefault((one.expression, one.starts, one.restricted), at(one, one.line))
    return list(kinds.values())


@cache
def _cues() -> tuple[list[re.Pattern[str]], re.Pattern[str], re.Pattern[str]]:
    cues = table("readme")["cues"]
    *english, chinese = (re.compile(cue, re.IGNORECASE) for cue in cues["before"])
    return english, chinese, re.compile("|".join(cues["after"]), re.IGNORECASE)
