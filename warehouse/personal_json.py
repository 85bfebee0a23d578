"""JSON answers without personal data: only the texts in them change, numbers never."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from warehouse import personal_numbers
from warehouse.personal_texts import Counts, as_text, cleaned, cleaned_address, cleaned_bytes

# What a file's answer says of its content when that was cleaned: `size` stays that of the file.
ORIGINAL = "yuanzheng_original"
# Beginning with the sign itself, a search runs ahead to it without a step for each letter.
_AT = re.compile(r"@(?<=[^\s\"@]@)(?=[^\s\"@])")
_ANY_AT = re.compile(rf"{_AT.pattern}|\\u0040")
_QUOTE = re.compile(r'["\\]')
_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_FIELD = re.compile(r'"[A-Za-z_-]*mail[A-Za-z_-]*"\s*:\s*\Z', re.IGNORECASE)
_BEFORE = 48
_LINE = re.compile(r"[^\r\n]*")


def cleaned_json(body: bytes, found: Counts) -> bytes:
    """An answer in JSON, or what was sent in its place, with its texts cleaned."""
    encoding, errors = json.detect_encoding(body), "replace"
    if encoding.startswith("utf-8"):
        encoding, errors = "utf-8", "surrogateescape"
        if not _may_hold(body):
            return body
    held = Counts()
    text = _with_file(body.decode(encoding, errors), held)
    text = _cleaned(text, held, personal_numbers.may_hold(body) or errors == "replace")
    found.update(held)
    return text.encode(encoding, errors) if held else body


def _may_hold(body: bytes) -> bool:
    return (
        b"@" in body or b"\\u0040" in body or b'"base64"' in body or personal_numbers.may_hold(body)
    )


def _cleaned(text: str, found: Counts, numbers: bool) -> str:
    # Digits outside quotes are numbers; an `@` cannot stand there, so its own quotes suffice.
    if numbers and personal_numbers.may_hold_json(text):
        return _every_string(text, found)
    signs = _ANY_AT if "\\u0040" in text else _AT
    parts, done = list[str](), 0
    while sign := signs.search(text, done):
        start, end = _quotes(text, sign.start(), done)
        parts += (text[done:start], _string(text, start, end, found))
        done = end
    return "".join((*parts, text[done:])) if parts else text


def _every_string(text: str, found: Counts) -> str:
    parts, done = list[str](), 0
    for match in _STRING.finditer(text):
        parts += (text[done : match.start()], _string(text, match.start(), match.end(), found))
        done = match.end()
    rest = text[done:]
    return "".join((*parts, cleaned(rest, found=found) if "@" in rest else rest))


def _quotes(text: str, at: int, done: int) -> tuple[int, int]:
    """Where the string around a place begins and ends; up to the next quote where it is none."""
    start = text.rfind('"', done, at)
    while start >= 0 and _escapes(text, start, done):
        start = text.rfind('"', done, start)
    if start < 0:
        end = text.find('"', at)
        return done, len(text) if end < 0 else end
    end = start + 1
    while (found := _QUOTE.search(text, end)) and found[0] != '"':
        end = found.end() + 1
    return start, found.end() if found else len(text)


def _escapes(text: str, quote: int, done: int) -> bool:
    run = quote
    while run > done and text[run - 1] == "\\":
        run -= 1
    return (quote - run) % 2 == 1


def _string(text: str, start: int, end: int, found: Counts) -> str:
    """The cleaned JSON string between two places; what is none is cleaned as plain text."""
    token, before = text[start:end], text[max(0, start - _BEFORE) : start]
    escaped = "\\" in token
    try:
        value = json.loads(token, strict=False) if escaped or token[:1] != '"' else token[1:-1]
    except (ValueError, RecursionError):
        value, escaped = None, False
    if not isinstance(value, str):
        return cleaned(token, before, found=found)
    address = token[:1] == '"' and _FIELD.search(before)
    made = cleaned_address(value, found=found) if address else cleaned(value, before, found=found)
    if made == value:
        return token
    return _quoted(made, token) if escaped else f'"{made}"'


def _quoted(value: str, token: str) -> str:
    """Halves of surrogate pairs can only be written by their numbers."""
    alone = any("\ud800" <= mark <= "\udfff" for mark in value)
    return json.dumps(value, ensure_ascii=alone or token.isascii())


def _with_file(text: str, found: Counts) -> str:
    """A file's content, which such answers hold in base64, cleaned as what it is."""
    if '"base64"' not in text:
        return text
    try:
        item = json.loads(text)
    except (ValueError, RecursionError):
        return text
    if not isinstance(item, dict) or not with_clean_file(item, found, cleaned):
        return text
    return json.dumps(item)


def with_clean_file(item: dict[str, Any], found: Counts, clean: Callable[..., str]) -> bool:
    """Cleans the content of a file's answer in place; whether there was anything to clean."""
    content = item.get("content")
    if item.get("encoding") != "base64" or not isinstance(content, str):
        return False
    try:
        body = base64.b64decode("".join(content.split()), validate=True)
    except (ValueError, binascii.Error):
        return False
    made = cleaned_bytes(body, found) if clean is cleaned else as_text(body, found, clean)
    if made == body:
        return False
    told = item.get(ORIGINAL) or {"sha256": sha256(body).hexdigest(), "bytes": len(body)}
    item[ORIGINAL] = {**told, "held": len(made)} if isinstance(told, dict) else told
    item["content"] = _wrapped(base64.b64encode(made).decode(), content)
    return True


def _wrapped(code: str, like: str) -> str:
    """In lines as long as those of the original."""
    width = len(_LINE.match(like)[0])  # type: ignore[index]
    if width == len(like) or width == 0:
        return code
    end = "\r\n" if like[width : width + 2] == "\r\n" else "\n"
    lines = [code[at : at + width] for at in range(0, len(code), width)]
    return end.join(lines) + (end if like.endswith("\n") else "")
