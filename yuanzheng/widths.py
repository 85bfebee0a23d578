"""Text on a terminal: two columns for a Chinese character, nothing that could command it."""

from __future__ import annotations

import os
import re
import shutil
import sys
import unicodedata

_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])?")


def columns(text: str) -> int:
    """Columns the text takes on a terminal."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def available() -> int | None:
    """Columns of the terminal; None where the output goes elsewhere and nobody said how wide."""
    if os.environ.get("COLUMNS", "").isdigit() or sys.stdout.isatty():
        return shutil.get_terminal_size().columns
    return None


def plain(text: str) -> str:
    """The text without escape sequences, control characters and marks that turn its direction."""
    kept = (c for c in _ESCAPES.sub("", text) if unicodedata.category(c) not in {"Cc", "Cf", "Cs"})
    return "".join(kept)


def plain_lines(text: str) -> str:
    """The same for each line of a text that has several."""
    return "\n".join(map(plain, text.split("\n")))


def wrapped(text: str, width: int) -> list[str]:
    """Lines of at most `width` columns; breaks anywhere but within a word of Latin letters."""
    lines, line = [], ""
    for piece in re.findall(r"[\x21-\x7e]+|.", text):
        if line and columns(line + piece) > width and piece not in "，。；：、）”》":
            lines.append(line.rstrip())
            line = ""
        line += piece if line or piece != " " else ""
    return [*lines, line.rstrip()] if line.strip() else lines
