"""Reading git repositories without the git program, by dulwich: the same bytes, more slowly."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from dulwich.diff_tree import tree_changes
from dulwich.errors import (
    ChecksumMismatch,
    FileFormatException,
    MissingCommitError,
    NotGitRepository,
    ObjectMissing,
)  # fmt: skip
from dulwich.objects import Blob, Commit, ObjectID, Tree
from dulwich.objects import Tag as TagObject
from dulwich.refs import HEADREF, Ref
from dulwich.repo import Repo, UnsupportedVersion

from collectors import gitwalk
from collectors.dulwichsizes import Sizes
from collectors.dulwichtext import Made, fields_of, fits, header, line_of, raw_line, utf8
from collectors.errors import Empty, Interrupted
from collectors.gitlog import FIELDS, bounded, signed
from collectors.gitrun import Way
from collectors.gitvalues import Damaged, Entry, Tag, named, tag

_KINDS = {kind.type_name: kind.type_num for kind in (Commit, Tree, Blob, TagObject)}
STOPPED = "采集被用户中止：再运行同一条命令即从断点继续。"
# What dulwich raises for objects that are missing or broken.
_BROKEN = (
    KeyError, ValueError, AssertionError, IndexError, OSError, EOFError, struct.error, zlib.error,
    FileFormatException, ChecksumMismatch, MissingCommitError, ObjectMissing,
)  # fmt: skip


def open_repository(path: Path, way: Way | None = None) -> DulwichRepository:
    try:
        return DulwichRepository(Repo(str(path)), path, way or Way())
    except (NotGitRepository, UnsupportedVersion, *_BROKEN) as error:
        raise Damaged(
            f"{named(path)} 不是可读的 git 仓库：请检查路径与权限，或重新克隆。"
        ) from error


@dataclass(frozen=True, slots=True)
class DulwichRepository:
    """A repository read by dulwich."""

    repo: Repo
    path: Path
    way: Way = field(default_factory=Way)

    @contextmanager
    def _reading(self, what: str) -> Iterator[None]:
        if self.way.stop():
            raise Interrupted(STOPPED)
        try:
            yield
        except _BROKEN as error:
            raise Damaged(
                f"{named(self.path)} 的{what}（仓库可能已损坏）：请重新克隆后再运行。"
            ) from error

    def head(self) -> str:
        try:
            found = self.repo.head()
        except KeyError:
            found = None
        with self._reading("默认分支读不出来"):
            if found is not None and self._raw(found):
                return found.decode()
            if self.repo.refs.allkeys() - {b"HEAD"}:
                raise KeyError(HEADREF)
        raise Empty("仓库还是空的，没有提交。")

    def shallow(self) -> bool:
        return bool(self.repo.get_shallow())

    def contains(self, older: str, newer: str) -> bool:
        wanted = ObjectID(older.encode())
        with self._reading("历史读不完整"):
            if wanted not in self.repo.object_store:
                return False
            return any(made.sha == wanted for made in self._walk(newer.encode(), set()))

    def count(self, commit: str) -> int:
        with self._reading("历史读不完整"):
            return sum(1 for _ in self._walk(commit.encode(), set()))

    def beyond(self, older: str, newer: str) -> int:
        return len(self.ids(older, newer))

    def ids(self, older: str, newer: str) -> list[str]:
        with self._reading("历史读不完整"):
            held = {made.sha for made in self._walk(older.encode(), set())}
            return [made.sha.decode() for made in self._walk(newer.encode(), held)]

    def touching(self, older: str | None, newer: str, names: Sequence[str]) -> list[str]:
        def fitting(made: Made) -> set[tuple[bytes, bytes]]:
            found = self._folder(made.tree)
            return {(name, sha) for name, mode, sha in found if fits(name, mode, names)}

        with self._reading("历史读不完整"):
            held = {made.sha for made in self._walk(older.encode(), set())} if older else set()
            found = list[tuple[int, str]]()
            for made in self._walk(newer.encode(), held):
                here = fitting(made)
                before = [fitting(self._commit(sha)) for sha in made.parents] or [set()]
                if all(one != here for one in before):
                    found.append((int(signed(made.committer)[2] or 0), made.sha.decode()))
        return [sha for _, sha in sorted(found)]

    def prefetch(self, shas: Sequence[str]) -> None:
        """Everything is here."""

    def log(self, older: str | None, newer: str) -> Iterator[bytes]:
        with self._reading("历史读不完整"):
            held = {made.sha for made in self._walk(older.encode(), set())} if older else set()
            for made in self._walk(newer.encode(), held):
                yield fields_of(made) + self._paths(made)

    def recent(self, older: str | None, newer: str, since: int) -> list[str]:
        with self._reading("历史读不完整"):
            held = {made.sha for made in self._walk(older.encode(), set())} if older else set()
            return [
                made.sha.decode()
                for made in self._walk(newer.encode(), held)
                if len(made.parents) < 2 and int(signed(made.committer)[2] or 0) >= since
            ]

    def raw(self, shas: Sequence[str]) -> Iterator[bytes]:
        with self._reading("历史读不完整"):
            for sha in shas:
                made = self._commit(sha.encode())
                yield made.sha + b"\0" * FIELDS + self._paths(made)

    def sizes(self, shas: Sequence[str]) -> dict[str, int]:
        with self._reading("文件内容读不完整"):
            told = Sizes(self.repo.object_store)
            found = ((sha, told.of(sha.encode())) for sha in shas)
            return {sha: size for sha, size in found if size is not None}

    def contents(self, shas: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        return ((sha, self.blob(sha)) for sha in shas)

    def _walk(self, start: bytes, without: set[bytes]) -> Iterator[Made]:
        seen, waiting = set(without), [start]
        while waiting:
            sha = waiting.pop()
            if sha in seen:
                continue
            if self.way.stop():
                raise Interrupted(STOPPED)
            seen.add(sha)
            made = self._commit(sha)
            waiting += made.parents
            yield made

    def tree(self, commit: str, folder: str = "") -> Iterator[Entry]:
        with self._reading("文件列表读不完整"):
            found = self._folder(self._commit(commit.encode()).tree)
            for part in PurePosixPath(folder).parts:
                inside = next((sha for name, _, sha in found if name == part.encode()), None)
                found = self._folder(inside) if inside else []
            above = f"{folder}/".encode() if folder else b""
            found = [(above + name, mode, sha) for name, mode, sha in found]
        for path, mode, sha in found:
            yield Entry(path.decode("utf-8", "replace"), f"{mode:06o}", sha.decode())

    def found(self, commit: str, wanted: Callable[[Entry], bool]) -> list[Entry]:
        with self._reading("文件列表读不完整"):
            return gitwalk.found(self._folder, self._commit(commit.encode()).tree, wanted)

    def _folder(self, sha: bytes) -> list[tuple[bytes, int, bytes]]:
        """Name, mode and id of what lies in a tree."""
        found = self.repo.object_store[ObjectID(sha)]
        if not isinstance(found, Tree):
            raise KeyError(sha)
        return [(e.path, e.mode, e.sha) for e in found.items()]

    def _raw(self, sha: bytes) -> tuple[int, bytes]:
        """Type and bytes; loose objects are unpacked here, for dulwich refuses odd commits."""
        loose = self._loose(sha)
        if loose is None:
            return self.repo.object_store.get_raw(ObjectID(sha))
        head, _, body = zlib.decompress(loose.read_bytes()).partition(b"\0")
        return _KINDS[head.split(b" ")[0]], body

    def _loose(self, sha: bytes) -> Path | None:
        name = sha.decode()
        found = Path(self.repo.object_store.path) / name[:2] / name[2:]
        return found if found.is_file() else None

    def size(self, sha: str) -> int:
        with self._reading("文件内容读不完整"):
            return self.sizes([sha])[sha]

    def blob(self, sha: str) -> bytes:
        with self._reading("文件内容读不完整"):
            kind, body = self._raw(sha.encode())
        return body if kind == Blob.type_num else b""

    def tags(self) -> list[Tag]:
        with self._reading("标签读不完整"):
            refs = self.repo.refs.as_dict(Ref(b"refs/tags"))
            return [self._tag(name, sha) for name, sha in sorted(refs.items())]

    def _tag(self, name: bytes, sha: ObjectID) -> Tag:
        kind, raw = self._raw(sha)
        lines = header(raw.partition(b"\0")[0])
        if kind == TagObject.type_num:
            return tag(name, b"tag", line_of(lines, b"tagger "))
        light = line_of(lines, b"committer ") if kind == Commit.type_num else b""
        return tag(name, b"", light)

    def _commit(self, sha: bytes) -> Made:
        kind, raw = self._raw(sha)
        if kind != Commit.type_num:
            raise KeyError(sha)
        lines = header(raw)
        parents = [one[7:] for one in lines if one.startswith(b"parent ")]
        cut = sha in self.repo.get_shallow()
        text = utf8(raw, line_of(lines, b"encoding "))
        said = header(text)
        return Made(
            sha, line_of(lines, b"tree "), () if cut else tuple(parents),
            line_of(said, b"author "), line_of(said, b"committer "),
            # git reads it as C text, which ends with the first NUL.
            text.partition(b"\n\n")[2].partition(b"\0")[0],
        )  # fmt: skip

    def _paths(self, made: Made) -> bytes:
        if len(made.parents) > 1:
            return b""
        before = ObjectID(self._commit(made.parents[0]).tree) if made.parents else None
        lines = list[bytes]()
        found = tree_changes(
            self.repo.object_store, before, ObjectID(made.tree), change_type_same=True
        )
        for change in found:
            lines += raw_line(change)
            bounded(0, len(lines))
        return b"\n" + b"".join(lines) if lines else b""
