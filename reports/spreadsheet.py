"""What all workbooks share: text stays text, and how much room it takes."""

from __future__ import annotations

import re

# A text that looks like a formula, an address or a number is written as it stands.
TEXT_ONLY = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_WIDE = re.compile(r"[\u2e80-\U0010ffff]")
# What no sheet's name may hold.
FORBIDDEN = str.maketrans("[]:*?/\\'", "________")


def places(line: str) -> int:
    """A wide character takes two."""
    return len(line) if line.isascii() else len(line) + len(_WIDE.findall(line))


def lines(text: str, room: int) -> int:
    """Lines a text takes where `room` places fit into one, at least one for each of its own."""
    room = max(1, room)
    if "\n" not in text:
        return max(1, -(-places(text) // room))
    return sum(max(1, -(-places(line) // room)) for line in text.split("\n"))
