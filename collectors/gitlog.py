"""From the fields of a commit, as a history has them, to what tables have of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from collectors.errors import TooLarge
from warehouse import agents, personal

# One folder put into itself under many names makes a commit of more paths than there are atoms.
MOST_PATHS, MOST_BYTES = 3_000_000, 512 << 20
SUBJECT = 1000
FIELDS = personal.LOG_FIELDS
_WRITTEN = frozenset({2, 5, 8, 9})
# Bounded, and never across lines: a message of millions of blank lines must not take for ever.
_COAUTHOR = re.compile(
    r"^[ \t]{0,99}co-authored-by:[ \t]{0,99}(\S.{0,999})$", re.IGNORECASE | re.MULTILINE
)
_WHEN = re.compile(rb"[ \t\r]*([0-9]+)[ \t\r]*[+-][0-9]")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def signed(line: bytes) -> tuple[bytes, bytes, bytes]:
    """Name, address and seconds since 1970 of an author's line, cut where git cuts it.

    What git does not see there is empty: no address, a time that is no number.
    """
    name, _, rest = line.partition(b"<")
    if b">" not in rest or b"\0" in line:
        return b"", b"", b""
    when = _WHEN.match(rest.rpartition(b">")[2])
    return name.rstrip(b" \t\r"), rest.partition(b">")[0], when[1] if when else b""


def credited(line: str) -> tuple[str, str]:
    """Name and address of who is named as co-author: as git reads a signature, not as mail is
    addressed, where brackets and commas in a name have a meaning. An address may stand bare."""
    name, bracket, rest = line.partition("<")
    if not bracket:
        name, _, rest = line.strip().rpartition(" ")
        if "@" not in rest:
            name, rest = line, ""
    return name.strip().strip('"'), rest.partition(">")[0].strip()


def _tokens(stream: Iterable[bytes]) -> Iterator[bytes]:
    waiting: list[bytes] = []
    weight = 0
    for chunk in stream:
        first, *more = chunk.split(b"\0")
        waiting.append(first)
        weight = bounded(weight + len(chunk))
        if more:
            yield b"".join(waiting)
            yield from more[:-1]
            waiting, weight = [more[-1]], 0
    rest = b"".join(waiting)
    if rest.strip(b"\n"):
        yield rest


def bounded(weight: int, paths: int = 0) -> int:
    """The weight of one commit in bytes. Raises `TooLarge` for what nobody committed by hand."""
    if weight > MOST_BYTES or paths > MOST_PATHS:
        raise TooLarge(
            f"有一次提交的内容或改动的路径多得不合常理（上限 {MOST_PATHS} 个路径、"
            f"{MOST_BYTES >> 20} MiB）：历史只读到这里，请检查这个仓库。"
        )
    return weight


def parted(stream: Iterable[bytes]) -> Iterator[tuple[bytes, list[bytes], list[bytes]]]:
    """(exact bytes, fields, alternating `:`-lines and paths) of each commit of a history."""
    fields: list[bytes] = []
    paths: list[bytes] = []
    after_line, weight = False, 0
    for token in _tokens(stream):
        if len(fields) < FIELDS:
            fields.append(token)
        elif after_line:
            paths.append(token)
            weight = bounded(weight + len(token), len(paths) // 2)
            after_line = False
        elif token.lstrip(b"\n").startswith(b":"):
            paths.append(token)
            after_line = True
        else:
            yield _exact(fields, paths), fields, paths
            fields, paths, weight = [token], [], 0
    if len(fields) == FIELDS:
        yield _exact(fields, paths), fields, paths


def _exact(fields: list[bytes], paths: list[bytes]) -> bytes:
    return b"".join(part + b"\0" for part in (*fields, *paths))


def signer(fields: bytes) -> tuple[str, str]:
    """Name and address of a signature; `fields`: those two with the NUL between them."""
    name, _, address = fields.partition(b"\0")
    return _text(2, name), _text(3, address)


def subject(field: bytes) -> str:
    """The first line of a message as tables have it."""
    return _text(8, field)[:SUBJECT]


def credits(message: bytes) -> Iterator[tuple[str, str]]:
    """Names and addresses of those credited in the rest of a message: co-authors, and AI agents."""
    text = _text(9, message)
    for name, address in [*map(credited, _COAUTHOR.findall(text)), *agents.told(text)]:
        if name or address:
            yield name or address, address


def path_text(path: bytes) -> str:
    """A path as tables have it."""
    return _text(FIELDS, path)


def _text(place: int, field: bytes) -> str:
    """A field or a path without personal data."""
    read = personal.log_field(place, field) if place in _WRITTEN or b"@" in field else field
    return read.decode("utf-8", "replace")


def instant(seconds: str | None) -> datetime | None:
    """None for what is no time and for times no calendar holds: both are in real histories."""
    try:
        return _EPOCH + timedelta(seconds=int(seconds)) if seconds else None
    except (ValueError, OverflowError):
        return None
