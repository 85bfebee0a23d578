"""Text in Markdown: nothing of it is read as Markdown or HTML."""

from __future__ import annotations

import re

_SIGNS = re.compile("[&<>]")
_MARKS = re.compile(r"([\\`*_\[\]|~$])")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def escaped(text: str) -> str:
    """For a cell or the rest of a line: it stays on its line."""
    safe = _SIGNS.sub(lambda found: _ENTITIES[found[0]], text)
    return _MARKS.sub(r"\\\1", safe).replace("\n", "<br>")
