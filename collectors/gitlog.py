"""From the bytes of a history to commits, changed paths and identities, slice by slice."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from collectors.errors import TooLarge
from collectors.identities import signature
from warehouse import agents, personal
from warehouse.records import Commit, CommitFile, Identity

SLICE = 4000
# A slice is held in memory whole, and one message may be as long as its author likes.
_SLICE_BYTES = 32 << 20
# One folder put into itself under many names makes a commit of more paths than there are atoms.
MOST_PATHS, MOST_BYTES = 3_000_000, 512 << 20
_SUBJECT = 1000
FIELDS = personal.LOG_FIELDS
_SIGNED, _MESSAGE = frozenset({2, 3, 5, 6}), frozenset({8, 9})
# Bounded, and never across lines: a message of millions of blank lines must not take for ever.
_COAUTHOR = re.compile(
    r"^[ \t]{0,99}co-authored-by:[ \t]{0,99}(\S.{0,999})$", re.IGNORECASE | re.MULTILINE
)
_WHEN = re.compile(rb"[ \t\r]*([0-9]+)[ \t\r]*[+-][0-9]")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_Find = Callable[[str, str], Identity]


@dataclass(frozen=True, slots=True)
class Slice:
    """Some thousand commits: their exact bytes and what was read from them."""

    body: bytes
    commits: Sequence[Commit]
    files: Sequence[CommitFile]
    identities: Sequence[Identity]


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


def slices(repo_id: str, stream: Iterable[bytes], size: int = SLICE) -> Iterator[Slice]:
    """Cuts the stream into slices of at most `size` commits; memory is that of one slice."""
    find = lru_cache(maxsize=100_000)(signature)
    body: list[bytes] = []
    made: list[tuple[Commit, list[CommitFile], list[Identity]]] = []
    weight = 0
    for raw, fields, paths in parted(stream):
        body.append(raw)
        made.append(_commit(repo_id, fields, paths, find))
        weight += len(raw)
        if len(made) == size or weight > _SLICE_BYTES:
            yield _slice(body, made)
            body, made, weight = [], [], 0
    if made:
        yield _slice(body, made)


def slice_of(repo_id: str, body: bytes) -> Slice:
    """The slice whose bytes these are, however many."""
    find = lru_cache(maxsize=100_000)(signature)
    return _slice([body], [_commit(repo_id, fields, paths, find)
                           for _, fields, paths in parted([body])])  # fmt: skip


def _slice(body: list[bytes], made: list[tuple[Commit, list[CommitFile], list[Identity]]]) -> Slice:
    people = {p.identity_id: p for _, _, found in made for p in found}
    files = [file for _, paths, _ in made for file in paths]
    return Slice(b"".join(body), [commit for commit, _, _ in made], files, list(people.values()))


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


def _commit(
    repo_id: str, fields: list[bytes], paths: list[bytes], find: _Find
) -> tuple[Commit, list[CommitFile], list[Identity]]:
    sha, parents, *rest = (_text(place, field) for place, field in enumerate(fields))
    author, committer = find(rest[0], rest[1]), find(rest[3], rest[4])
    named = [*map(credited, _COAUTHOR.findall(rest[7])), *agents.told(rest[7])]
    coauthors = [find(name or value, value) for name, value in named if name or value]
    coauthors = list({person.identity_id: person for person in coauthors}.values())
    commit = Commit(
        repo_id, sha.lstrip("\n"), author.identity_id, committer.identity_id, instant(rest[2]),
        instant(rest[5]), len(parents.split()), rest[6][:_SUBJECT] or None,
        tuple(person.identity_id for person in coauthors), has_paths=True,
    )  # fmt: skip
    files = [
        CommitFile(repo_id, commit.sha, path_text(path), line.decode()[-1])
        for line, path in zip(paths[::2], paths[1::2], strict=True)
    ]
    return commit, files, [author, committer, *coauthors]


def path_text(path: bytes) -> str:
    """A path as tables have it."""
    return _text(FIELDS, path)


def _text(place: int, field: bytes) -> str:
    """A field or a path without personal data."""
    if place in _SIGNED:
        return _signed(place, field)
    read = personal.log_field(place, field) if place in _MESSAGE or b"@" in field else field
    return read.decode("utf-8", "replace")


@lru_cache(maxsize=100_000)
def _signed(place: int, field: bytes) -> str:
    """People sign many commits."""
    return personal.log_field(place, field).decode("utf-8", "replace")


def instant(seconds: str | None) -> datetime | None:
    """None for what is no time and for times no calendar holds: both are in real histories."""
    try:
        return _EPOCH + timedelta(seconds=int(seconds)) if seconds else None
    except (ValueError, OverflowError):
        return None
