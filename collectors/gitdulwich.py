"""Reading git repositories without the git program, by dulwich: the same bytes, more slowly."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

from dulwich import porcelain
from dulwich.client import get_transport_and_path
from dulwich.config import ConfigDict
from dulwich.diff_tree import TreeChange, tree_changes
from dulwich.errors import (
    ChecksumMismatch,
    GitProtocolError,
    HangupException,
    MissingCommitError,
    NotGitRepository,
    ObjectMissing,
)  # fmt: skip
from dulwich.object_store import iter_tree_contents
from dulwich.objects import Blob, Commit, ObjectID
from dulwich.objects import Tag as TagObject
from dulwich.refs import HEADREF, Ref
from dulwich.repo import Repo

from collectors.errors import Empty, Gone, Unreachable
from collectors.gitread import Entry, Tag

_ZERO = b"0" * 40
_SUBMODULE = 0o160000


def open_repository(path: Path) -> DulwichRepository:
    try:
        return DulwichRepository(Repo(str(path)), path)
    except (NotGitRepository, OSError) as error:
        raise Gone(f"{path} 不是可读的 git 仓库：请检查路径与权限，或重新克隆。") from error


def mirror(url: str, path: Path, proxy: str) -> DulwichRepository:
    config = ConfigDict()
    if proxy:
        config.set((b"http",), b"proxy", proxy.encode())
    try:
        if (path / "HEAD").exists():
            _fetch(url, path, config)
        else:
            _clone(url, path, config)
    except (GitProtocolError, HangupException, NotGitRepository) as error:
        raise Gone(f"克隆 {url} 时对方说仓库不存在或未公开：请检查网址。") from error
    except Exception as error:
        if isinstance(error, OSError) and error.errno == 28:
            raise
        raise Unreachable(f"克隆 {url} 失败：请检查网络或代理后再运行。") from error
    return open_repository(path)


def _fetch(url: str, path: Path, config: ConfigDict) -> None:
    client, remote = get_transport_and_path(url, config=config)
    with Repo(str(path)) as repo:
        result = client.fetch(remote, repo)
        heads = {
            n: s
            for n, s in result.refs.items()
            if s and n.startswith((b"refs/heads/", b"refs/tags/"))
        }
        for name, sha in heads.items():
            repo.refs[name] = sha
        for name in repo.refs.allkeys() - set(heads) - {HEADREF}:
            del repo.refs[name]
        if branch := result.symrefs.get(HEADREF):
            repo.refs.set_symbolic_ref(HEADREF, branch)


def _clone(url: str, path: Path, config: ConfigDict) -> None:
    unfinished = path.with_name(path.name + ".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    porcelain.clone(
        url, str(unfinished), bare=True, config=config, errstream=porcelain.NoneStream()
    )
    unfinished.rename(path)


@dataclass(frozen=True, slots=True)
class DulwichRepository:
    """A repository read by dulwich."""

    repo: Repo
    path: Path

    def head(self) -> str:
        try:
            return self.repo.head().decode()
        except KeyError:
            if self.repo.refs.allkeys() - {b"HEAD"}:
                raise Gone(
                    f"{self.path} 的默认分支读不出来（仓库可能已损坏）：请重新克隆后再运行。"
                ) from None
            raise Empty("仓库还是空的，没有提交。") from None

    def shallow(self) -> bool:
        return bool(self.repo.get_shallow())

    def contains(self, older: str, newer: str) -> bool:
        wanted = ObjectID(older.encode())
        if wanted not in self.repo.object_store:
            return False
        walk = self.repo.get_walker(include=[ObjectID(newer.encode())])
        return any(entry.commit.id == wanted for entry in walk)

    def log(self, older: str | None, newer: str) -> Iterator[bytes]:
        without = [ObjectID(older.encode())] if older else None
        try:
            for entry in self.repo.get_walker([ObjectID(newer.encode())], exclude=without):
                yield _fields(entry.commit) + self._paths(entry.commit)
        except (KeyError, MissingCommitError, ObjectMissing, ChecksumMismatch) as error:
            raise Gone(
                f"{self.path} 的历史读不完整（仓库可能已损坏）：请重新克隆后再运行。"
            ) from error

    def tree(self, commit: str) -> list[Entry]:
        store = self.repo.object_store
        root = self._commit(commit).tree
        found = (
            Entry(e.path.decode("utf-8", "replace"), f"{e.mode:06o}", e.sha.decode())
            for e in iter_tree_contents(store, root)
        )
        return sorted(found, key=lambda entry: entry.path)

    def blob(self, sha: str) -> bytes:
        found = self.repo[sha.encode()]
        return found.data if isinstance(found, Blob) else b""

    def tags(self) -> list[Tag]:
        return [
            _tag(name.decode("utf-8", "replace"), self.repo[sha])
            for name, sha in sorted(self.repo.refs.as_dict(Ref(b"refs/tags")).items())
        ]

    def _commit(self, sha: str) -> Commit:
        found = self.repo[sha.encode()]
        if not isinstance(found, Commit):
            raise Gone(f"{self.path} 的历史读不完整（仓库可能已损坏）：请重新克隆后再运行。")
        return found

    def _paths(self, commit: Commit) -> bytes:
        if len(commit.parents) > 1:
            return b""
        before = self._commit(commit.parents[0].decode()).tree if commit.parents else None
        lines = [
            line
            for change in tree_changes(self.repo.object_store, before, commit.tree)
            for line in _raw(change)
        ]
        return b"\n" + b"".join(lines) if lines else b""


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


def _fields(commit: Commit) -> bytes:
    subject, body = _message(_utf8(commit, commit.message))
    fields = [
        commit.id, b" ".join(commit.parents),
        *_person(commit, commit.author, commit.author_time, commit.author_timezone),
        *_person(commit, commit.committer, commit.commit_time, commit.commit_timezone),
        subject, body,
    ]  # fmt: skip
    return b"".join(field.replace(b"\0", b"") + b"\0" for field in fields)


def _person(commit: Commit, signed: bytes, at: int, zone: int) -> tuple[bytes, bytes, bytes]:
    name, _, rest = _utf8(commit, signed).partition(b"<")
    when = datetime.fromtimestamp(at, tz=timezone(timedelta(seconds=zone)))
    return name.strip(), rest.partition(b">")[0].strip(), when.isoformat().encode()


def _message(message: bytes) -> tuple[bytes, bytes]:
    """Subject and rest as git cuts them: the first paragraph's lines joined, the rest as it is."""
    lines = [line.rstrip() for line in message.split(b"\n")]
    while lines and not lines[0]:
        lines.pop(0)
    end = next((n for n, line in enumerate(lines) if not line), len(lines))
    return b" ".join(lines[:end]), b"\n".join(lines[end:]).strip(b"\n") + b"\n"


def _utf8(commit: Commit, said: bytes) -> bytes:
    encoding = (commit.encoding or b"utf-8").decode("ascii", "replace")
    try:
        return said.decode(encoding).encode()
    except (LookupError, UnicodeDecodeError):
        return said


def _tag(name: str, found: object) -> Tag:
    if isinstance(found, TagObject):
        at, zone = found.tag_time, found.tag_timezone
        if at is None:
            return Tag(name, None, annotated=True)
        made = datetime.fromtimestamp(at, tz=timezone(timedelta(seconds=zone or 0)))
        return Tag(name, made.isoformat(), annotated=True)
    if isinstance(found, Commit):
        zone = timezone(timedelta(seconds=found.commit_timezone))
        return Tag(
            name, datetime.fromtimestamp(found.commit_time, tz=zone).isoformat(), annotated=False
        )
    return Tag(name, None, annotated=False)
