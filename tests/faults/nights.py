"""A night with a fault and the next one without: what must hold after each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from town import Strike, Town, founded, served
from truth import HELD, Rows, held, truth

from collectors import hosts
from collectors.results import RunSummary, StreamResult
from collectors.standin.faults import Action

# Endings that are complete although they have something to say.
SAID = {None, "renamed", "no_token", "no_push", "disabled"}


@cache
def busy(platform: str) -> dict[str, int]:
    """How often each stream asks in a night without faults, for the first time."""
    with served(founded(platform)) as server, TemporaryDirectory() as folder:
        town = Town(server, Path(folder), platform)
        nothing = Strike(town, Action, times=0)  # type: ignore[arg-type]
        server.faults.append(nothing)  # type: ignore[arg-type]
        town.run()
        return dict(nothing.seen)


def streams(platform: str) -> list[str]:
    return [stream.name for stream in hosts.load(platform).STREAMS]


def paged(platform: str) -> frozenset[str]:
    """Streams that ask more than once."""
    return frozenset(name for name, number in busy(platform).items() if number > 1)


@dataclass
class Night:
    """One run: `before` and `after` are what was true when it began and ended."""

    town: Town
    strike: Strike | None = None
    before: dict[str, Rows] = field(default_factory=dict)
    after: dict[str, Rows] = field(default_factory=dict)
    held: dict[str, Rows] = field(default_factory=dict)
    summary: RunSummary = field(init=False)

    def __post_init__(self) -> None:
        faults = self.town.server.faults
        if self.strike is not None:
            faults.clear()
            faults.append(self.strike)  # type: ignore[arg-type]
        self.before = truth(self.town)
        self.summary = self.town.run()
        self.after, self.held = truth(self.town), held(self.town)
        faults.clear()

    def wrong(self) -> list[str]:
        """What breaks the promise: the truth, or partial with a reason; nothing twice."""
        results = self.summary.results
        found = [] if self._graded() else ["the table of grades says otherwise than the run"]
        found += [r.stream for r in results if not _explained(r)]
        for result in results:
            found += self._of_stream(result)
        return found

    def unhealed(self) -> list[str]:
        """What is not the truth after a night without harm."""
        bad = [f"{r.stream}: {r.code}" for r in self.summary.results if r.code not in SAID]
        rows = [s for s, true in self.after.items() if s in HELD and self.held[s] != true]
        return [*self.wrong(), *bad, *rows]

    def _of_stream(self, result: StreamResult) -> list[str]:
        if result.stream not in self.after:
            return []
        have, true = self.held[result.stream], self.after[result.stream]
        said = f"{result.stream} ({result.grade}, {result.code})"
        if result.grade == "complete" and self._still(result.stream):
            return [] if have == true else [f"{said} is not the truth: {_told(have, true)}"]
        keys = Counter(row if result.stream == "stargazers" else row[0] for row in have)
        both = [*self.before[result.stream], *true]
        known = {row if result.stream == "stargazers" else row[0] for row in both}
        found = [f"{said} twice: {key}" for key, number in keys.items() if number > 1]
        found += [f"{said} never was: {key}" for key in keys if key not in known]
        low, high = sorted((len(self.before[result.stream]), len(true)))
        if result.expected is not None and not low <= result.expected <= high:
            found.append(f"{said} expects {result.expected}, of {low} to {high}")
        return found + self._lost(result, keys)

    def _lost(self, result: StreamResult, keys: Counter[object]) -> list[str]:
        """Of a list that moved, what stood in it all night long must be held."""
        if result.grade != "complete":
            return []
        star = result.stream == "stargazers"
        there = {row if star else row[0] for row in self.before[result.stream]}
        there &= {row if star else row[0] for row in self.after[result.stream]}
        return [f"{result.stream} lost {key}" for key in there if key not in keys]

    def _still(self, stream: str) -> bool:
        return self.before[stream] == self.after[stream]

    def _graded(self) -> bool:
        return set(self.held["grades"]) == {
            (r.repo_id, r.stream, r.grade, r.code, r.reason, r.expected, r.got)
            for r in self.summary.results
        }


def _explained(result: StreamResult) -> bool:
    """A grade below complete has a code and a sentence; nothing known is not zero."""
    if result.grade == "complete":
        return True
    unknown = result.grade != "not_observable" or result.got is None
    return bool(result.code and result.reason and unknown)


def _told(have: Rows, true: Rows) -> str:
    more = [row for row in have if row not in true][:2]
    less = [row for row in true if row not in have][:2]
    return f"{len(have)} of {len(true)}, too much {more}, too little {less}"
