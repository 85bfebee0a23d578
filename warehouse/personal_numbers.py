"""Numbers of resident identity cards and mobile phones of mainland China in texts.

An identity number proves itself: region, date of birth and check digit (GB 11643-1999). Eleven
digits prove nothing, and ids of runs and orders look the same: a phone number needs `+86`, its
customary hyphens, or a word such as 电话 or phone shortly before it.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

ID, PHONE = "resident_id", "phone"
# Neither may hold a word of `_SAID`, or cleaning twice would find more than cleaning once. No hash
# stands in them: so few numbers are possible that trying all would give it away.
MARKS = {ID: "resident-id-removed", PHONE: "subscriber-number-removed"}
_ID = (
    r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])[0-9]{4}(?:19|20)[0-9]{2}"
    r"[01][0-9][0-3][0-9][0-9]{3}[0-9Xx]"
)
_PHONE = r"(?P<code>(?:\+|00)86[- ]?)?1[3-9][0-9](?P<gap>-?| ?)[0-9]{4}(?P=gap)[0-9]{4}"
_NUMBER = re.compile(rf"(?<![0-9A-Za-z])(?:(?P<id>{_ID})|{_PHONE})(?![0-9A-Za-z])")
_MAY = re.compile(rb"[0-9]{3}[- ]?[0-9]{4}[- ]?[0-9]{4}")
_MAY_TEXT = re.compile(_MAY.pattern.decode())
# In JSON as it is written a letter may belong to an escape, and a text lie behind one.
_IN_JSON = re.compile(rf"(?<![0-9])(?:(?P<id>{_ID})|{_PHONE})(?![0-9])")
_WORDS = r"电话|電話|手机|手機|联系方式|微信|致电|tel|phone|mobile|whatsapp"
_TELLING = re.compile(rf"{_WORDS}|\\u", re.IGNORECASE)
_SAID = re.compile(rf"(?:{_WORDS})[^0-9\n]{{0,16}}\Z", re.IGNORECASE)
_NEXT = re.compile(rf"{MARKS[PHONE]}[^\w\n]{{0,4}}\Z")
_BEFORE = 40
_WEIGHTS, _CHECKS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), "10X98765432"


def may_hold(body: bytes) -> bool:
    """Whether digits stand anywhere as they do in such numbers."""
    return _MAY.search(body) is not None


def may_hold_json(text: str) -> bool:
    """Whether the strings of a JSON text must be looked into one by one."""
    # Beginning with a digit, the first search runs ahead; what begins with a condition does not.
    return any(
        _telling(match, text)
        for hit in _MAY_TEXT.finditer(text)
        for match in _IN_JSON.finditer(text, max(0, hit.start() - 4), hit.start() + _BEFORE)
    )


def _telling(match: re.Match[str], text: str) -> bool:
    if match["id"]:
        return _is_identity(match["id"])
    ahead = text[max(0, match.start() - 3 * _BEFORE) : match.start()]
    return bool(match["code"] or match["gap"] == "-" or _TELLING.search(ahead))


def without(text: str, before: str, found: Counter[str]) -> str:
    """The text with a word in place of each number; `before` stands in front of it."""
    if len(text) < 11 or _MAY_TEXT.search(text) is None:
        return text
    parts, done = list[str](), 0
    for match in _NUMBER.finditer(text):
        near = text[max(done, match.start() - _BEFORE) : match.start()]
        ahead = "".join((*(parts[-1:] or [before]), near))[-_BEFORE:]
        if kind := _kind(match, ahead):
            found[kind] += 1
            parts += (text[done : match.start()], MARKS[kind])
            done = match.end()
    return "".join((*parts, text[done:])) if parts else text


def _kind(match: re.Match[str], ahead: str) -> str | None:
    if match["id"]:
        return ID if _is_identity(match["id"]) else None
    told = match["code"] or match["gap"] == "-" or _SAID.search(ahead) or _NEXT.search(ahead)
    return PHONE if told else None


def _is_identity(number: str) -> bool:
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return _CHECKS[total % 11] == number[17].upper()
