"""In the place of platforms, clones and clocks: what the archive says they told.

A reading is taken up exactly as far as the archive has it: it runs in a thread of its own that
never runs at the same time as another (`Baton`), so that all is stored in the order it once was.
"""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NoReturn

from requests.structures import CaseInsensitiveDict
from requests.utils import parse_header_links

from collectors import gitlog, trails
from collectors.access import Access
from collectors.errors import StreamStopped
from collectors.gitlog import Slice
from collectors.gitvalues import Entry, Repository, Tag
from collectors.replies import Reply
from warehouse import personal
from warehouse.answers import Answer, answer_id
from warehouse.archive import Raw, without_secrets
from warehouse.errors import WarehouseError
from warehouse.state import State
from warehouse.warcs import Kept

_TURNS = {"flush", "sweep", "end"}


class Otherwise(WarehouseError):
    """Read again, the archive tells another story than it says it did."""


class Abandoned(BaseException):
    """The run ended before this reading did: what is not stored by now never was."""


@dataclass(frozen=True, slots=True)
class Event:
    """A record of a reading; `told` is what a note says, None for an answer."""

    record: Kept
    told: Mapping[str, Any] | None = None

    @property
    def kind(self) -> str:
        if self.told is not None:
            return str(self.told["kind"])
        return "kept" if self.record.kind == "resource" else "reply"


class Baton:
    """Lets a thread run until it waits, and waits itself until then."""

    def __init__(self, run: Callable[[], None]) -> None:
        self._go, self._back = threading.Semaphore(0), threading.Semaphore(0)
        self._run = run
        self.error: BaseException | None = None
        self.over = self.abandoned = False
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    def resume(self) -> None:
        """Runs the thread up to where it waits again. Raises what ended it."""
        if not self.over:
            self._go.release()
            self._back.acquire()
        if self.error is not None:
            raise self.error

    def wait(self) -> None:
        """In the thread: until it is resumed."""
        self._back.release()
        self._go.acquire()
        if self.abandoned:
            raise Abandoned

    def abandon(self) -> None:
        if not self.over:
            self.abandoned = True
            self._go.release()
            self._back.acquire()

    def _work(self) -> None:
        self._go.acquire()
        try:
            if not self.abandoned:
                self._run()
        except Abandoned:
            pass
        except BaseException as error:  # noqa: BLE001 - told to whoever resumes
            self.error = error
        self.over = True
        self._back.release()


class ReplayTrail:
    """The trail of a reading that is done again: see `collectors.trails.Trail`."""

    def __init__(self, name: str, at: datetime) -> None:
        self.name, self.at = name, at
        self.events: deque[Event] = deque()
        self.calls: deque[Mapping[str, Any]] = deque()
        self.baton: Baton | None = None
        self._ended = False

    def feed(self, event: Event) -> None:
        self.events.append(event)
        if event.told is not None:
            self.calls.extend(event.told.get("calls", ()))

    def next(self) -> Event:
        """The next event, waited for."""
        while not self.events:
            self.wait()
        return self.events[0]

    def wait(self) -> None:
        if self.baton is None or self._ended:
            self.fail("比存档里记下的读得更多")
        self.baton.wait()

    def taken(self, *kinds: str) -> Event:
        event = self.next()
        if event.kind not in kinds:
            self.fail(f"应当是 {'、'.join(kinds)}，存档里却是 {event.kind}")
        return self.events.popleft()

    def fail(self, why: str) -> NoReturn:
        raise Otherwise(f"按存档重做 {self.name} 时对不上：{why}。存档不完整，或被改动过。")

    # What a reading asks of its trail.

    def keep(self, raw: Raw) -> Answer:
        """Of git objects: the record that was made of them then."""
        event = self.taken("kept")
        if event.record.url != without_secrets(raw.url):
            self.fail(f"读的是 {without_secrets(raw.url)}，存档里是 {event.record.url}")
        self.at = event.record.at
        return answer(event.record, raw.method, len(raw.body))

    def confirm(self, raw: Raw, digest: str) -> None:
        raise NotImplementedError

    def stopped(self, error: StreamStopped) -> None:
        """Noted already."""

    def flush_due(self, pages: int) -> bool | None:
        event = self.next()
        return event.kind == "flush" and (event.told or {}).get("pages") == pages

    def ready(self) -> None:
        self.next()

    def note(self, kind: str, **told: Any) -> None:
        event = self.taken(*_TURNS)
        said = {k: v for k, v in (event.told or {}).items() if k not in {"kind", "calls"}}
        plain = json.loads(json.dumps(told))
        if event.kind != kind or said != plain:
            self.fail(f"重做得出 {kind} {plain}，存档里是 {event.kind} {said}")
        self._ended = kind == "end"

    def opened(self, brought: Callable[[], Repository]) -> Repository:
        self.call("open")
        return Replayed(self)

    def at_hand(self, found: Repository | None) -> Repository | None:
        return Replayed(self) if self.call("at_hand") else None

    def history(
        self, repo_id: str, repository: Repository, older: str | None, newer: str
    ) -> Iterator[Slice]:
        while (event := self.next()).kind == "kept" and "?log=" in event.record.url:
            yield gitlog.slice_of(repo_id, event.record.payload())
        self.call("log")

    def call(self, name: str) -> Any:
        """What a repository answered; raises what it raised."""
        told = self.called(name)
        if "error" in told:
            raise trails.error_of(told)
        return told.get("value")

    def called(self, name: str) -> Mapping[str, Any]:
        while not self.calls:
            self.wait()
        told = self.calls.popleft()
        if told.get("call") != name:
            self.fail(f"问的是 git 的 {name}，存档里是 {told.get('call')}")
        return told


