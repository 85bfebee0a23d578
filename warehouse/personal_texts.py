"""Texts without personal data.

An e-mail address `local@domain` becomes `sha256-<64 hex>@domain` (of the lower-case address, as in
`identity.email_key`), numbers of resident identity cards and mobile phones become a fixed word.
Doing it twice is doing it once: rows read from what was cleaned are those read from the original.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from hashlib import sha256

from warehouse import personal_numbers

EMAIL = "email"
_REPLACED = re.compile(r"sha256-([0-9a-f]{64})@[^@\s]+")
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
_NOREPLY = ("users.noreply.github.com", "user.noreply.gitee.com", "users.noreply.huggingface.co")
# An address has something on both sides. Beginning with the sign itself, the search runs ahead.
_MARK = re.compile(r"@(?<=[^\s@\"'(/]@)(?=[^\s@\"'.)])")
_LOCAL = re.compile(r"[0-9A-Za-z._%+\-\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u07ff]+")
_DOMAIN = re.compile(
    r"(?:[0-9A-Za-z\u00c0-\u07ff-]+\.)+[A-Za-z]{2,}"
    r"|(?:[0-9A-Za-z\u3400-\u9fff-]{1,63}\.){1,8}(?:中国|中國|公司|网络|网址|在线|集团)"
)
# `<...>` and fields that hold nothing else are addresses however odd they look.
_ANGLE_END, _ANGLE_START = re.compile(r"([^<>\s@]{1,254})>"), re.compile(r"([^<>\s@]{1,254})<")
# Versions (core@7.0.0-rc.one) and pictures for fine screens (icon@2x.png).
_NO_DOMAIN = re.compile(
    r"v?\d+\.\d.*|[1-9](?:\.\d)?x\.(?:png|jpe?g|gif|svg|webp|avif|ico|bmp)", re.IGNORECASE
)
_WINDOW = 256

Counts = Counter[str]


def email_key(email: str) -> str | None:
    """SHA-256 of the lower-case address, also from its replaced form; None for no address."""
    plain = email.strip().lower()
    if held := _REPLACED.fullmatch(plain):
        return held[1]
    return _digest(plain) if _ADDRESS.fullmatch(plain) else None


def cleaned(text: str, before: str = "", *, found: Counts | None = None) -> str:
    """The text without personal data; `before` is what stands in front of it."""
    counts = Counter[str]() if found is None else found
    if "@" in text:
        text = _without_addresses(text, counts)
    return personal_numbers.without(text, before, counts)


def cleaned_address(text: str, *, found: Counts | None = None) -> str:
    """The value of a field that holds an e-mail address; what is none is cleaned as text."""
    plain = text.strip()
    if not _ADDRESS.fullmatch(plain):
        return cleaned(text, found=found)
    local, _, domain = plain.partition("@")
    made = _mark(local, domain, Counter() if found is None else found)
    return text.replace(plain, made, 1) if made else text


def cleaned_bytes(body: bytes, found: Counts, clean: Callable[..., str] = cleaned) -> bytes:
    """Bytes of any encoding; those that hold nothing personal come back as they are."""
    # Nothing of UTF-16 is seen in its bytes.
    wide = body.startswith((b"\xff\xfe", b"\xfe\xff"))
    if not wide and b"@" not in body and not personal_numbers.may_hold(body):
        return body
    return as_text(body, found, clean)


def as_text(body: bytes, found: Counts, clean: Callable[..., str]) -> bytes:
    """What `clean` makes of bytes of any encoding."""
    for mark, wide in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if body.startswith(mark):
            return _as(body, wide, found, clean)
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return _as(body, "gb18030", found, clean)
    return _as(body, "utf-8", found, clean)


def _as(body: bytes, encoding: str, found: Counts, clean: Callable[..., str]) -> bytes:
    """As text of that encoding where this can be undone, else byte by byte beyond ASCII."""
    held = Counter[str]()
    try:
        text = body.decode(encoding)
        if text.encode(encoding) != body:
            raise ValueError(encoding)
        made = clean(text, found=held).encode(encoding)
    except ValueError:
        held = Counter()
        text = body.decode("utf-8", "surrogateescape")
        made = clean(text, found=held).encode("utf-8", "surrogateescape")
    found.update(held)
    return made if held else body


def _without_addresses(text: str, found: Counts) -> str:
    parts, done = list[str](), 0
    for start, end, mark in _addresses(text, found):
        parts += (text[done:start], mark)
        done = end
    return "".join((*parts, text[done:])) if parts else text


def _addresses(text: str, found: Counts) -> Iterator[tuple[int, int, str]]:
    """Where each address begins and ends, and what takes its place."""
    done = 0
    for sign in _MARK.finditer(text):
        at = sign.start()
        if at < done:
            continue
        local, domain = _angled(text, at, done) or _plain(text, at, done)
        if local and domain and (mark := _mark(local, domain, found)):
            start, done = at - len(local), at + 1 + len(domain)
            yield start, done, mark


def _angled(text: str, at: int, done: int) -> tuple[str, str] | None:
    end = _ANGLE_END.match(text, at + 1)
    start = _ANGLE_START.match(text[max(done, at - _WINDOW) : at][::-1]) if end else None
    return (start[1][::-1], end[1]) if end and start else None


def _plain(text: str, at: int, done: int) -> tuple[str, str]:
    domain = _DOMAIN.match(text, at + 1, at + 1 + _WINDOW)
    if domain is None or _NO_DOMAIN.fullmatch(domain[0]):
        return "", ""
    local = _local(text, at, done)
    # The account every git server answers to over SSH (git@host:path) is nobody's mailbox.
    if local == "git" and text[domain.end() : domain.end() + 1] in {":", "/"}:
        return "", ""
    return local, domain[0]


def _local(text: str, at: int, done: int) -> str:
    """What belongs to the address before its `@`, however long, at a cost of its length."""
    window = _WINDOW
    while True:
        held = text[max(done, at - window) : at][::-1]
        run = _LOCAL.match(held)
        if run is None:
            return ""
        if run.end() < window or len(held) < window:
            return run[0][::-1].lstrip(".%+-")
        window *= 8


def _mark(local: str, domain: str, found: Counts) -> str | None:
    """What takes the place of an address; None for what may stay."""
    if domain.lower() in _NOREPLY or _REPLACED.fullmatch(f"{local}@{domain}"):
        return None
    found[EMAIL] += 1
    return f"sha256-{_digest(f'{local}@{domain}'.strip().lower())}@{domain}"


def _digest(address: str) -> str:
    """Bytes that are no text count as what they are shown as."""
    known = address.encode("utf-8", "surrogateescape") if _escaped(address) else None
    shown = known.decode("utf-8", "replace") if known is not None else address
    return sha256(shown.encode("utf-8", "replace")).hexdigest()


def _escaped(text: str) -> bool:
    if text.isascii():
        return False
    return all(not "\ud800" <= c <= "\udfff" or "\udc80" <= c <= "\udcff" for c in text)
