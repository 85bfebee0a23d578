"""The progress of a programme: each target in each reading its text allows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from scoring.policy_models import Policy
from scoring.policy_parts import Target
from scoring.programme.entries import Entry, Judgement, Weighed
from scoring.programme.weighing import Term, weighed

UNSAID = "未写明"
Judge = Callable[[Entry, str, date], Judgement]


@dataclass(frozen=True, slots=True)
class Reading:
    """One place of the text: how many it asks for, and how far that is reached.

    `state`: 达到 only by entries held against their proof; what is stated only is told apart.
    """

    place: str
    quote: str
    needed: int
    counted: int
    confirmed: int
    waiting: int

    @property
    def missing(self) -> int:
        return max(0, self.needed - self.counted)

    @property
    def unconfirmed(self) -> int:
        """How many more must be held against their proof."""
        return max(0, self.needed - self.confirmed)

    @property
    def share(self) -> float:
        """Of the number asked for, in percent; more than all of it is more than 100."""
        return round(100 * self.counted / self.needed, 1)

    @property
    def state(self) -> str:
        if self.missing:
            more = f"（另有待判断 {self.waiting} 个）" if self.waiting else ""
            return f"未达到，还差 {self.missing} 个{more}"
        if self.unconfirmed:
            return f"登记数达到，还要核对 {self.unconfirmed} 个"
        return "达到"


@dataclass(frozen=True, slots=True)
class TargetProgress:
    """All places of the text that set the same target, and the entries of its kind.

    `clause_id`: the clause that decides which of them count; None: date and proof do.
    """

    target_id: str
    title: str
    kind: str
    until: date
    clause_id: str | None
    readings: tuple[Reading, ...]
    entries: tuple[Weighed, ...]

    def of(self, state: str) -> tuple[Weighed, ...]:
        return tuple(one for one in self.entries if one.state == state)

    @property
    def wavers(self) -> bool:
        """Whether places of the text ask for different numbers."""
        return len({one.needed for one in self.readings}) > 1

    def by_year(self) -> dict[str, int]:
        """Year → how many counted entries are of it."""
        return _tally(self.of("计入"), lambda one: _year(one.entry))


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Entries of a kind by something they say of themselves: registered and counted."""

    title: str
    rows: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """The whole; `since` None: the text names no beginning."""

    policy_id: str
    title: str
    since: date | None
    today: date
    targets: tuple[TargetProgress, ...]
    breakdowns: tuple[Breakdown, ...]


def progress(policy: Policy, entries: Sequence[Entry], today: date, judge: Judge) -> Progress:
    """`judge(entry, clause_id, last day)` says what a clause found for an entry's project."""
    since = policy.force.since if policy.force else None
    grouped: dict[str, list[Target]] = {}
    for target in policy.targets:
        grouped.setdefault(target.target_id, []).append(target)
    made = tuple(
        _target(policy, same, entries, Term(since, same[0].until, today), judge)
        for same in grouped.values()
    )
    return Progress(
        policy.policy_id, policy.title, since, today, made, tuple(_breakdowns(entries, made))
    )


def deciding(policy: Policy, same: Sequence[Target]) -> str | None:
    """The clause that says by data which entries are what the target means, if there is one."""
    places = {target.place for target in same}
    for clause in policy.clauses:
        if clause.clause_id in places and any(c.by == "auto" and c.judged for c in clause.checks):
            return clause.clause_id
    return None


def _target(
    policy: Policy, same: Sequence[Target], entries: Sequence[Entry], term: Term, judge: Judge
) -> TargetProgress:
    first, clause = same[0], deciding(policy, same)
    own = [entry for entry in entries if entry.kind == first.kind]
    last = min(term.until, term.today)
    found = {one: judge(one, clause, last) for one in own} if clause else None
    judged = weighed(own, term, found)
    counted = [one for one in judged if one.state == "计入"]
    waiting = sum(one.state == "待判断" for one in judged)
    sure = sum(one.entry.confirmed for one in counted)
    readings = tuple(
        Reading(one.place, one.quote, one.number + one.above, len(counted), sure, waiting)
        for one in same
    )
    return TargetProgress(
        first.target_id, first.title, first.kind, first.until, clause, readings, judged
    )


def _breakdowns(entries: Sequence[Entry], targets: Iterable[TargetProgress]) -> Iterable[Breakdown]:
    counted = {one.entry for target in targets for one in target.of("计入")}
    asked: Mapping[str, tuple[str, Callable[[Entry], str]]] = {
        "活动按年": ("event", _year),
        "标准按级别": ("standard", lambda one: one.level or UNSAID),
        "企业按引进或培育": ("company", lambda one: one.way or UNSAID),
    }
    for title, (kind, key) in asked.items():
        own = [one for one in entries if one.kind == kind]
        registered = Counter(key(one) for one in own)
        taken = Counter(key(one) for one in own if one in counted)
        rows = tuple((name, registered[name], taken[name]) for name in sorted(registered))
        if any(target.kind == kind for target in targets):
            yield Breakdown(title, rows)


def _year(entry: Entry) -> str:
    if entry.span is None:
        return UNSAID
    return str(entry.span.year) if entry.span.year else "跨年"


def _tally(found: Iterable[Weighed], key: Callable[[Weighed], str]) -> dict[str, int]:
    return dict(sorted(Counter(map(key, found)).items()))
