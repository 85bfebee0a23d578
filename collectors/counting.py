"""Whether a list gave as many items as the platform counts, and when a shortage is believed.

A page may be lost, and then everything must be read again; or the platform counts what it shows to
nobody, and then reading again helps never. What is short by the same number twice is the latter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from collectors.errors import Malformed
from collectors.paging import query_of
from collectors.reading import Listing, Read
from collectors.replies import Reply
from collectors.streams import Ending

# A shortage that differs every time is said, too, and not looked into for ever.
MOST_TRIES = 3


def apart(pair: Sequence[int] | None) -> int:
    """How far [seen, counted] lie apart: a list that grows hides as many rows as before."""
    return 0 if pair is None else pair[1] - pair[0]


@dataclass(frozen=True, slots=True)
class Shortage:
    """A list that gave fewer items than counted.

    `whole`: all of it was asked for; `times`: so many readings in a row ended so; `same`: by as
    many items as the one before.
    """

    seen: int
    counted: int
    whole: bool = True
    times: int = 1
    same: bool = False

    @classmethod
    def of(cls, kept: Mapping[str, Any] | None) -> Shortage | None:
        return cls(**kept) if kept else None

    @property
    def kept(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def missing(self) -> int:
        return self.counted - self.seen

    @property
    def believed(self) -> bool:
        return self.same or self.times >= MOST_TRIES

    def after(self, earlier: Shortage | None) -> Shortage:
        """This one, weighed by what the reading before lacked."""
        if earlier is None:
            return self
        if earlier.believed and earlier.whole and self.missing <= earlier.missing:
            same = earlier.same or self.missing == earlier.missing
            told = self if self.whole else earlier
            return Shortage(told.seen, told.counted, True, earlier.times, same)
        same = self.missing == earlier.missing
        times = 1 if earlier.believed and not same else earlier.times + 1
        return Shortage(self.seen, self.counted, self.whole, times, same)

    def ending(self, held: int = 0, sweep: frozenset[str] | None = None) -> Ending:
        """`held`: rows at hand; more than were once counted say nothing against the shortage."""
        reason = (
            f"平台计数为 {self.counted}，列表只给出 {self.seen}：差额为平台未展示的部分。"
            if self.whole
            else f"平台计数比列表给出的多 {self.missing} 项：差额为平台未展示的部分。"
        )
        expected = self.counted if self.whole and held < self.counted else None
        return Ending(expected, "short", reason, sweep)

    def refused(self, what: str) -> Malformed:
        return Malformed(f"{what}应有至少 {self.counted} 项，只给出 {self.seen} 项：请再运行。")


class Once:
    """What one reading of a whole list showed."""

    def __init__(self) -> None:
        self.keys: set[str] = set()
        self.unread = 0
        self.expected: int | None = None
        self.steady = True
        self._fresh = False

    def add(self, got: Read, *, fresh: bool) -> None:
        self.keys.update(got.keys)
        self.unread += got.unread
        if got.expected is None:
            return
        # What an unchanged page counted is as old as that page.
        if fresh and self._fresh and got.expected != self.expected:
            self.steady = False
        if fresh or not self._fresh:
            self.expected, self._fresh = got.expected, fresh or self._fresh

    def shortage(self) -> list[int] | None:
        """[rows seen, rows counted] when fewer were seen."""
        seen = len(self.keys) + self.unread
        return None if self.expected is None or seen >= self.expected else [seen, self.expected]


class Counted:
    """Whether a list by change gave as many items as the platform said it holds.

    Neighbouring pages overlap, so each key counts once. `begun` is what a reading that was cut
    had counted: where it started, and the keys of its last page.
    """

    def __init__(self, listing: Listing, start: str | None, begun: Mapping[str, Any]) -> None:
        self._listing, self.start = listing, begun.get("start", start)
        self._seen: int = begun.get("seen", 0)
        self._least: int | None = begun.get("least")
        self._keys = set(begun.get("keys", ()))
        self._first, self._last = True, tuple[str, ...]()

    def add(self, reply: Reply, got: Read) -> None:
        query = query_of(reply.url)
        if self._first:
            self._expect(got)
        elif not got.items and ("after" in query or query.get("page", "1") == "1"):
            # Asked for by the time an item carries, at least that item is there.
            raise Malformed(f"{self._listing.what}读到一半得到空的一页：请再运行。")
        self._seen += len(set(got.keys) - self._keys) + got.unread
        self._keys.update(got.keys)
        self._first, self._last = False, got.keys

    def _expect(self, got: Read) -> None:
        """The count of a list asked for from some time on is that of the rest."""
        self._keys.intersection_update(got.keys)
        before = self._seen - len(self._keys)
        rest = before + got.expected if got.expected else None
        own = self._listing.least if self.start is None and self._least is None else self._least
        self._least = max(filter(None, (rest, own)), default=None)

    @property
    def begun(self) -> dict[str, Any]:
        """What to go on from when the reading is cut after this page."""
        told = {"start": self.start, "seen": self._seen, "least": self._least}
        return {**told, "keys": list(self._last)}

    def short(self, earlier: Shortage | None) -> Shortage | None:
        if self._least is None or self._seen >= self._least:
            return None
        return Shortage(self._seen, self._least, self.start is None).after(earlier)
