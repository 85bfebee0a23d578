"""`notices.json`: what was found when, and who was told of it how often."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from warehouse import lasting
from yuanzheng import clock
from yuanzheng.notices.notice import RANK, Notice, Severity

NAME = "notices.json"
_VERSION = 1
# Days after which a matter is said again: after the first time, the second, and so on.
AGAIN = (1, 3, 7)
# An event is forgotten so many days after it was last seen; what nobody was told of, too.
FORGOTTEN = 90


@dataclass(frozen=True, slots=True)
class Told:
    """When a receiver was last told of a matter, how often, and how grave it was then."""

    last: datetime
    times: int
    severity: Severity


@dataclass(frozen=True, slots=True)
class Entry:
    """A matter as it was last found. `nights`: on how many days; `over`: since when it is no more,
    kept until those who were told of it know. `told`: receiver → what it was told."""

    key: str
    severity: Severity
    what: str
    advice: str
    since: datetime
    seen: datetime
    nights: int
    project_id: str | None = None
    passing: bool = False
    alike: str | None = None
    patience: int = 1
    over: datetime | None = None
    told: dict[str, Told] = field(default_factory=dict)

    @property
    def rule(self) -> str:
        return self.key.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Silence:
    """A receiver that could not be told: since when, and why the last time."""

    since: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Memory:
    """All matters by key; receivers that do not take messages, by name."""

    entries: dict[str, Entry] = field(default_factory=dict)
    silent: dict[str, Silence] = field(default_factory=dict)

    def after(
        self, notices: Iterable[Notice], looked: frozenset[str], moment: datetime,
        unseen: frozenset[str] = frozenset(),
    ) -> Memory:  # fmt: skip
        """With what a night found. `looked`: rules that could look; of the others nothing is over,
        nor of the keys `unseen`.

        Of two notices with one key the first holds.
        """
        found = {one.key: one for one in reversed(list(notices))}
        entries = dict(self.entries)
        for key, notice in found.items():
            entries[key] = _seen(notice, entries.get(key), moment)
        for key, entry in self.entries.items():
            seen = entry.rule in looked and key not in unseen
            gone = seen and key not in found and not entry.passing
            if gone and entry.over is None:
                entries[key] = replace(entry, over=moment)
        return replace(self, entries=entries).tidy(moment)

    def due(self, receiver: str, level: Severity, moment: datetime) -> list[Entry]:
        """What a receiver is to be told of that is so."""
        return [
            entry
            for entry in self.entries.values()
            if entry.over is None
            and entry.key != f"channels:{receiver}"
            and entry.nights >= entry.patience
            and RANK[entry.severity] <= RANK[level]
            and _is_due(entry, entry.told.get(receiver), clock.day(moment))
        ]

    def ended(self, receiver: str) -> list[Entry]:
        """What a receiver was told of that is over."""
        return [
            entry
            for entry in self.entries.values()
            if entry.over is not None and receiver in entry.told
        ]

    def said(
        self, receiver: str, told: Sequence[Entry], over: Sequence[Entry], moment: datetime
    ) -> Memory:  # fmt: skip
        """With what a receiver has been told."""
        entries = dict(self.entries)
        for entry in told:
            held = entries[entry.key]
            before = held.told.get(receiver)
            now = Told(moment, (before.times if before else 0) + 1, entry.severity)
            entries[entry.key] = replace(held, told={**held.told, receiver: now})
        for entry in over:
            held = entries[entry.key]
            rest = {name: one for name, one in held.told.items() if name != receiver}
            entries[entry.key] = replace(held, told=rest)
        silent = {name: one for name, one in self.silent.items() if name != receiver}
        return replace(self, entries=entries, silent=silent)

    def failed(self, receiver: str, why: str, moment: datetime) -> Memory:
        """With a receiver that could not be told."""
        since = self.silent[receiver].since if receiver in self.silent else moment
        return replace(self, silent={**self.silent, receiver: Silence(since, why)})

    def tidy(self, moment: datetime) -> Memory:
        """Without what nobody needs to be told of any more."""
        kept = {key: entry for key, entry in self.entries.items() if _worth(entry, moment)}
        return replace(self, entries=kept)

    def among(self, receivers: Iterable[str]) -> Memory:
        """Without receivers that are configured no more."""
        known = set(receivers)
        entries = {
            key: replace(entry, told={n: t for n, t in entry.told.items() if n in known})
            for key, entry in self.entries.items()
        }
        silent = {name: one for name, one in self.silent.items() if name in known}
        return Memory(entries, silent)


def _seen(notice: Notice, before: Entry | None, moment: datetime) -> Entry:
    """A matter found once more, or anew when it had been over.

    Who was not told of the end was told of the beginning: for them it goes on.
    """
    going = before if before and before.over is None else None
    since = notice.since or (going.since if going else moment)
    nights = going.nights if going else 0
    if going is None or clock.day(going.seen) != clock.day(moment):
        nights += 1
    return Entry(
        notice.key, notice.severity, notice.what, notice.advice, since, moment, nights,
        notice.project_id, notice.passing, notice.alike, notice.patience, None,
        dict(before.told) if before else {},
    )  # fmt: skip


def _worth(entry: Entry, moment: datetime) -> bool:
    """Whether it is kept: what is over as long as somebody has to be told so."""
    if moment - entry.seen > timedelta(days=FORGOTTEN) and (entry.passing or entry.over):
        return False
    return entry.over is None or bool(entry.told)


def _is_due(entry: Entry, told: Told | None, today: date) -> bool:
    if told is None:
        return True
    if entry.passing:
        return False
    worse = RANK[entry.severity] < RANK[told.severity]
    wait = AGAIN[min(told.times, len(AGAIN)) - 1]
    passed = (today - clock.day(told.last)).days
    return worse or passed >= wait or passed < 0  # told by a clock that was put back since


_HELD: TypeAdapter[Memory] = TypeAdapter(Memory)


def load(folder: Path) -> Memory:
    """What is remembered; a file that cannot be read is put aside, and everything said anew.

    Raises OSError.
    """
    path = folder / NAME
    try:
        return _read(path.read_bytes())
    except FileNotFoundError:
        return Memory()
    except (ValueError, ValidationError, RecursionError):
        path.replace(path.with_suffix(".unreadable"))
        return Memory()


def _read(text: bytes) -> Memory:
    raw = json.loads(text)
    if not isinstance(raw, dict) or raw.pop("version", None) != _VERSION:
        raise ValueError("of another version")
    found = _HELD.validate_json(json.dumps(raw), strict=True)
    if any(time.tzinfo is None for entry in found.entries.values() for time in _times(entry)):
        raise ValueError("an instant without offset")
    return found


def _times(entry: Entry) -> list[datetime]:
    told = (one.last for one in entry.told.values())
    return [entry.since, entry.seen, *told, *([entry.over] if entry.over else [])]


def save(folder: Path, memory: Memory) -> None:
    """Raises OSError; the earlier file is whole then."""
    raw: Mapping[str, Any] = {"version": _VERSION, **asdict(memory)}
    text = json.dumps(raw, ensure_ascii=False, indent=1, default=_plain)
    lasting.replaced(folder / NAME, text.encode() + b"\n")


def _plain(value: Any) -> str:
    return str(value.isoformat())
