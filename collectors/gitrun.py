"""Running the git program: what it may do, how long it may be silent, and how it is stopped."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from queue import Empty as NothingYet
from queue import Full, Queue
from tempfile import TemporaryFile
from threading import Event, Thread
from time import monotonic, sleep
from typing import IO

from collectors.errors import Interrupted, TooLarge, Unreachable
from collectors.results import Stop
from collectors.transport import STOPPED

# What a repository says of itself must neither run a program nor change what is printed.
_SAFE = (
    "-c", "safe.directory=*", "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false",
    "-c", "protocol.ext.allow=never", "-c", "credential.helper=", "-c", "log.showSignature=false",
    "-c", "i18n.logOutputEncoding=UTF-8", "-c", "log.showRoot=true", "-c", "color.ui=false",
    "-c", "diff.orderFile=/dev/null", "-c", "diff.relative=false", "-c", "log.follow=false",
    "-c", "core.commitGraph=false", "-c", "submodule.recurse=false",
)  # fmt: skip
# What git may speak. A repository somebody hands us may name a program of its own as the way to
# fetch what is missing: reading it must never reach out.
REMOTE, NOTHING = "http:https:ssh:git:file", "none"
_CHUNK = 1 << 16
# Of what prints much, it is let run ahead so far and so long before the next is fetched: waking up
# for every few bytes costs more than reading them.
_MUCH, _AHEAD, _MEANWHILE = 1 << 18, 1 << 20, 0.004
# What git may allocate. It prints the paths of a commit only when it has them all, and a tree of
# trees may have more than any memory holds. Files it maps do not count.
MOST_MEMORY = 4 << 30
_NO_MEMORY = "out of memory"
# How far down git may start itself, and how often that is looked at. Reading a shallow repository
# without contents, git asks whether it has the commit its history ends with; not having it, it
# fetches that, and the git it starts for this asks the same: without end, some eighty a second.
_MOST_DEPTH, _LOOKED_EVERY = 20, 0.5


class Silent(Unreachable):
    """The server accepted us and then said nothing."""


class Endless(Unreachable):
    """Git started itself again and again: the repository of the server is shallow, mostly."""


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Way:
    """The proxy to go through, how long a server may be silent, and whether to stop."""

    proxy: str = ""
    timeout: float = 30
    stop: Stop = _never

    @property
    def patience(self) -> float:
        """The time-out; whatever was configured, a day is for ever."""
        return min(self.timeout, 86400)

    @property
    def silence(self) -> float:
        """Longer than the time-out: a server may count objects for a while before it speaks."""
        return 4 * self.patience

    @property
    def options(self) -> tuple[str, ...]:
        seconds = max(1, round(self.patience))
        slow = ("-c", "http.lowSpeedLimit=1", "-c", f"http.lowSpeedTime={seconds}")
        return (*slow, "-c", f"http.proxy={self.proxy}") if self.proxy else slow


def environment_for(protocols: str, git_dir: str | None = None) -> dict[str, str]:
    quiet = {
        "GIT_ALLOW_PROTOCOL": protocols,
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_GRAFT_FILE": os.devnull,
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "true",
        "LC_ALL": "C",
        "GIT_OPTIONAL_LOCKS": "0",
        # It need not hand over what it prints commit by commit.
        "GIT_FLUSH": "0",
    }
    kept = {
        k: v for k, v in os.environ.items() if not k.startswith("GIT_") or k == "GIT_SSL_CAINFO"
    }
    # Named outright, git neither looks in the folders above nor follows `core.worktree`.
    place = {"GIT_DIR": git_dir, "GIT_WORK_TREE": git_dir} if git_dir else {}
    return {**kept, **quiet, **place}


@dataclass(slots=True)
class Done:
    """How a git command ended: its exit code, its output, the end of what it complained."""

    code: int = 0
    out: bytes = b""
    said: str = ""


def run(
    arguments: list[str], way: Way, environment: dict[str, str], given: bytes = b""
) -> Done:  # fmt: skip
    done = Done()
    done.out = b"".join(output(arguments, way, environment, done, given))
    return done


def output(
    arguments: list[str], way: Way, environment: dict[str, str], done: Done, given: bytes = b""
) -> Iterator[bytes]:
    """What git prints, as it comes, when it reads `given`. Raises `Interrupted` and `Silent`; git
    is ended then.

    It has a session of its own: Ctrl-C is for us to hear, and nobody is there to be prompted.
    """
    with TemporaryFile() as errors, TemporaryFile() as asked:
        asked.write(given)
        asked.seek(0)
        running = subprocess.Popen(
            _command(way, arguments), stdin=asked if given else subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=errors, env=environment, bufsize=0,
            start_new_session=True,
        )  # fmt: skip
        _bound(running)
        _widen(running)
        try:
            yield from _heard(running, errors, way)
            done.code = running.wait(way.silence)
        except subprocess.TimeoutExpired as error:
            raise Silent("git 迟迟不结束：请稍后再运行。") from error
        finally:
            _end(running)
        if done.code and way.stop():
            raise Interrupted(STOPPED)
        errors.seek(max(0, errors.seek(0, os.SEEK_END) - _CHUNK))
        done.said = errors.read().decode("utf-8", "replace").lower()
        if done.code and _NO_MEMORY in done.said:
            raise TooLarge(
                f"git 用满了 {MOST_MEMORY >> 20} MiB 内存还没有读完（历史或文件树多得不合常理）："
                "请检查这个仓库。"
            )


def _command(way: Way, arguments: list[str]) -> list[bytes] | list[str]:
    """In UTF-8 also where the locale is plain ASCII: patterns of file names are Chinese too."""
    words = ["git", *_SAFE, *way.options, *arguments]
    return words if os.name == "nt" else [word.encode("utf-8", "surrogateescape") for word in words]


def _bound(running: subprocess.Popen[bytes]) -> None:
    """Only where the system can bound another process (Linux)."""
    with suppress(ImportError, AttributeError, OSError, ValueError):
        import resource

        resource.prlimit(running.pid, resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))


def _widen(running: subprocess.Popen[bytes]) -> None:
    """Only where the system can (Linux)."""
    with suppress(ImportError, AttributeError, OSError):
        import fcntl

        if running.stdout is not None:
            fcntl.fcntl(running.stdout.fileno(), fcntl.F_SETPIPE_SZ, _AHEAD)


def _heard(running: subprocess.Popen[bytes], errors: IO[bytes], way: Way) -> Iterator[bytes]:
    """A thread reads, so that a silent git keeps us neither from stopping nor from giving up."""
    pump = _Pump()
    Thread(target=pump.run, args=(running.stdout,), daemon=True).start()
    said, last, looked = 0, monotonic(), monotonic()
    try:
        while not way.stop():
            if monotonic() - looked > _LOOKED_EVERY:
                looked = monotonic()
                if _endless(running.pid):
                    raise Endless("git 没完没了地启动自己（对方多半是浅克隆）：请让对方补全历史。")
            with suppress(NothingYet):
                chunk = pump.queue.get(timeout=0.1)
                if not chunk:
                    return
                yield chunk
                last = monotonic()
            if (size := os.fstat(errors.fileno()).st_size) != said:
                said, last = size, monotonic()
            if monotonic() - last > way.silence:
                raise Silent("git 服务器长时间没有回答：请检查网络或代理后再运行。")
    finally:
        pump.closed.set()
    raise Interrupted(STOPPED)


def _endless(pid: int) -> bool:
    """Only where the system tells of children (Linux)."""
    level = [str(pid)]
    for _ in range(_MOST_DEPTH):
        level = [child for parent in level for child in _children(parent)]
    return bool(level)


def _children(pid: str) -> list[str]:
    with suppress(OSError), open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as told:
        return told.read().split()
    return []


@dataclass(frozen=True, slots=True)
class _Pump:
    """Moves output into a short queue until it ends (an empty chunk) or nobody wants it."""

    queue: Queue[bytes] = field(default_factory=lambda: Queue(16))
    closed: Event = field(default_factory=Event)

    def run(self, pipe: IO[bytes]) -> None:
        with pipe:
            chunk, told = b"-", 0
            while chunk and not self.closed.is_set():
                chunk = pipe.read(_AHEAD)
                told += len(chunk)
                while not self._given(chunk) and not self.closed.is_set():
                    pass
                if told > _MUCH and len(chunk) < _MUCH:
                    sleep(_MEANWHILE)

    def _given(self, chunk: bytes) -> bool:
        try:
            self.queue.put(chunk, timeout=0.2)
        except Full:
            return False
        return True


def _end(running: subprocess.Popen[bytes]) -> None:
    """Ends git and the helpers it started; it removes its own half-written files if asked."""
    if running.poll() is not None:
        return
    for number in (signal.SIGTERM, getattr(signal, "SIGKILL", signal.SIGTERM)):
        with suppress(OSError):
            if hasattr(os, "killpg"):
                os.killpg(running.pid, number)
            else:
                running.kill()
        with suppress(subprocess.TimeoutExpired):
            running.wait(1)
            return
