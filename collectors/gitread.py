"""Reading git repositories: by the git program where there is one, else by dulwich.

Both give the same bytes for a history, so that there is one parser and one archive form:
for each commit ten fields, each ended by NUL (id, parents, author name, e-mail and time,
committer name, e-mail and time, subject, rest of the message), then for each changed path
`:`-line, NUL, path, NUL, as `git log --raw -z` prints it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from collectors.errors import Empty, Gone, Unreachable

FIELDS = 10
_FORMAT = "%H%x00%P%x00%an%x00%ae%x00%aI%x00%cn%x00%ce%x00%cI%x00%s%x00%b"
_SAFE = (
    "-c", "safe.directory=*", "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false",
    "-c", "protocol.ext.allow=never", "-c", "credential.helper=", "-c", "log.showSignature=false",
    "-c", "i18n.logOutputEncoding=UTF-8", "-c", "log.showRoot=true",
)  # fmt: skip
# What git may speak. A repository somebody hands us may name a program of its own as the way to
# fetch what is missing: reading it must never reach out.
_REMOTE, _NOTHING = "http:https:ssh:git:file", "none"
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Entry:
    """A path in a tree; `mode` in octal digits as git writes it."""

    path: str
    mode: str
    sha: str


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag: when it was made (annotated) or when its commit was (light), as ISO 8601."""

    name: str
    made: str | None
    annotated: bool


class Repository(Protocol):
    """A repository on this machine."""

    def head(self) -> str:
        """Commit id of HEAD. Raises `Empty` when there is no commit."""

    def shallow(self) -> bool: ...
    def contains(self, older: str, newer: str) -> bool:
        """Whether `older` is an ancestor of `newer` (false when it is not even there)."""

    def log(self, older: str | None, newer: str) -> Iterator[bytes]:
        """The history of `newer` without that of `older`, in the form described above."""

    def tree(self, commit: str) -> list[Entry]: ...
    def blob(self, sha: str) -> bytes: ...
    def tags(self) -> list[Tag]: ...


def have_git() -> bool:
    return shutil.which("git") is not None


def open_local(path: Path) -> Repository:
    """A repository that is already here. Raises `Gone` when it cannot be read."""
    if have_git():
        return GitProgram(path)
    from collectors.gitdulwich import open_repository

    return open_repository(path)


def mirror(url: str, path: Path, proxy: str) -> Repository:
    """Clones bare and without blobs, or fetches what is new. Raises `Unreachable` or `Gone`."""
    if have_git():
        return _mirror_by_program(url, path, proxy)
    from collectors.gitdulwich import mirror as mirror_by_dulwich

    return mirror_by_dulwich(url, path, proxy)


def _mirror_by_program(url: str, path: Path, proxy: str) -> Repository:
    through = ("-c", f"http.proxy={proxy}") if proxy else ()
    if (path / "HEAD").exists():
        refs = ("+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*")
        _remote(
            [*through, "--git-dir", str(path), "fetch", "--prune", "--quiet", "origin", *refs], url
        )
        _follow_head(url, path, through)
        return GitProgram(path, through, is_mirror=True)
    unfinished = path.with_name(path.name + ".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        _remote(
            [
                *through,
                "clone",
                "--bare",
                "--quiet",
                "--filter=blob:none",
                "--",
                url,
                str(unfinished),
            ],
            url,
        )
        unfinished.rename(path)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return GitProgram(path, through, is_mirror=True)


def _follow_head(url: str, path: Path, through: tuple[str, ...]) -> None:
    """The default branch may have been renamed since the clone."""
    told = _remote(
        [*through, "--git-dir", str(path), "ls-remote", "--symref", "origin", "HEAD"], url
    )
    for line in told.decode("utf-8", "replace").splitlines():
        if line.startswith("ref: "):
            branch = line[5:].split("\t")[0]
            _run(["--git-dir", str(path), "symbolic-ref", "HEAD", branch])


def _environment(protocols: str) -> dict[str, str]:
    quiet = {
        "GIT_ALLOW_PROTOCOL": protocols,
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_GRAFT_FILE": os.devnull,
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "true",
        "LC_ALL": "C",
        "GIT_OPTIONAL_LOCKS": "0",
    }
    kept = {
        k: v for k, v in os.environ.items() if not k.startswith("GIT_") or k == "GIT_SSL_CAINFO"
    }
    return {**kept, **quiet}


def _run(arguments: list[str], protocols: str = _REMOTE) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["git", *_SAFE, *arguments], capture_output=True, env=_environment(protocols), check=False,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip


