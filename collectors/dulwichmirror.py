"""Mirrors git repositories without the git program, by dulwich."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from io import RawIOBase
from pathlib import Path

from dulwich import porcelain
from dulwich.client import HTTPUnauthorized, get_transport_and_path
from dulwich.config import ConfigDict
from dulwich.errors import NotGitRepository
from dulwich.refs import HEADREF
from dulwich.repo import Repo

from collectors.errors import Gone, Interrupted, Unreachable
from collectors.gitdulwich import STOPPED, DulwichRepository, open_repository
from collectors.gitrun import Way
from collectors.gitvalues import NothingListed


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
            raise Interrupted(STOPPED)

    def write(self, told: object, /) -> int:
        self.told(b"")
        return len(told) if isinstance(told, bytes) else 0
