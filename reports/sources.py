"""Which raw answers a figure rests on, and the one hash that stands for them."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from datetime import UTC, datetime
from hashlib import sha256

from reports.evidence import Source, SourceSet

_LAST = datetime.max.replace(tzinfo=UTC)


def digest(hashes: Iterable[str]) -> str | None:
    """The SHA-256 that stands for answers with these SHA-256s; None for none.

    One answer: its own SHA-256. Several: SHA-256 over their sorted hexadecimal SHA-256s, one
    for each answer, joined by newlines without one at the end (UTF-8).
    """
    ordered = sorted(hashes)
    if len(ordered) < 2:
        return ordered[0] if ordered else None
    return sha256("\n".join(ordered).encode()).hexdigest()


class SourceSets:
    """Numbers the different sets of answers S1, S2 … in the order they are asked for.

    `foremost`: answers a reader should be led to first, such as licence files.
    """

    def __init__(self, sources: Iterable[Source], foremost: Container[str] = ()) -> None:
        self._foremost = foremost
        self._sources: Mapping[str, Source] = {s.answer_id: s for s in sources}
        self._sets: dict[tuple[str, ...], SourceSet] = {}

    def of(self, answer_ids: Iterable[str]) -> SourceSet | None:
        """The set of these answers; None when there are none."""
        key = tuple(sorted(set(answer_ids)))
        if not key:
            return None
        if key not in self._sets:
            answers = sorted((self._sources[answer_id] for answer_id in key), key=self._place)
            hashes = [s.sha256 for s in answers if s.sha256]
            number = len(self._sets) + 1
            self._sets[key] = SourceSet(f"S{number}", tuple(answers), digest(hashes))
        return self._sets[key]

    def _place(self, source: Source) -> tuple[bool, datetime, str, str]:
        return source.answer_id not in self._foremost, *_by_time(source)

    def all(self) -> tuple[SourceSet, ...]:
        return tuple(self._sets.values())


def _by_time(source: Source) -> tuple[datetime, str, str]:
    return source.fetched_at or _LAST, source.url or "", source.answer_id
