"""From the bytes of a history to commits, changed paths and identities, slice by slice."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parseaddr
from functools import lru_cache
from io import BytesIO

from dulwich.mailmap import Mailmap, read_mailmap

from collectors.gitread import FIELDS
from collectors.identities import signature
from warehouse.records import Commit, CommitFile, Identity

SLICE = 4000
_COAUTHOR = re.compile(r"^\s*co-authored-by:\s*(\S.*?)\s*$", re.IGNORECASE | re.MULTILINE)
_Find = Callable[[str, str], Identity]


@dataclass(frozen=True, slots=True)
class Slice:
    """Some thousand commits: their exact bytes and what was read from them."""

    body: bytes
    commits: Sequence[Commit]
    files: Sequence[CommitFile]
    identities: Sequence[Identity]


@dataclass(frozen=True, slots=True)
class Names:
    """Signatures to identities, with the project's .mailmap beside them."""

    mailmap: Mailmap

    @classmethod
    def of(cls, text: bytes | None) -> Names:
        """Lines of the .mailmap that cannot be read are passed over, as git does."""
        known = Mailmap()
        for line in (text or b"").splitlines():
            try:
                for canonical, seen in read_mailmap(BytesIO(line)):
                    known.add_entry(canonical, seen)
            except (ValueError, IndexError):
                continue
        return cls(known)

    def identity(self, name: str, email: str) -> Identity:
        found = self.mailmap.lookup((name.encode(), email.encode()))
        if isinstance(found, bytes):
            return signature(name, email)
        mapped = [(part or b"").decode("utf-8", "replace") for part in found]
        return signature(name, email, mailmap=(mapped[0], mapped[1]))


def slices(
    repo_id: str, stream: Iterable[bytes], names: Names, size: int = SLICE
) -> Iterator[Slice]:
    """Cuts the stream into slices of `size` commits; memory is that of one slice."""
    find = lru_cache(maxsize=100_000)(names.identity)
    body: list[bytes] = []
    made: list[tuple[Commit, list[CommitFile], list[Identity]]] = []
    for raw, fields, paths in _commits(stream):
        body.append(raw)
        made.append(_commit(repo_id, fields, paths, find))
        if len(made) == size:
            yield _slice(body, made)
            body, made = [], []
    if made:
        yield _slice(body, made)


def _slice(body: list[bytes], made: list[tuple[Commit, list[CommitFile], list[Identity]]]) -> Slice:
    people = {p.identity_id: p for _, _, found in made for p in found}
    files = [file for _, paths, _ in made for file in paths]
    return Slice(b"".join(body), [commit for commit, _, _ in made], files, list(people.values()))


def _tokens(stream: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for chunk in stream:
        *whole, rest = (rest + chunk).split(b"\0")
        yield from whole
    if rest.strip(b"\n"):
        yield rest


def _commits(stream: Iterable[bytes]) -> Iterator[tuple[bytes, list[bytes], list[bytes]]]:
    """(exact bytes, fields, alternating `:`-lines and paths) of each commit."""
    fields: list[bytes] = []
    paths: list[bytes] = []
    after_line = False
    for token in _tokens(stream):
        if len(fields) < FIELDS:
            fields.append(token)
        elif after_line:
            paths.append(token)
            after_line = False
        elif token.lstrip(b"\n").startswith(b":"):
            paths.append(token)
            after_line = True
        else:
            yield _exact(fields, paths), fields, paths
            fields, paths = [token], []
    if len(fields) == FIELDS:
        yield _exact(fields, paths), fields, paths


def _exact(fields: list[bytes], paths: list[bytes]) -> bytes:
    return b"".join(part + b"\0" for part in (*fields, *paths))


def _commit(
    repo_id: str, fields: list[bytes], paths: list[bytes], find: _Find
) -> tuple[Commit, list[CommitFile], list[Identity]]:
    sha, parents, *rest = (field.decode("utf-8", "replace") for field in fields)
    author, committer = find(rest[0], rest[1]), find(rest[3], rest[4])
    named = [parseaddr(value) for value in _COAUTHOR.findall(rest[7])]
    coauthors = [find(name or value, value) for name, value in named if name or value]
    commit = Commit(
        repo_id, sha.lstrip("\n"), author.identity_id, committer.identity_id, _instant(rest[2]),
        _instant(rest[5]), len(parents.split()), rest[6] or None,
        tuple(person.identity_id for person in coauthors), has_paths=True,
    )  # fmt: skip
    files = [
        CommitFile(repo_id, commit.sha, path.decode("utf-8", "replace"), line.decode()[-1])
        for line, path in zip(paths[::2], paths[1::2], strict=True)
    ]
    return commit, files, [author, committer, *coauthors]


def _instant(text: str) -> datetime | None:
    """None for times no calendar holds (year 0 and the like are in real histories)."""
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