def _remote(arguments: list[str], url: str) -> bytes:
    done = _run(arguments)
    if done.returncode == 0:
        return done.stdout
    said = done.stderr.decode("utf-8", "replace").lower()
    if "not found" in said or "could not read username" in said or "authentication" in said:
        raise Gone(f"克隆 {url} 时对方说仓库不存在或未公开：请检查网址。")
    if "no space left" in said:
        raise OSError(28, "No space left on device")
    raise Unreachable(f"克隆 {url} 失败：请检查网络或代理后再运行。")


@dataclass(frozen=True, slots=True)
class GitProgram:
    """A repository read by the git program.

    `through` is how missing contents are fetched, from where only a mirror of ours may.
    """

    path: Path
    through: tuple[str, ...] = ()
    is_mirror: bool = False

    @property
    def _protocols(self) -> str:
        return _REMOTE if self.is_mirror else _NOTHING

    def _git(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        return _run([*self.through, "-C", str(self.path), *arguments], self._protocols)

    def head(self) -> str:
        done = self._git("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
        if done.returncode == 0:
            return done.stdout.decode().strip()
        if self._git("rev-parse", "--git-dir").returncode:
            raise Gone(f"{self.path} 不是可读的 git 仓库：请检查路径与权限，或重新克隆。")
        refs = self._git("for-each-ref", "--count=1").stdout
        broken = self._git("rev-parse", "--verify", "--quiet", "HEAD").returncode == 0
        if refs or broken:
            raise Gone(f"{self.path} 的默认分支读不出来（仓库可能已损坏）：请重新克隆后再运行。")
        raise Empty("仓库还是空的，没有提交。")

    def shallow(self) -> bool:
        return self._git("rev-parse", "--is-shallow-repository").stdout.strip() == b"true"

    def contains(self, older: str, newer: str) -> bool:
        return self._git("merge-base", "--is-ancestor", older, newer).returncode == 0

    def log(self, older: str | None, newer: str) -> Iterator[bytes]:
        revision = f"{older}..{newer}" if older else newer
        command = [
            "git", *_SAFE, "-C", str(self.path), "log", "--raw", "--no-renames", "--no-ext-diff",
            "--no-abbrev", "-z", "--no-mailmap", f"--format={_FORMAT}", revision, "--",
        ]  # fmt: skip
        with subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(self._protocols),
        ) as running:
            if running.stdout is None:
                raise Unreachable("git 没有输出：请检查安装。")
            while chunk := running.stdout.read(_CHUNK):
                yield chunk
        if running.returncode:
            raise Gone(f"{self.path} 的历史读不完整（仓库可能已损坏）：请重新克隆后再运行。")

    def tree(self, commit: str) -> list[Entry]:
        done = self._git("ls-tree", "-r", "-z", "--full-tree", commit)
        if done.returncode:
            raise Gone(f"{self.path} 的文件列表读不完整（仓库可能已损坏）：请重新克隆后再运行。")
        listed = done.stdout
        return sorted((_entry(line) for line in listed.split(b"\0") if line), key=_path)

    def blob(self, sha: str) -> bytes:
        done = self._git("cat-file", "blob", sha)
        if done.returncode and self._complete():
            done = self._git("cat-file", "blob", sha)
        if done.returncode:
            raise Unreachable(f"文件内容 {sha} 读不出来：请检查网络后再运行。")
        return done.stdout

    def _complete(self) -> bool:
        """Fetches the contents after all, from a server that hands out no single file."""
        if self._git("config", "--get", "remote.origin.promisor").stdout.strip() != b"true":
            return False
        if self._git("fetch", "--quiet", "--refetch", "--no-filter", "origin").returncode:
            return False
        self._git("config", "--unset", "remote.origin.partialclonefilter")
        return self._git("config", "remote.origin.promisor", "false").returncode == 0

    def tags(self) -> list[Tag]:
        form = "%(refname:strip=2)%09%(creatordate:iso-strict)%09%(objecttype)"
        done = self._git("for-each-ref", "--format", form, "refs/tags")
        if done.returncode:
            raise Gone(f"{self.path} 的标签读不完整（仓库可能已损坏）：请重新克隆后再运行。")
        told = done.stdout
        rows = [line.split("\t") for line in told.decode("utf-8", "replace").splitlines()]
        return [Tag(row[0], row[1] or None, row[2] == "tag") for row in rows if len(row) == 3]


def _path(entry: Entry) -> str:
    return entry.path


def _entry(line: bytes) -> Entry:
    head, _, path = line.partition(b"\t")
    mode, _, sha = head.decode().split(" ")
    return Entry(path.decode("utf-8", "replace"), mode, sha)
