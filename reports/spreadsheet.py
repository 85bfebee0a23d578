"""What all workbooks share: text stays text, and how much room it takes."""

from __future__ import annotations

# A text that looks like a formula, an address or a number is written as it stands.
TEXT_ONLY = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
# What no sheet's name may hold.
FORBIDDEN = str.maketrans("[]:*?/\\'", "________")


def places(line: str) -> int:
    """A wide character takes two."""
    return len(line) if line.isascii() else sum(2 if ord(c) > 0x2E7F else 1 for c in line)


def lines(text: str, room: int) -> int:
    """Lines a text takes where `room` places fit into one, at least one for each of its own."""
    return sum(max(1, -(-places(line) // max(1, room))) for line in text.split("\n"))
