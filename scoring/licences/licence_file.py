"""What a licence or NOTICE file says: its text, else the licence it names."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace

from scoring.licences import arbitration
from scoring.licences.identify import Match, identify
from scoring.licences.naming import mentions
from scoring.licences.opinions import Opinion
from scoring.licences.statement import Statement, from_match, from_name, line_of

# A longer text without a template is a licence of its own, not a pointer to one.
POINTER_CHARACTERS = 2500


# Given a text and whether licences in changed form are sought too.
Ask = Callable[[str, bool], Opinion]


def read_licence_file(path: str | None, text: str, ask: Ask | None = None) -> list[Statement]:
    """Exactly one statement; `ask`: the full tier, heard where the light one leaves doubts."""
    match = identify(text)
    if match.status in {"none", "custom"} and not match.restricted:
        pointer = _pointer(path, text)
        if pointer:
            return [pointer]
    return [_stated(path, text, match, ask)]


def read_notice(path: str | None, text: str, ask: Ask | None = None) -> list[Statement]:
    """A statement only where the file holds a licence text or restricts the use."""
    match = identify(text)
    if _restricted(match, text).status == "none":
        return []
    return [replace(_stated(path, text, match, ask), notice=True)]


def _stated(path: str | None, text: str, light: Match, ask: Ask | None) -> Statement:
    if ask is None or not arbitration.needed(light, len(text)) or not text.strip():
        return from_match(_restricted(light, text), "file", path)
    opinion = ask(text, light.status in {"none", "custom"})
    if opinion.stopped is not None:
        one = from_match(_restricted(light, text), "file", path)
        return replace(one, tier="weak", why_weak=opinion.stopped)
    match = arbitration.arbitrate(text, light, opinion)
    return replace(from_match(_restricted(match, text), "file", path), tier="full")


def _pointer(path: str | None, text: str) -> Statement | None:
    """A few lines that name a licence without giving its text."""
    if len(text) > POINTER_CHARACTERS:
        return None
    found = mentions(text)
    if not found:
        return None
    clear = {one.name.expression for one in found} - {"NOASSERTION"}
    # Two names without a word on how they go together name nothing certain.
    name = next((one.name for one in found if one.name.expression in clear), found[0].name)
    line = line_of(text, found[0].begin)
    return from_name(name if len(clear) <= 1 else None, "file", path, line, text[:200])


def _restricted(match: Match, text: str) -> Match:
    """A file that restricts the use is a licence of its own, however short."""
    if match.status != "none" or not match.restricted:
        return match
    digest = hashlib.sha256(" ".join(text.split()).encode("utf-8", "replace")).hexdigest()[:8]
    return replace(match, status="custom", osi="no", expression=f"LicenseRef-custom-{digest}")
