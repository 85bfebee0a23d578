"""What a git repository on this machine shows, whichever program reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from collectors.errors import Gone, TooLarge, Unreachable
from collectors.gitlog import signed

FOLDER = "040000"
SUBMODULE = "160000"
# More than any repository made by people has.
MOST_PATHS = 2_000_000


@dataclass(frozen=True, slots=True)
class Entry:
    """A path in a tree; `mode` in octal digits as git writes it."""

    path: str
    mode: str
    sha: str


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag: when it was made (annotated) or its commit was (light), in seconds since 1970."""

    name: str
    made: str | None
    annotated: bool


class Damaged(Gone):
    """Objects of the repository are missing or broken; a mirror of ours can be cloned again."""


class NothingListed(Unreachable):
    """A server that had branches names none, or not what it names: a page in its place, mostly."""


class Repository(Protocol):
    """A repository on this machine."""

    def head(self) -> str:
        """Commit id of HEAD. Raises `Empty` when there is no commit."""

    def shallow(self) -> bool: ...
    def contains(self, older: str, newer: str) -> bool:
        """Whether `older` is an ancestor of `newer` (false when it is not even there)."""

    def count(self, commit: str) -> int:
        """How many commits its history has."""

    def beyond(self, older: str, newer: str) -> int:
        """How many commits are in the history of `newer` and not in that of `older`."""

    def ids(self, older: str, newer: str) -> list[str]:
        """The ids of the commits in the history of `newer` that are not in that of `older`."""

    def touching(self, older: str | None, newer: str, names: Sequence[str]) -> list[str]:
        """Commits of `newer` without those of `older` that changed a file of the root folder whose
        name in lower case fits one of the patterns; by committer's time, then by id."""

    def prefetch(self, shas: Sequence[str]) -> None:
        """Brings contents that are about to be read, in one go, where they are not here yet."""

    def log(self, older: str | None, newer: str) -> Iterator[bytes]:
        """The history of `newer` without that of `older`, in the form described above."""

    def recent(self, older: str | None, newer: str, since: int) -> list[str]:
        """Commits of `newer` without those of `older` that are no merges and were made since then
        (committer's time, seconds since 1970), in the order of the history."""

    def raw(self, shas: Sequence[str]) -> Iterator[bytes]:
        """These commits in the form of `log`, with all fields but the id empty."""

    def sizes(self, shas: Sequence[str]) -> dict[str, int]:
        """Bytes of those blobs that are on this machine."""

    def contents(self, shas: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        """Blobs that are on this machine, by id, in any order."""

    def tree(self, commit: str, folder: str = "") -> Iterator[Entry]:
        """What lies in one folder, its own folders (mode 040000) among it, but not what these
        hold: walked to its end, a tree of trees may have more paths than can ever be read."""

    def found(self, commit: str, wanted: Callable[[Entry], bool]) -> list[Entry]:
        """Files, links and submodules of all folders that are wanted, asked in the order git
        lists them. Raises `TooLarge` for a tree of more than `MOST_PATHS`, folders among them."""

    def size(self, sha: str) -> int:
        """Bytes of a blob, known without reading it whole."""

    def blob(self, sha: str) -> bytes: ...
    def tags(self) -> list[Tag]: ...


def endless() -> TooLarge:
    """What a tree with more paths than `MOST_PATHS` is refused with."""
    return TooLarge(
        f"目录树多得不合常理（上限 {MOST_PATHS:,} 个文件与文件夹）：没有读，请检查这个仓库。"
    )


def tag(name: bytes, kind: bytes, by: bytes) -> Tag:
    """`by`: the tagger's line, or the committer's of a light tag."""
    made = signed(by)[2].decode() or None
    return Tag(name.decode("utf-8", "replace"), made, kind == b"tag")


def named(path: Path) -> str:
    """The folder without what lies above it: reasons stand in reports."""
    shown = "".join(c if c.isprintable() else "?" for c in path.name)
    return f"本机文件夹 {shown[:100]}"
