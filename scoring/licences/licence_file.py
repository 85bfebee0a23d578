"""What a licence or NOTICE file says: its text, else the licence it names."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from scoring.licences.identify import Match, identify
from scoring.licences.naming import mentions
from scoring.licences.statement import Statement, from_match, from_name, line_of

# A longer text without a template is a licence of its own, not a pointer to one.
POINTER_CHARACTERS = 2500


def read_licence_file(path: str | None, text: str) -> list[Statement]:
    """Exactly one statement."""
    match = identify(text)
    if match.status in {"none", "custom"} and not match.restricted:
        return [_pointer(path, text) or from_match(match, "file", path)]
    return [from_match(_restricted(match, text), "file", path)]


def read_notice(path: str | None, text: str) -> list[Statement]:
    """A statement only where the file holds a licence text or restricts the use."""
    match = _restricted(identify(text), text)
    if match.status == "none":
        return []
    return [replace(from_match(match, "file", path), notice=True)]


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
