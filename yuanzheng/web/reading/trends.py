"""One figure of several projects over time: by month, and over the instants it was scored for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from reports import months
from reports.evidence import Definition, MonthValue
from reports.loading import definitions, finite
from warehouse.queried import Queried
from yuanzheng.web.reading.asking import question
from yuanzheng.web.reading.dossier import Past, histories


@dataclass(frozen=True, slots=True)
class Followed:
    """A figure that can be followed; `monthly`: it has months."""

    metric_id: str
    version: int
    title: str
    unit: str
    definition: str
    evidence_table: str
    window_days: int | None
    monthly: bool


@dataclass(frozen=True, slots=True)
class Course:
    """How a figure of one project went; `months` is empty where it has none."""

    project_id: str
    past: tuple[Past, ...]
    months: tuple[MonthValue, ...]

    def month(self, month: date) -> MonthValue | None:
        return next((one for one in self.months if one.month == month), None)

    def at(self, as_of: datetime) -> Past | None:
        return next((one for one in self.past if one.as_of == as_of), None)


def followed(asked: Queried, shown: Mapping[str, datetime]) -> tuple[Followed, ...]:
    """Every figure with numbers, in the order of the reports. `shown`: project → its instant."""
    rows = asked.query(question("monthly_metrics"), _scope(shown))
    return tuple(Followed(**row) for row in rows)


def courses(
    asked: Queried, figure: Followed, shown: Mapping[str, datetime | None]
) -> tuple[Course, ...]:
    """Of the projects in the order given, each up to the instant it is shown at (None: it has no
    figures). What another version of the definition gave is left out: it is another figure."""
    dated = {one: at for one, at in shown.items() if at}
    past = histories(asked, list(dated), [figure.metric_id])
    known = {(d.metric_id, d.version): d for d in definitions(asked)}
    monthly = _months(asked, figure, dated, known) if figure.monthly else {}
    return tuple(
        Course(
            one,
            tuple(
                p
                for p in past.get(one, {}).get(figure.metric_id, ())
                if p.version == figure.version and p.as_of <= dated[one]
            ),
            monthly.get(one, ()),
        )
        for one in shown
    )


def _scope(shown: Mapping[str, datetime]) -> dict[str, object]:
    return {"ids": list(shown), "instants": list(shown.values())}


def _months(
    asked: Queried, figure: Followed, shown: Mapping[str, datetime],
    known: dict[tuple[str, int], Definition],
) -> dict[str, tuple[MonthValue, ...]]:  # fmt: skip
    at = {**_scope(shown), "metric": figure.metric_id}
    rows = [finite(row) for row in asked.query(question("months"), at)]
    found: dict[str, tuple[MonthValue, ...]] = {}
    for project_id, of in groupby(rows, key=lambda row: str(row["project_id"])):
        for series in months.series(list(of), known):
            if series.version == figure.version:
                found[project_id] = series.months
    return found
