"""A git history in memory, written commit by commit with dulwich's objects."""

from __future__ import annotations

import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from dulwich.objects import Blob, Commit, ObjectID, ShaFile, Tag, Tree
from dulwich.refs import Ref
from dulwich.repo import MemoryRepo

FILE = 0o100644
FOLDER = stat.S_IFDIR


@dataclass(frozen=True, slots=True)
class Signature:
    """Who and when, as git writes it; `offset` in minutes east of UTC."""

    name: str
    email: str
    at: datetime
    offset: int = 480

    @property
    def line(self) -> bytes:
        return f"{self.name} <{self.email}>".encode()


@dataclass(frozen=True, slots=True)
class CommitInfo:
    """A commit as it was written; `files`: (path, A/M/D) against the first parent."""

    sha: str
    tree: str
    parents: tuple[str, ...]
    author: Signature
    committer: Signature
    message: str
    files: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    path: str
    mode: int
    sha: str
    size: int | None


@dataclass(slots=True)
class _Folder:
    files: dict[str, bytes] = field(default_factory=dict)
    folders: dict[str, _Folder] = field(default_factory=dict)
    sha: bytes | None = None


class GitStore:
    """Commits go to one branch, in order; `log` is newest last."""

    def __init__(self, branch: str = "main") -> None:
        self.repo = MemoryRepo()
        self.branch = branch
        self.log: list[CommitInfo] = []
        self.by_sha: dict[str, CommitInfo] = {}
        self.tags: dict[str, str] = {}
        self._root = _Folder()
        self.repo.refs.set_symbolic_ref(Ref(b"HEAD"), self._ref)

    @property
    def _ref(self) -> Ref:
        return Ref(b"refs/heads/" + self.branch.encode())

    @property
    def head(self) -> CommitInfo | None:
        return self.log[-1] if self.log else None

    @property
    def tip(self) -> CommitInfo:
        """The newest commit. Raises LookupError in an empty repository."""
        if not self.log:
            raise LookupError("empty repository")
        return self.log[-1]

    def commit(
        self,
        changes: Mapping[str, bytes | None],
        author: Signature,
        message: str,
        *,
        committer: Signature | None = None,
        merge_from: str | None = None,
    ) -> CommitInfo:
        """Writes `changes` (None removes) on the branch; `merge_from` is the main line's commit
        before a side branch whose commits are the newest in `log`: the result merges it."""
        files = tuple((path, self._write(path, data)) for path, data in changes.items())
        tip = (self.log[-1].sha,) if self.log else ()
        parents = (merge_from, *tip) if merge_from else tip
        info = self._write_commit(files, parents, author, committer or author, message)
        self.log.append(info)
        self.by_sha[info.sha] = info
        self.repo.refs[self._ref] = ObjectID(info.sha.encode())
        return info

    def tag(self, name: str, sha: str, tagger: Signature) -> None:
        """An annotated tag."""
        tag = Tag()
        tag.name, tag.message, tag.tagger = name.encode(), f"{name}\n".encode(), tagger.line
        tag.tag_time, tag.tag_timezone = int(tagger.at.timestamp()), tagger.offset * 60
        tag.object = (Commit, ObjectID(sha.encode()))
        self.repo.object_store.add_object(tag)
        self.repo.refs[Ref(b"refs/tags/" + name.encode())] = tag.id
        self.tags[name] = sha

    def read(self, path: str, sha: str | None = None) -> bytes | None:
        """A file's bytes at a commit (default: the tip); None when there is none."""
        return next((self._blob(e.sha) for e in self.entries(sha) if e.path == path), None)

    def entries(self, sha: str | None = None) -> Iterator[Entry]:
        """All files and folders below a commit's tree, sorted by path as git sorts."""
        info = self.by_sha.get(sha) if sha else self.head
        if info is not None:
            yield from self._walk(info.tree, "")

    def folder(self, path: str, sha: str | None = None) -> list[Entry] | None:
        """What lies directly in a folder; None when it is none."""
        prefix = f"{path}/" if path else ""
        found = [e for e in self.entries(sha) if e.path.startswith(prefix) and e.path != path]
        direct = [e for e in found if "/" not in e.path[len(prefix) :]]
        return direct or None

    def blob(self, sha: str) -> bytes | None:
        if ObjectID(sha.encode()) not in self.repo.object_store:
            return None
        return self._blob(sha)

    def _blob(self, sha: str) -> bytes:
        return self.repo.object_store[ObjectID(sha.encode())].as_raw_string()

    def _walk(self, tree: str, prefix: str) -> Iterator[Entry]:
        found = cast(Tree, self.repo.object_store[ObjectID(tree.encode())])
        for name, mode, oid in cast(Iterator[tuple[bytes, int, bytes]], found.iteritems()):
            path, sha = prefix + name.decode(), oid.decode()
            if stat.S_ISDIR(mode):
                yield Entry(path, mode, sha, None)
                yield from self._walk(sha, f"{path}/")
            else:
                yield Entry(path, mode, sha, len(self._blob(sha)))

    def _write(self, path: str, data: bytes | None) -> str:
        *parts, name = path.split("/")
        folder, self._root.sha = self._root, None
        for part in parts:
            folder = folder.folders.setdefault(part, _Folder())
            folder.sha = None
        change = "M" if name in folder.files else "A"
        if data is None:
            del folder.files[name]
            return "D"
        folder.files[name] = self._add(Blob.from_string(data))
        return change

    def _write_tree(self, folder: _Folder) -> bytes:
        if folder.sha is None:
            tree = Tree()
            for name, sha in folder.files.items():
                tree.add(name.encode(), FILE, ObjectID(sha))
            for name, inner in folder.folders.items():
                if inner.files or inner.folders:
                    tree.add(name.encode(), FOLDER, ObjectID(self._write_tree(inner)))
            folder.sha = self._add(tree)
        return folder.sha

    def _write_commit(
        self,
        files: tuple[tuple[str, str], ...],
        parents: tuple[str, ...],
        author: Signature,
        committer: Signature,
        message: str,
    ) -> CommitInfo:
        tree = self._write_tree(self._root)
        commit = Commit()
        commit.tree, commit.parents = ObjectID(tree), [ObjectID(p.encode()) for p in parents]
        commit.author, commit.committer = author.line, committer.line
        commit.author_time = int(author.at.timestamp())
        commit.commit_time = int(committer.at.timestamp())
        commit.author_timezone, commit.commit_timezone = author.offset * 60, committer.offset * 60
        commit.encoding, commit.message = b"UTF-8", message.encode()
        sha = self._add(commit).decode()
        return CommitInfo(sha, tree.decode(), parents, author, committer, message, files)

    def _add(self, thing: ShaFile) -> bytes:
        self.repo.object_store.add_object(thing)
        return bytes(thing.id)
