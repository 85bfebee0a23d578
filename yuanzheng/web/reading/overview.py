"""All projects at a glance: freshness, key figures with their completeness, outcomes, flags."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from reports import wording
from reports.arranging import CEILING
from reports.loading import finite
from warehouse.numerals import number
from warehouse.queried import Queried
from yuanzheng.web.reading import flags
from yuanzheng.web.reading.asking import Row, question

ACTIVE, STARS, FORKS, LICENCE, LIKES = (
    "active_contributors", "stars", "forks", "licence_concluded", "likes",
)  # fmt: skip
KEY = (ACTIVE, STARS, FORKS, LICENCE)
GROWTHS = ("star_evidence", "fork_evidence")
_METRICS = [*KEY, LIKES, *GROWTHS]
_NONE = "没有这一截止时刻的测量结果"


class Shown(Protocol):
    """How a project stands in a copy (`warehouse.copies.Standing`)."""

    @property
    def project_id(self) -> str: ...
    @property
    def as_of(self) -> datetime | None: ...
    @property
    def flags(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Glance:
    """A figure in brief; both values None: unknown, and `reason` says why. `at_least`: what bounds
    it from below, where it is an upper bound."""

    metric_id: str
    value: float | None
    value_text: str | None
    unit: str
    completeness: str
    reason: str | None
    at_least: float | None = None

    @property
    def words(self) -> str:
        """As the reports write it, without the unit."""
        if self.value is None:
            return self.value_text or wording.UNKNOWN
        return number(self.value)

    @property
    def unknown(self) -> bool:
        return self.value is None and self.value_text is None


@dataclass(frozen=True, slots=True)
class Outcomes:
    """How many clauses of a policy came to each outcome, in the order they are read, none where it
    only informs; `unmet`: how many that must hold do not."""

    policy_id: str
    title: str
    counts: tuple[tuple[str, int], ...]
    unmet: int


@dataclass(frozen=True, slots=True)
class Standing:
    """A project in the overview at its own instant. `collected_at` None: nothing of it was ever
    read. `instants`: those it was scored for, the latest first. `older`: Chinese sentences
    on why its figures are not of the newest run."""

    project_id: str
    name: str
    applicant: str | None
    sample: bool
    sources: int
    platforms: tuple[str, ...]
    archived: int
    collected_at: datetime | None
    figures: Mapping[str, Glance]
    outcomes: tuple[Outcomes, ...]
    verdicts: tuple[str, ...]
    as_of: datetime | None
    policies: tuple[str, ...] = ()
    instants: tuple[datetime, ...] = ()
    older: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()

    @property
    def scored(self) -> bool:
        return any(
            metric in self.figures and self.figures[metric].reason != _NONE for metric in KEY
        )

    def shown(self) -> tuple[Glance, ...]:
        """The key figures, in the order of the columns."""
        return tuple(self.figures[metric] for metric in KEY)

    def letter(self, metric_id: str) -> str | None:
        """A, B, C or D of the growth; None where nothing can be said."""
        one = self.figures.get(metric_id)
        word = (one.value_text or "")[:1] if one else ""
        return word if word in "ABCD" else None


def overview(asked: Queried, shown: Sequence[Shown], at: datetime) -> tuple[Standing, ...]:
    """All projects by id. `shown`: the instant each is shown at, a project that is missing at the
    latest one it was scored for; `at`: when the copy was published, which freshness is measured
    against."""
    meant = {one.project_id: one for one in shown}
    rows = asked.query(question("projects"))
    instants = {r["project_id"]: r["instants"][0] for r in rows if r["instants"]}
    instants |= {key: one.as_of for key, one in meant.items() if one.as_of}
    scope = {"ids": list(instants), "instants": list(instants.values())}
    figures = _figures(asked.query(question("standing_figures"), {**scope, "metrics": _METRICS}))
    outcomes = _outcomes(asked.query(question("outcomes"), {**scope, "ceiling": CEILING}))
    verdicts: dict[str, list[str]] = defaultdict(list)
    for row in asked.query(question("verdicts"), scope):
        verdicts[row["project_id"]].append(row["verdict"])
    bare = (
        _standing(
            row, figures.get(row["project_id"], {}), outcomes.get(row["project_id"], ()),
            tuple(verdicts.get(row["project_id"], ())), instants.get(row["project_id"]),
        )
        for row in rows
    )  # fmt: skip
    told = (
        replace(one, older=meant[one.project_id].flags if one.project_id in meant else ())
        for one in bare
    )
    return tuple(replace(one, flags=flags.of(one, at)) for one in told)


def _standing(
    row: Row, figures: Mapping[str, Glance], outcomes: Sequence[Outcomes],
    verdicts: tuple[str, ...], as_of: datetime | None,
) -> Standing:  # fmt: skip
    lacking = {m: Glance(m, None, None, "", "not_observable", _NONE) for m in _METRICS}
    return Standing(
        project_id=row["project_id"], name=row["name"], applicant=row["applicant"],
        sample=row["sample"], sources=row["sources"], platforms=tuple(row["platforms"]),
        archived=row["archived"], collected_at=row["collected_at"],
        figures={**lacking, **figures}, outcomes=tuple(outcomes), verdicts=verdicts, as_of=as_of,
        policies=tuple(row["policies"]), instants=tuple(row["instants"]),
    )  # fmt: skip


def _figures(rows: Sequence[Row]) -> dict[str, dict[str, Glance]]:
    found: dict[str, dict[str, Glance]] = defaultdict(dict)
    bounds = {(r["project_id"], r["metric_id"]): r["value"] for r in rows if r["part"]}
    for row in map(finite, (r for r in rows if not r["part"])):
        metric = row["metric_id"]
        lacks = row["value"] is None and row["value_text"] is None
        reason = row["completeness_reason"] or (wording.NO_RECORDS if row["n"] == 0 else None)
        found[row["project_id"]][metric] = Glance(
            metric, row["value"], row["value_text"], row["unit"], row["completeness"],
            reason if lacks or row["completeness"] != "complete" else None,
            bounds.get((row["project_id"], metric)),
        )  # fmt: skip
    return dict(found)


def _outcomes(rows: Sequence[Row]) -> dict[str, tuple[Outcomes, ...]]:
    held: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in rows:
        held[row["project_id"], row["policy_id"], row["title"]].append(row)
    found: dict[str, list[Outcomes]] = defaultdict(list)
    for (project_id, policy_id, title), of in held.items():
        counts = {row["outcome"]: row["clauses"] for row in of if row["clauses"]}
        order = (*wording.OUTCOMES, *sorted(set(counts) - set(wording.OUTCOMES)))
        unmet = sum(row["musts"] for row in of if row["outcome"] == flags.UNMET)
        shown = tuple((name, counts[name]) for name in order if name in counts)
        found[project_id].append(Outcomes(policy_id, title, shown, unmet))
    return {key: tuple(of) for key, of in found.items()}
