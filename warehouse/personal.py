"""Personal data in raw answers: taken out before anything is read from them or handed on.

Collectors read what `removed` leaves, and packs hold the same: doing it twice is doing it once, so
that rows read again from a pack are those of the warehouse.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from warehouse.personal_json import ORIGINAL, cleaned_json
from warehouse.personal_numbers import may_hold
from warehouse.personal_texts import (
    Counts,
    cleaned,
    cleaned_address,
    cleaned_bytes,
    email_key,
)  # fmt: skip

__all__ = [
    "LOG_FIELDS", "ORIGINAL", "Declared", "Removed", "cleaned", "email_key", "kind_of",
    "log_field", "masked_record", "redacted_record", "removed", "total",
]  # fmt: skip

JSON, LOG, TEXT = "json", "log", "text"
# The form in which histories are archived (`collectors/gitread.py`): ten fields for each commit,
# then pairs of a `:`-line and a path, all ended by NUL.
LOG_FIELDS = 10
_ADDRESSES, _WRITTEN = {3, 6}, {2, 5, 8, 9}
_PATH = LOG_FIELDS
_CLEANED = {"response", "resource", "request", "metadata"}


@dataclass(frozen=True, slots=True)
class Removed:
    """A body without personal data; `found` counts what was taken out, by kind."""

    body: bytes
    found: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Declared:
    """What is said in a pack of a record that was changed: one line of `data/removed.jsonl`.

    `sha256` and `bytes` are those of what is left, None where the body was left out whole.
    """

    warc_record: str
    url: str
    original_sha256: str
    original_bytes: int
    sha256: str | None
    bytes: int | None
    found: Mapping[str, int]

    def plain(self) -> dict[str, Any]:
        return {**asdict(self), "found": dict(sorted(self.found.items()))}


def kind_of(url: str, content_type: str | None, body: bytes) -> str:
    """How a body is to be read: `json`, `log` (a git history) or `text`."""
    if url.startswith("git+"):
        return LOG if "?log=" in url else TEXT
    told = (content_type or "").lower()
    looks = not told.startswith("text/plain") and body[:64].lstrip()[:1] in {b"{", b"["}
    return JSON if "json" in told or looks else TEXT


def removed(body: bytes, kind: str = TEXT) -> Removed:
    """The body without e-mail addresses, identity card and phone numbers; the rest as it was."""
    found = Counts()
    if kind == JSON:
        made = cleaned_json(body, found)
    elif kind == LOG:
        made = _log(body, found)
    else:
        made = cleaned_bytes(body, found)
    return Removed(made, dict(found))


def log_field(place: int, field: bytes, found: Counts | None = None) -> bytes:
    """A field of a commit, by its place; what comes after the fields is a path."""
    if b"@" not in field and (place not in _WRITTEN or not may_hold(field)):
        return field
    counts = Counts() if found is None else found
    if place in _ADDRESSES:
        return cleaned_bytes(field, counts, cleaned_address)
    return cleaned_bytes(field, counts) if place in _WRITTEN or place >= _PATH else field


def _log(body: bytes, found: Counts) -> bytes:
    tokens, place, after_line = body.split(b"\0"), 0, False
    for number, token in enumerate(tokens):
        if place < LOG_FIELDS:
            tokens[number] = log_field(place, token, found)
            place += 1
        elif after_line:
            tokens[number] = log_field(_PATH, token, found)
            after_line = False
        elif token.lstrip(b"\n").startswith(b":"):
            after_line = True
        else:
            tokens[number], place = log_field(0, token, found), 1
    return b"\0".join(tokens)


def redacted_record(
    headers: Mapping[str, str], content_type: str | None, payload: bytes
) -> tuple[bytes, list[tuple[str, str]], Declared | None]:
    """What a pack holds of an archived record: payload, further WARC headers, what to declare.

    `headers` are the WARC headers, `content_type` that of the HTTP answer (of the record itself
    where there is no HTTP). Nothing personal in it: the same payload, no header, None. Else the
    record needs `WARC-Payload-Digest: sha256:<Declared.sha256>` and lengths of the new payload.
    """
    url = headers.get("WARC-Target-URI") or ""
    if headers.get("WARC-Type") not in _CLEANED:
        return payload, [], None
    made = removed(payload, kind_of(url, content_type, payload))
    if not made.found:
        return payload, [], None
    said = Declared(
        headers.get("WARC-Record-ID") or "", url, sha256(payload).hexdigest(), len(payload),
        sha256(made.body).hexdigest(), len(made.body), made.found,
    )  # fmt: skip
    return made.body, _stated(said), said


def masked_record(
    name: str, url: str, original: bytes, made: bytes, found: Mapping[str, int]
) -> Declared:
    """What to declare of a record in which names were replaced too; `found` counts all kinds."""
    return Declared(
        name, url, sha256(original).hexdigest(), len(original), sha256(made).hexdigest(),
        len(made), found,
    )  # fmt: skip


def _stated(said: Declared) -> list[tuple[str, str]]:
    return [
        ("X-Yuanzheng-Original-Digest", f"sha256:{said.original_sha256}"),
        ("X-Yuanzheng-Original-Length", str(said.original_bytes)),
    ]


def total(declared: Sequence[Declared]) -> dict[str, int]:
    """How much of each kind was taken out of a pack."""
    counts = Counts()
    for one in declared:
        counts.update(one.found)
    return dict(sorted(counts.items()))
