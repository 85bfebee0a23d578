"""Which of the projects a reader asks for, and in which order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from reports import wording
from yuanzheng.web.reading.overview import ACTIVE, FORKS, LICENCE, STARS, Standing

SIZE = 50
LONGEST = 100
Key = Callable[[Standing], Any]


def _figure(metric: str) -> Key:
    return lambda one: one.figures[metric].value


def _met(one: Standing) -> float | None:
    """The share of clauses that are met."""
    counts = [pair for policy in one.outcomes for pair in policy.counts]
    every = sum(n for _, n in counts)
    return sum(n for name, n in counts if name == wording.OUTCOMES[0]) / every if every else None


SORTS: Mapping[str, Key] = {
    "name": lambda one: one.name.casefold(),
    "active": _figure(ACTIVE),
    "stars": _figure(STARS),
    "forks": _figure(FORKS),
    "licence": lambda one: one.figures[LICENCE].value_text,
    "growth": lambda one: one.letter("star_evidence"),
    "met": _met,
    "flags": lambda one: len(one.flags),
    "collected": lambda one: one.collected_at,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was typed, made harmless: unknown words count as not said."""

    text: str = ""
    policy: str = ""
    flag: str = ""
    sort: str = "name"
    down: bool = False
    page: int = 1

    def address(self, **other: object) -> str:
        """The query of the same view with something changed; what is usual is left out."""
        one = replace(self, **other)  # type: ignore[arg-type]
        said = {"q": one.text, "policy": one.policy, "flag": one.flag,
                "sort": one.sort if one.sort != "name" else "", "down": "1" if one.down else "",
                "page": str(one.page) if one.page > 1 else ""}  # fmt: skip
        return "?" + urlencode({key: value for key, value in said.items() if value})

    def turned(self, sort: str) -> str:
        """Where the head of a column leads: numbers first from the largest."""
        down = not self.down if self.sort == sort else sort not in {"name", "licence"}
        return self.address(sort=sort, down=down, page=1)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A page of what was found; `found` is how many there are on all pages."""

    rows: tuple[Standing, ...]
    found: int
    pages: int
    wanted: Wanted


def chosen(every: Iterable[Standing], wanted: Wanted) -> Chosen:
    """Unknown figures come last, whichever way they are sorted."""
    held = [one for one in every if _meant(one, wanted)]
    key = SORTS.get(wanted.sort, SORTS["name"])
    known = sorted((one for one in held if key(one) is not None), key=key, reverse=wanted.down)
    ordered = [*known, *(one for one in held if key(one) is None)]
    pages = max(1, -(-len(ordered) // SIZE))
    page = min(max(1, wanted.page), pages)
    rows = tuple(ordered[(page - 1) * SIZE : page * SIZE])
    return Chosen(rows, len(ordered), pages, replace(wanted, page=page))


def totals(every: Sequence[Standing]) -> tuple[tuple[str, int], ...]:
    """How many of the projects carry each flag."""
    counted: dict[str, int] = {}
    for one in every:
        for flag in one.flags:
            counted[flag] = counted.get(flag, 0) + 1
    return tuple(counted.items())


def policies(every: Iterable[Standing]) -> tuple[tuple[str, str], ...]:
    """The policies anything is held against: (id, title), by title."""
    found = {policy.policy_id: policy.title for one in every for policy in one.outcomes}
    return tuple(sorted(found.items(), key=lambda pair: (pair[1], pair[0])))


def _meant(one: Standing, wanted: Wanted) -> bool:
    text = wanted.text.casefold()
    return (
        (not text or any(text in (word or "").casefold() for word in _words(one)))
        and (not wanted.flag or wanted.flag in one.flags)
        and (not wanted.policy or wanted.policy in {p.policy_id for p in one.outcomes})
    )


def _words(one: Standing) -> tuple[str | None, ...]:
    return one.name, one.applicant, one.project_id, one.figures[LICENCE].value_text
