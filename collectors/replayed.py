"""In the place of clones and clocks: what the archive says they told."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, NoReturn

from collectors import gitchanges, trails
from collectors.batons import Baton
from collectors.errors import StreamStopped
from collectors.events import Event, Otherwise
from collectors.gitchanges import Part
from collectors.gitvalues import Entry, Repository, Tag
from warehouse.answers import Answer, answer_id
from warehouse.archive import Raw, without_secrets
from warehouse.warcs import Kept

if TYPE_CHECKING:
    from collectors.gitslices import Slice
    from collectors.streams import Page

_TURNS = {"flush", "sweep", "end"}


class ReplayTrail:
    """The trail of a reading that is done again: see `collectors.trails.Trail`."""

    def __init__(self, name: str, at: datetime) -> None:
        self.name, self.at = name, at
        self.events: deque[Event] = deque()
        self.calls: deque[Mapping[str, Any]] = deque()
        self.baton: Baton | None = None
        # Pages read and not stored yet.
        self.held: Sequence[Page] = ()
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
        self.fail("重做时不会有新的回答")

    def stopped(self, error: StreamStopped) -> None:
        """Noted already."""

    def goes_on(self, url: str) -> bool:
        event = self.next()
        if event.kind == "onward":
            self.events.popleft()
            return True
        # So it was for a day, without a note.
        return event.kind == "reply" and event.record.url == without_secrets(url)

    def flush_due(self, pages: Sequence[Page]) -> bool | None:
        self.held = pages
        event = self.next()
        return event.kind == "flush" and (event.told or {}).get("pages") == len(pages)

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
        from collectors import gitslices
        from collectors.gitpeople import People

        people = People()
        while (event := self.next()).kind == "kept" and "?log=" in event.record.url:
            yield gitslices.slice_of(repo_id, event.record.payload(), people)
        self.call("log")

    def count(
        self, repository: Repository, commit: str, known: int | None, since: str | None = None
    ) -> int:
        return int(self.call("count"))

    def perhaps(self, name: str, ask: Callable[[], bool]) -> bool | None:
        # All that was noted before an event is here when the event is.
        while not self.calls and not self.events:
            self.wait()
        told = self.calls and self.calls[0].get("call") == name
        return bool(self.call(name)) if told else None

    def changes(
        self, repo_id: str, repository: Repository, older: str | None, newer: str, since: int
    ) -> Iterator[Part]:
        while (event := self.next()).kind == "kept" and "?log=" in event.record.url:
            yield gitchanges.part_of(repo_id, event.record.payload())
        self.call("changes")

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

    def beyond(self, older: str, newer: str) -> int:
        self.trail.fail("历史有多少个提交只从存档里读")

    def size(self, sha: str) -> int:
        return int(self.trail.call("size"))

    def ids(self, older: str, newer: str) -> list[str]:
        return [str(one) for one in self.trail.call("ids")]

    def touching(self, older: str | None, newer: str, names: Sequence[str]) -> list[str]:
        return [str(one) for one in self.trail.call("touching")]

    def prefetch(self, shas: Sequence[str]) -> None:
        """Nothing is asked of anybody."""

    def log(self, older: str | None, newer: str) -> Iterator[bytes]:
        self.trail.fail("历史只从存档的片段里读")

    def recent(self, older: str | None, newer: str, since: int) -> list[str]:
        self.trail.fail("改动只从存档的片段里读")

    def raw(self, shas: Sequence[str]) -> Iterator[bytes]:
        self.trail.fail("改动只从存档的片段里读")

    def sizes(self, shas: Sequence[str]) -> dict[str, int]:
        self.trail.fail("改动只从存档的片段里读")

    def contents(self, shas: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        self.trail.fail("改动只从存档的片段里读")

    def blob(self, sha: str) -> bytes:
        self.trail.call("blob")
        return self.trail.next().record.payload()

    def tags(self) -> list[Tag]:
        return [
            Tag(str(n), made, bool(annotated)) for n, made, annotated in self.trail.call("tags")
        ]

    def found(self, commit: str, wanted: Callable[[Entry], bool]) -> list[Entry]:
        return [Entry(str(p), str(mode), str(sha)) for p, mode, sha in self.trail.call("found")]

    def tree(self, commit: str, folder: str = "") -> Iterator[Entry]:
        told = self.trail.called("tree")
        for path, mode, sha in told.get("value", ()):
            yield Entry(str(path), str(mode), str(sha))
        if "error" in told:
            raise trails.error_of(told)


def answer(record: Kept, method: str, size: int) -> Answer:
    """The row a record stands for: of the answer as it came, whatever was taken out since."""
    digest = record.original or record.digest
    return Answer(
        answer_id(method, record.url, digest), record.url, record.status, record.at, digest,
        size if record.original_length is None else record.original_length, record.content_type,
        record.file.name, record.record_id,
    )  # fmt: skip
