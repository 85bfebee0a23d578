"""Reading git repositories without the git program, by dulwich: the same bytes, more slowly."""

from __future__ import annotations

import shutil
import socket
import stat
import struct
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from io import RawIOBase
from pathlib import Path, PurePosixPath

from dulwich import porcelain
from dulwich.client import HTTPUnauthorized, get_transport_and_path
from dulwich.config import ConfigDict
from dulwich.diff_tree import TreeChange, tree_changes
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
from collectors.errors import Empty, Gone, Interrupted, Unreachable
from collectors.gitlog import bounded, signed
from collectors.gitrun import Way
from collectors.gitvalues import Damaged, Entry, NothingListed, Tag, named, tag

_ZERO = b"0" * 40
_KINDS = {kind.type_name: kind.type_num for kind in (Commit, Tree, Blob, TagObject)}
_STOPPED = "采集被用户中止：再运行同一条命令即从断点继续。"
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


def mirror(url: str, path: Path, way: Way) -> DulwichRepository:
    config = ConfigDict()
    config.set((b"http",), b"timeout", str(way.patience).encode())
    if way.proxy:
        config.set((b"http",), b"proxy", way.proxy.encode())
    try:
        with _impatient(way):
            _brought_up(url, path, config, way)
    except (Interrupted, NothingListed):
        raise
    except Exception as error:
        if isinstance(error, OSError) and error.errno == 28:
            raise
        if isinstance(error, (NotGitRepository, HTTPUnauthorized)) or "not found" in str(error):
            raise Gone(f"克隆 {url} 时对方说仓库不存在或未公开：请检查网址。") from error
        raise Unreachable(f"克隆 {url} 失败：请检查网络或代理后再运行。") from error
    return open_repository(path, way)


@contextmanager
def _impatient(way: Way) -> Iterator[None]:
    """Sockets dulwich opens itself, for git://, know no time-out of their own."""
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(way.patience)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)


def _brought_up(url: str, path: Path, config: ConfigDict, way: Way) -> None:
    if (path / "HEAD").exists():
        try:
            return _fetch(url, path, config, way)
        except (Interrupted, NothingListed):
            raise
        except Exception:  # noqa: BLE001 - dulwich raises many kinds; the server is asked next
            # Where the server does answer, it is the mirror that is broken.
            client, remote = get_transport_and_path(url, config=config)
            client.get_refs(remote.encode())
    return _clone(url, path, config, way)


def _fetch(url: str, path: Path, config: ConfigDict, way: Way) -> None:
    client, remote = get_transport_and_path(url, config=config)
    with Repo(str(path)) as repo:
        result = client.fetch(remote, repo, progress=_Watch(way).told)
        heads = {
            n: s
            for n, s in result.refs.items()
            if s and n.startswith((b"refs/heads/", b"refs/tags/"))
        }
        if not heads and repo.refs.allkeys() - {HEADREF}:
            raise NothingListed(f"克隆 {url} 时对方没有列出任何分支：请稍后再运行。")
        for name, sha in heads.items():
            repo.refs[name] = sha
        for name in repo.refs.allkeys() - set(heads) - {HEADREF}:
            del repo.refs[name]
        if branch := result.symrefs.get(HEADREF):
            repo.refs.set_symbolic_ref(HEADREF, branch)


def _clone(url: str, path: Path, config: ConfigDict, way: Way) -> None:
    unfinished = path.with_name(path.name + ".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        porcelain.clone(
            url, str(unfinished), bare=True, config=config, errstream=_Watch(way)
        ).close()
        shutil.rmtree(path, ignore_errors=True)
        unfinished.rename(path)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


class _Watch(RawIOBase):
    """Is told of progress, and ends the transfer when the user wants to stop."""

    def __init__(self, way: Way) -> None:
        super().__init__()
        self._way = way

    def told(self, _: bytes) -> None:
        if self._way.stop():
            raise Interrupted(_STOPPED)

    def write(self, told: object, /) -> int:
        self.told(b"")
        return len(told) if isinstance(told, bytes) else 0


@dataclass(frozen=True, slots=True)
class _Made:
    """A commit as its bytes have it: dulwich refuses those with odd times."""

    sha: bytes
    tree: bytes
    parents: tuple[bytes, ...]
    author: bytes
    committer: bytes
    message: bytes


