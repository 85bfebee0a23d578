"""Two tiers, one answer: what the full tier may add to the light one, and what it may not.

It never makes a licence approved by OSI of a text with words that neither tier accounts for, nor
of one that restricts the use: engines of its kind clear most riders.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from scoring.licences import expressions, plain
from scoring.licences.custom import is_family
from scoring.licences.differences import left
from scoring.licences.identify import Match
from scoring.licences.opinions import Found, Opinion
from scoring.licences.plain import excerpt
from scoring.licences.restrictions import Restriction, restrictions
from scoring.licences.spdx import spdx_list
from scoring.licences.words import split

# Shares of a rule and of the text from which on a text is what the engine calls it.
LEAST_COVERAGE, LEAST_SHARE = 90.0, 0.8
# Of a longer text that is like no licence the engine would be asked for half a minute in vain.
LONGEST_UNLIKE = 20_000
_CLOSED = {"Proprietary Free", "Commercial", "Source-available", "Free Restricted"}
_REFERENCE = re.compile(r"LicenseRef-[A-Za-z0-9.-]{1,100}")
_WORD = re.compile(r"[^_\W]+")


def needed(match: Match, size: int) -> bool:
    """Whether the light tier leaves something open that the full one may settle in a text of so
    many characters."""
    if match.status == "modified":
        return match.osi != "no"
    if match.status == "none":
        return size <= LONGEST_UNLIKE
    return match.status in {"similar", "custom"}


def arbitrate(text: str, light: Match, opinion: Opinion) -> Match:
    """The answer of both; `opinion` was given without having been stopped."""
    read = plain.plain(text)
    exact = _word_for_word(read, text, opinion)
    if light.status == "similar":
        return _doubted(light, opinion)
    if light.status == "modified":
        cleared = exact and not light.restricted and light.osi != "no"
        return _verbatim(light, exact) if cleared and exact else _doubted(light, opinion)
    return _named(light, opinion)


def _word_for_word(read: str, text: str, opinion: Opinion) -> list[Found]:
    """Texts that explain every word of substance, or nothing."""
    lines = read.splitlines()
    found = [one for one in opinion.found if one.exact]
    inside = [" ".join(lines[one.first - 1 : one.last]) for one in found]
    same = all(len(_WORD.findall(t)) == one.words for t, one in zip(inside, found, strict=True))
    covered = {n for one in found for n in range(one.first - 1, one.last)}
    outside = " ".join(line for number, line in enumerate(lines) if number not in covered)
    harmless = not left(split(outside).words, frozenset())
    limits = {*restrictions(read), *restrictions(plain.hidden(text))}
    clean = limits <= {limit for one in found for limit in _own_words(one.spdx)}
    return found if found and same and harmless and clean and not plain.otherwise(text) else []


@cache
def _own_words(key: str) -> frozenset[Restriction]:
    """What the list's text of a licence says that would restrict if somebody else said it."""
    whole = expressions.parse(key)
    listed = spdx_list().licences
    texts = [listed[one].text or "" for one in (whole.ids if whole else ()) if one in listed]
    return frozenset(limit for text in texts for limit in restrictions(plain.plain_template(text)))


def _verbatim(light: Match, found: list[Found]) -> Match:
    expression = expressions.join([one.spdx for one in found], "AND")
    whole = expressions.parse(expression)
    if whole is None:
        return light
    ids = " ".join(dict.fromkeys(one.spdx for one in found))
    return replace(
        light, expression=whole.text, status="similar", osi=whole.osi, fsf=whole.fsf, template=ids,
        alternatives=(), excerpt=excerpt(f"与完整档所知的 {ids} 的一种写法逐词相同", 120),
    )  # fmt: skip


def _doubted(light: Match, opinion: Opinion) -> Match:
    """What the engine sees of other kinds beside the licence makes a human look."""
    against = [
        one
        for one in opinion.found
        if one.coverage >= LEAST_COVERAGE and set(one.categories) & _CLOSED and one.words > 2
    ]
    if not against or light.osi == "no":
        return light
    names = "、".join(dict.fromkeys(one.spdx for one in against))
    said = excerpt(f"完整档另认出 {names}（第 {against[0].first} 行）；{light.excerpt}")
    expression = light.expression
    if light.status == "similar":
        expression = f"LicenseRef-{(light.template or 'text').split()[0]}-modified"
    return replace(
        light, expression=expression, status="modified", osi="unknown", fsf="unknown", excerpt=said
    )


def _named(light: Match, opinion: Opinion) -> Match:
    """A licence the light tier has no text of."""
    texts = [one for one in opinion.found if one.text and one.coverage >= LEAST_COVERAGE]
    share = sum(one.words for one in texts) / max(opinion.words, 1)
    # What the light tier knows by its title keeps that name.
    if not texts or share < LEAST_SHARE or is_family(light.expression):
        return light
    names = list(dict.fromkeys(one.spdx for one in texts))
    whole = expressions.parse(names[0]) if len(names) == 1 else None
    if len(names) == 1 and _REFERENCE.fullmatch(names[0]) and not light.restricted:
        closed = any(set(one.categories) & _CLOSED for one in texts)
        return replace(
            light, expression=names[0], status="custom", osi="no" if closed else "unknown",
            fsf="unknown", excerpt=_seen(texts, light),
        )  # fmt: skip
    if whole is None or whole.osi == "yes" or light.restricted:
        # Not word for word, so never approved.
        known = names[0] if re.fullmatch(r"[A-Za-z0-9.-]+", names[0]) else "several"
        return replace(
            light, expression=f"LicenseRef-{known.removeprefix('LicenseRef-')}-modified",
            status="modified", osi="no" if light.osi == "no" else "unknown", fsf="unknown",
            template=known, excerpt=_seen(texts, light),
        )  # fmt: skip
    return replace(
        light, expression=whole.text, status="custom", osi=whole.osi, fsf=whole.fsf,
        excerpt=_seen(texts, light),
    )  # fmt: skip


def _seen(texts: list[Found], light: Match) -> str:
    return excerpt(f"完整档认出 {texts[0].spdx}（{texts[0].coverage:.0f}%）；{light.excerpt}")
