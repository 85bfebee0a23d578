"""A repository read by the git program, and mirrors made by it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from collectors.errors import Empty, Gone, Unreachable
from collectors.gitbulk import Bulk
from collectors.gitlog import FIELDS
from collectors.gitrun import (
    NOTHING,
    REMOTE,
    Done,
    Endless,
    Silent,
    Way,
    environment_for,
    output,
    run,
)  # fmt: skip
from collectors.gitvalues import (
    FOLDER,
    MOST_PATHS,
    Damaged,
    Entry,
    NothingListed,
    Repository,
    Tag,
    endless,
    named,
    tag,
)  # fmt: skip

_LOG = (
    "log", "--raw", "--no-renames", "--no-ext-diff", "--ignore-submodules=none", "--no-abbrev",
    "-z", "--no-mailmap",
)  # fmt: skip
_FORMAT = "%H%x00%P%x00%an%x00%ae%x00%at%x00%cn%x00%ce%x00%ct%x00%s%x00%b"


def mirror(url: str, path: Path, way: Way) -> Repository:
    found = GitProgram(path, way, is_mirror=True)
    if not (path / "HEAD").exists():
        _clone(url, path, way)
        return found
    try:
        _fetch(url, path, way)
    except (Silent, NothingListed):
        raise
    except Unreachable:
        # Where the server does answer, it is the mirror that is broken.
        if not _remote(["ls-remote", "--", url, "HEAD"], url, way, os.devnull):
            raise
        _clone(url, path, way)
    return found


def _fetch(url: str, path: Path, way: Way) -> None:
    """What git takes for an answer of an old-fashioned server may be any page: nothing is removed
    and nothing called up to date because of one."""
    local = environment_for(NOTHING, str(path))
    _names_origin(url, path, way)
    told = _remote(["ls-remote", "--symref", "origin"], url, way, str(path))
    theirs, branch, tip = _named(told)
    listed = run(["for-each-ref", "--format=%(objectname) %(refname)"], way, local).out
    ours = {name: sha for sha, _, name in (line.partition(b" ") for line in listed.splitlines())}
    if ours and not theirs:
        raise NothingListed(f"克隆 {url} 时对方没有列出任何分支：请稍后再运行。")
    # Made whole since, a history that was cut off is named as before.
    whole = ("--unshallow",) if (path / "shallow").exists() else ()
    head = b"ref: " + branch if branch in theirs else tip
    if ours == theirs and not whole and _stands(path, head):
        return
    for gone in {*ours} - {*theirs}:
        run(["update-ref", "-d", os.fsdecode(gone)], way, local)
    # A HEAD that is on no branch is to be asked for by itself.
    alone = ("HEAD",) if tip and not branch else ()
    refs = ("+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*", *alone)
    command = ["fetch", "--progress", "--no-recurse-submodules", *whole, "origin", *refs]
    _remote(command, url, way, str(path))
    if branch in theirs:
        if run(["cat-file", "-e", theirs[branch].decode()], way, local).code:
            raise NothingListed(f"克隆 {url} 时对方没有给出所列的提交：请稍后再运行。")
        # The default branch may have been renamed since the clone.
        run(["symbolic-ref", "HEAD", os.fsdecode(branch)], way, local)
    elif alone and run(["update-ref", "--no-deref", "HEAD", tip.decode()], way, local).code:
        raise NothingListed(f"克隆 {url} 时对方没有给出所列的提交：请稍后再运行。")


def _names_origin(url: str, path: Path, way: Way) -> None:
    """Renamed since the clone, its old name may be another's by now."""
    if f'[remote "origin"]\n\turl = {url}\n'.encode() not in _held(path / "config"):
        run(["config", "remote.origin.url", url], way, environment_for(NOTHING, str(path)))


def _stands(path: Path, head: bytes) -> bool:
    """Whether HEAD is as it is named there; told by its file, as git keeps it."""
    return bool(head) and _held(path / "HEAD").strip() == head


def _held(file: Path) -> bytes:
    with suppress(OSError):
        return file.read_bytes()
    return b""


def _named(told: bytes) -> tuple[dict[bytes, bytes], bytes, bytes]:
    """Branches and tags with what they name, the default branch, and the commit of HEAD, of
    `ls-remote --symref`."""
    found, branch, tip = dict[bytes, bytes](), b"", b""
    for line in told.splitlines():
        first, _, name = line.partition(b"\t")
        if name == b"HEAD" and first.startswith(b"ref: "):
            branch = first.removeprefix(b"ref: ")
        elif name == b"HEAD":
            tip = first
        elif name.startswith((b"refs/heads/", b"refs/tags/")) and not name.endswith(b"^{}"):
            found[name] = first
    return found, branch, tip


