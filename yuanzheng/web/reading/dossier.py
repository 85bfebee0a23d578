"""Everything the pages of one project say: its report, and how its figures came to be what they
are over past instants."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from reports import loading, wording
from reports.evidence import EvidenceRow, EvidenceTable, Project, Report, Series
from warehouse.numerals import number
from warehouse.queried import Queried
from yuanzheng.web.reading.asking import question


@dataclass(frozen=True, slots=True)
class Past:
    """A figure as it was scored for an instant; `version`: of the definition it was made by."""

    as_of: datetime
    version: int
    value: float | None
    value_text: str | None
    completeness: str
    reason: str | None

    @property
    def words(self) -> str:
        if self.value is None:
            return self.value_text or wording.UNKNOWN
        return number(self.value)


@dataclass(frozen=True, slots=True)
class Dossier:
    """`history`: whole figures by metric, the oldest instant first."""

    report: Report
    history: Mapping[str, tuple[Past, ...]]

    @property
    def project(self) -> Project:
        return self.report.project

    def table(self, number: int) -> EvidenceTable:
        """The evidence table of that place in the report, from 1. Raises IndexError."""
        if number < 1:
            raise IndexError(number)
        return self.report.tables[number - 1]

    def row(self, evidence_id: str) -> tuple[int, EvidenceRow] | None:
        """The figure of that id, with the place of its table."""
        for at, table in enumerate(self.report.tables, 1):
            for row in table.rows:
                if row.evidence_id == evidence_id:
                    return at, row
        return None

    def months(self, row: EvidenceRow) -> Series | None:
        """The series by month of a figure."""
        key = row.metric_id, row.version, row.part
        every = self.report.series
        return next((s for s in every if (s.metric_id, s.version, s.part) == key), None)

    def past(self, row: EvidenceRow) -> tuple[Past, ...]:
        """How a whole figure was until then, where its definition was the same."""
        if row.part or row.metric_id is None:
            return ()
        return tuple(p for p in self.history.get(row.metric_id, ()) if p.version == row.version)


def dossier(asked: Queried, project: Project, as_of: datetime) -> Dossier:
    """What is known of a project at an instant."""
    past = histories(asked, [project.project_id], None).get(project.project_id, {})
    until = {m: tuple(p for p in of if p.as_of <= as_of) for m, of in past.items()}
    return Dossier(loading.load(asked, project, as_of), until)


def histories(
    asked: Queried, project_ids: list[str], metrics: list[str] | None
) -> dict[str, dict[str, tuple[Past, ...]]]:
    """Whole figures by project and metric (None: all), the oldest instant first."""
    rows = asked.query(question("history"), {"ids": project_ids, "metrics": metrics})
    found: dict[str, dict[str, list[Past]]] = defaultdict(lambda: defaultdict(list))
    for row in map(loading.finite, rows):
        found[row["project_id"]][row["metric_id"]].append(
            Past(row["as_of"], row["version"], row["value"], row["value_text"],
                 row["completeness"], row["completeness_reason"])
        )  # fmt: skip
    return {one: {m: tuple(of) for m, of in held.items()} for one, held in found.items()}


def day(instant: datetime) -> date:
    """The day in Beijing that an as-of instant ends."""
    return date.fromisoformat(wording.last_day(instant)[:10])