@dataclass(frozen=True, slots=True)
class Replayed:
    """A repository that is not there: what it told is."""

    trail: ReplayTrail

    def head(self) -> str:
        return str(self.trail.call("head"))

    def shallow(self) -> bool:
        return bool(self.trail.call("shallow"))

    def contains(self, older: str, newer: str) -> bool:
        return bool(self.trail.call("contains"))

    def count(self, commit: str) -> int:
        return int(self.trail.call("count"))

    def size(self, sha: str) -> int:
        return int(self.trail.call("size"))

    def ids(self, older: str, newer: str) -> list[str]:
        return [str(one) for one in self.trail.call("ids")]

    def log(self, older: str | None, newer: str) -> Iterator[bytes]:
        raise NotImplementedError

    def blob(self, sha: str) -> bytes:
        self.trail.call("blob")
        return self.trail.next().record.payload()

    def tags(self) -> list[Tag]:
        return [
            Tag(str(n), made, bool(annotated)) for n, made, annotated in self.trail.call("tags")
        ]

    def tree(self, commit: str, folder: str = "") -> Iterator[Entry]:
        told = self.trail.called("tree")
        for path, mode, sha in told.get("value", ()):
            yield Entry(str(path), str(mode), str(sha))
        if "error" in told:
            raise trails.error_of(told)


class ReplaySession:
    """In the place of `collectors.session.Session`."""

    def __init__(self, settings: Any, state: State) -> None:
        self.settings, self.state = settings, state
        self.known: dict[tuple[str, str], str] = {}
        self.addresses: dict[str, set[str]] = {}
        self.progress = _Silent()

    def stop(self) -> bool:
        return False

    def quota_left(self, url: str, access: Access) -> int | None:
        return None

    def get(
        self, url: str, access: Access, scope: tuple[str, str], trail: ReplayTrail,
        **_: object,
    ) -> Reply:  # fmt: skip
        event = self._answered(url, trail)
        record = event.record
        if record.kind == "revisit":
            known = self.state.validator(url, access.token_key, *scope)
            if known is None or known.sha256 != record.digest:
                trail.fail(f"{record.url} 的 304 没有可对应的上一次回答")
            headers = CaseInsensitiveDict(record.headers)
            return Reply(url, 304, headers, b"", None, known.next_url, known)
        return _reply(url, record, "GET")

    def post(
        self, url: str, access: Access, body: bytes, trail: ReplayTrail, *, patient: bool
    ) -> Reply:
        return _reply(url, self._answered(url, trail).record, "POST")

    def _answered(self, url: str, trail: ReplayTrail) -> Event:
        event = trail.taken("reply", "stopped")
        if event.told is not None:
            raise trails.error_of(event.told)
        if event.record.url != without_secrets(url):
            trail.fail(f"问的是 {without_secrets(url)}，存档里是 {event.record.url}")
        trail.at = event.record.at
        return event


@dataclass
class _Silent:
    """Progress nobody watches."""

    said: int = field(default=0)

    def page(self, items: int, quota_left: int | None) -> None:
        self.said += 1


def _reply(url: str, record: Kept, method: str) -> Reply:
    body, headers = record.payload(), CaseInsensitiveDict(record.headers)
    links = parse_header_links(headers.get("Link", ""))
    following = next((link["url"] for link in links if link.get("rel") == "next"), "")
    told = answer(record, method, len(body))
    kind = personal.kind_of(url, record.content_type, body)
    read, status = personal.removed(body, kind).body, record.status or 0
    return Reply(url, status, headers, read, told, without_secrets(following) or None)


def answer(record: Kept, method: str, size: int) -> Answer:
    """The row a record stands for: of the answer as it came, whatever was taken out since."""
    digest = record.original or record.digest
    return Answer(
        answer_id(method, record.url, digest), record.url, record.status, record.at, digest,
        size if record.original_length is None else record.original_length, record.content_type,
        record.file.name, record.record_id,
    )  # fmt: skip