@dataclass(frozen=True, slots=True)
class DulwichRepository:
    """A repository read by dulwich."""

    repo: Repo
    path: Path
    way: Way = field(default_factory=Way)

    @contextmanager
    def _reading(self, what: str) -> Iterator[None]:
        if self.way.stop():
            raise Interrupted(_STOPPED)
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

    def ids(self, older: str, newer: str) -> list[str]:
        with self._reading("历史读不完整"):
            held = {made.sha for made in self._walk(older.encode(), set())}
            return [made.sha.decode() for made in self._walk(newer.encode(), held)]

    def touching(self, older: str | None, newer: str, names: Sequence[str]) -> list[str]:
        def fitting(made: _Made) -> set[tuple[bytes, bytes]]:
            found = self._folder(made.tree)
            return {(name, sha) for name, mode, sha in found if _fits(name, mode, names)}

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
                yield _fields(made) + self._paths(made)

    def _walk(self, start: bytes, without: set[bytes]) -> Iterator[_Made]:
        seen, waiting = set(without), [start]
        while waiting:
            sha = waiting.pop()
            if sha in seen:
                continue
            if self.way.stop():
                raise Interrupted(_STOPPED)
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

    def found(self, commit: str, wanted: Callable[[str], bool]) -> list[Entry]:
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
        """Loose objects tell their size; dulwich can only unpack the packed ones."""
        with self._reading("文件内容读不完整"):
            loose = self._loose(sha.encode())
            if loose is None:
                return len(self.repo.object_store.get_raw(ObjectID(sha.encode()))[1])
            with loose.open("rb") as file:
                head = zlib.decompressobj().decompress(file.read(64), 64)
            return int(head.partition(b"\0")[0].split(b" ")[1])

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
        lines = _header(raw.partition(b"\0")[0])
        if kind == TagObject.type_num:
            return tag(name, b"tag", _line(lines, b"tagger "))
        light = _line(lines, b"committer ") if kind == Commit.type_num else b""
        return tag(name, b"", light)

    def _commit(self, sha: bytes) -> _Made:
        kind, raw = self._raw(sha)
        if kind != Commit.type_num:
            raise KeyError(sha)
        lines = _header(raw)
        parents = [one[7:] for one in lines if one.startswith(b"parent ")]
        cut = sha in self.repo.get_shallow()
        text = _utf8(raw, _line(lines, b"encoding "))
        said = _header(text)
        return _Made(
            sha, _line(lines, b"tree "), () if cut else tuple(parents),
            _line(said, b"author "), _line(said, b"committer "),
            # git reads it as C text, which ends with the first NUL.
            text.partition(b"\n\n")[2].partition(b"\0")[0],
        )  # fmt: skip

    def _paths(self, made: _Made) -> bytes:
        if len(made.parents) > 1:
            return b""
        before = ObjectID(self._commit(made.parents[0]).tree) if made.parents else None
        lines = list[bytes]()
        for change in tree_changes(self.repo.object_store, before, ObjectID(made.tree)):
            lines += _raw(change)
            bounded(0, len(lines))
        return b"\n" + b"".join(lines) if lines else b""


def _fits(name: bytes, mode: int, names: Sequence[str]) -> bool:
    shown = name.decode("utf-8", "replace").lower()
    return not stat.S_ISDIR(mode) and any(fnmatchcase(shown, one) for one in names)


def _header(raw: bytes) -> list[bytes]:
    return raw.partition(b"\n\n")[0].split(b"\n")


def _line(lines: list[bytes], key: bytes) -> bytes:
    return next((line[len(key) :] for line in reversed(lines) if line.startswith(key)), b"")


def _raw(change: TreeChange) -> Iterator[bytes]:
    """A change the way `git log --raw -z` prints it; a type change is one line."""
    old, new = change.old, change.new
    one = new if old is None or old.path is None else old
    if one is None or one.path is None:
        return
    before = (old.mode or 0, old.sha or _ZERO) if old else (0, _ZERO)
    after = (new.mode or 0, new.sha or _ZERO) if new else (0, _ZERO)
    letter = b"A" if not before[0] else b"D" if not after[0] else _letter(before[0], after[0])
    yield b":%06o %06o %s %s %s\0%s\0" % (
        before[0],
        after[0],
        before[1],
        after[1],
        letter,
        one.path,
    )


def _letter(before: int, after: int) -> bytes:
    return b"M" if before >> 12 == after >> 12 else b"T"


def _fields(made: _Made) -> bytes:
    subject, body = _message(made.message)
    fields = [
        made.sha, b" ".join(made.parents), *signed(made.author), *signed(made.committer),
        subject, body,
    ]  # fmt: skip
    return b"".join(field + b"\0" for field in fields)


def _message(message: bytes) -> tuple[bytes, bytes]:
    """Subject and rest as git cuts them: the first paragraph's lines joined, the rest as it is."""
    lines = [line.rstrip() for line in message.split(b"\n")]
    while lines and not lines[0]:
        lines.pop(0)
    end = next((n for n, line in enumerate(lines) if not line), len(lines))
    return b" ".join(lines[:end]), b"\n".join(lines[end:]).strip(b"\n") + b"\n"


def _utf8(said: bytes, encoding: bytes) -> bytes:
    try:
        return said.decode((encoding or b"utf-8").decode("ascii")).encode()
    except (LookupError, ValueError):
        return said