def _clone(url: str, path: Path, way: Way) -> None:
    unfinished = path.with_name(path.name + ".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        clone = ["clone", "--bare", "--progress"]
        try:
            _remote([*clone, "--filter=blob:none", "--", url, str(unfinished)], url, way)
        except Endless:
            # With all contents nothing is left to be fetched later.
            shutil.rmtree(unfinished, ignore_errors=True)
            _remote([*clone, "--", url, str(unfinished)], url, way)
        shutil.rmtree(path, ignore_errors=True)
        unfinished.rename(path)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _remote(arguments: list[str], url: str, way: Way, git_dir: str | None = None) -> bytes:
    try:
        done = run(arguments, way, environment_for(REMOTE, git_dir))
    except Silent as error:
        raise Silent(f"克隆 {url} 时服务器长时间没有回答：请检查网络或代理后再运行。") from error
    if done.code == 0:
        return done.out
    said = done.said
    if "not found" in said or "could not read username" in said or "authentication" in said:
        raise Gone(f"克隆 {url} 时对方说仓库不存在或未公开：请检查网址。")
    if "no space left" in said:
        raise OSError(28, "No space left on device")
    raise Unreachable(f"克隆 {url} 失败：请检查网络或代理后再运行。")


@dataclass(frozen=True, slots=True)
class GitProgram:
    """A repository read by the git program. Only a mirror of ours may fetch missing contents."""

    path: Path
    way: Way = field(default_factory=Way)
    is_mirror: bool = False
    # The commit of HEAD, told once: all that is read of a repository in a run is of one commit.
    _head: list[str] = field(default_factory=list, repr=False, compare=False)

    @property
    def _where(self) -> dict[str, str]:
        inside = self.path / ".git"
        git_dir = str((inside if inside.exists() else self.path).absolute())
        return environment_for(REMOTE if self.is_mirror else NOTHING, git_dir)

    def _git(self, *arguments: str) -> Done:
        return run(list(arguments), self.way, self._where)

    def _damaged(self, what: str) -> Damaged:
        return Damaged(f"{named(self.path)} 的{what}（仓库可能已损坏）：请重新克隆后再运行。")

    def check(self) -> None:
        """Raises `Damaged` where git sees no repository."""
        if self._git("rev-parse", "--git-dir").code:
            raise Damaged(f"{named(self.path)} 不是可读的 git 仓库：请检查路径与权限，或重新克隆。")

    def head(self) -> str:
        if self._head:
            return self._head[0]
        done = self._git("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
        if done.code == 0:
            self._head.append(done.out.decode().strip())
            return self._head[0]
        self.check()
        refs = self._git("for-each-ref", "--count=1").out
        broken = self._git("rev-parse", "--verify", "--quiet", "HEAD").code == 0
        if refs or broken:
            raise self._damaged("默认分支读不出来")
        raise Empty("仓库还是空的，没有提交。")

    def shallow(self) -> bool:
        place = Path(self._where["GIT_DIR"])
        if place.is_dir():
            return (place / "shallow").exists()  # by this git knows it too
        return self._git("rev-parse", "--is-shallow-repository").out.strip() == b"true"

    def contains(self, older: str, newer: str) -> bool:
        if older == newer and [newer] == self._head:
            return True
        return self._git("merge-base", "--is-ancestor", older, newer).code == 0

    def count(self, commit: str) -> int:
        return self._counted(commit)

    def beyond(self, older: str, newer: str) -> int:
        return self._counted(f"{older}..{newer}")

    def _counted(self, span: str) -> int:
        done = self._git("rev-list", "--count", span, "--")
        if done.code:
            raise self._damaged("历史读不完整")
        return int(done.out)

    def ids(self, older: str, newer: str) -> list[str]:
        done = self._git("rev-list", f"{older}..{newer}", "--")
        if done.code:
            raise self._damaged("历史读不完整")
        return done.out.decode().split()

    def touching(self, older: str | None, newer: str, names: Sequence[str]) -> list[str]:
        span = f"{older}..{newer}" if older else newer
        done = self._git(
            "rev-list", "--timestamp", span, "--", *(f":(icase,glob){name}" for name in names)
        )
        if done.code:
            raise self._damaged("历史读不完整")
        rows = [line.split(" ") for line in done.out.decode().splitlines()]
        return [sha for _, sha in sorted((int(when), sha) for when, sha in rows)]

    def prefetch(self, shas: Sequence[str]) -> None:
        missing = sorted({*shas} - self.sizes(shas).keys()) if self.is_mirror else []
        if not missing:
            return
        # What does not come this way comes one by one when it is read.
        command = [
            "-c", "fetch.negotiationAlgorithm=noop", "fetch", "--progress", "--no-tags",
            "--no-write-fetch-head", "--recurse-submodules=no", "--filter=blob:none", "--stdin",
            "origin",
        ]  # fmt: skip
        run(command, self.way, self._where, "".join(f"{sha}\n" for sha in missing).encode())

    def log(self, older: str | None, newer: str) -> Iterator[bytes]:
        done = Done()
        command = [*_LOG, f"--format={_FORMAT}", f"{older}..{newer}" if older else newer, "--"]
        yield from output(command, self.way, self._where, done)
        if done.code:
            raise self._damaged("历史读不完整")

    def recent(self, older: str | None, newer: str, since: int) -> list[str]:
        span = f"{older}..{newer}" if older else newer
        done = self._git("rev-list", "--no-merges", "--timestamp", span, "--")
        if done.code:
            raise self._damaged("历史读不完整")
        rows = (line.split(b" ") for line in done.out.splitlines())
        return [sha.decode() for when, sha in rows if int(when) >= since]

    def raw(self, shas: Sequence[str]) -> Iterator[bytes]:
        if not shas:
            return
        done, empty = Done(), "%x00" * (FIELDS - 1)
        command = [*_LOG, f"--format=%H{empty}", "--no-walk=unsorted", "--stdin"]
        given = "".join(f"{sha}\n" for sha in shas).encode()
        yield from output(command, self.way, self._where, done, given)
        if done.code:
            raise self._damaged("历史读不完整")

    def sizes(self, shas: Sequence[str]) -> dict[str, int]:
        return self._bulk.sizes(shas)

    def contents(self, shas: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        return self._bulk.contents(shas)

    @property
    def _bulk(self) -> Bulk:
        done = self._git("rev-parse", "--git-path", "objects")
        return Bulk(Path(os.fsdecode(done.out.strip())).absolute(), self.way)

    def tree(self, commit: str, folder: str = "") -> Iterator[Entry]:
        done, rest = Done(), b""
        within = [f"{folder}/"] if folder else []
        command = ["ls-tree", "-z", "--full-tree", commit, "--", *within]
        for chunk in output(command, self.way, self._where, done):
            *lines, rest = (rest + chunk).split(b"\0")
            yield from map(_entry, lines)
        if done.code:
            raise self._damaged("文件列表读不完整")

    def found(self, commit: str, wanted: Callable[[Entry], bool]) -> list[Entry]:
        done, rest, kept, numbers = Done(), b"", list[Entry](), count(1)
        # Folders are listed too: a tree of trees without a file would be walked in silence.
        command = ["ls-tree", "-r", "-t", "-z", "--full-tree", commit]
        for chunk in output(command, self.way, self._where, done):
            *lines, rest = (rest + chunk).split(b"\0")
            for line in lines:
                if next(numbers) > MOST_PATHS:
                    raise endless()
                entry = _entry(line)
                if entry.mode != FOLDER and wanted(entry):
                    kept.append(entry)
        if done.code:
            raise self._damaged("文件列表读不完整")
        return kept

    def size(self, sha: str) -> int:
        return int(self._contents("-s", sha))

    def blob(self, sha: str) -> bytes:
        return self._contents("blob", sha)

    def _contents(self, how: str, sha: str) -> bytes:
        done = self._git("cat-file", how, sha)
        if done.code and self._complete():
            done = self._git("cat-file", how, sha)
        if done.code and self.is_mirror:
            raise self._damaged("文件内容读不完整")
        if done.code:
            raise Unreachable(f"文件内容 {sha} 读不出来：请检查网络后再运行。")
        return done.out

    def _complete(self) -> bool:
        """Fetches the contents after all, from a server that hands out no single file."""
        if self._git("config", "--get", "remote.origin.promisor").out.strip() != b"true":
            return False
        if self._git("fetch", "--progress", "--refetch", "--no-filter", "origin").code:
            return False
        self._git("config", "--unset", "remote.origin.partialclonefilter")
        return self._git("config", "remote.origin.promisor", "false").code == 0

    def tags(self) -> list[Tag]:
        form = "%(refname:strip=2)%00%(objecttype)%00%(tagger)%(committer)"
        done = self._git("for-each-ref", "--format", form, "refs/tags")
        if done.code:
            raise self._damaged("标签读不完整")
        rows = [line.split(b"\0") for line in done.out.split(b"\n")]
        return [tag(*row) for row in rows if len(row) == 3]


def _entry(line: bytes) -> Entry:
    head, _, path = line.partition(b"\t")
    mode, _, sha = head.decode().split(" ")
    return Entry(path.decode("utf-8", "replace"), mode, sha)
