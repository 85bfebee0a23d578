"""For whom the people of each project work: fills `person_organisation`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC
from importlib.resources import files

from scoring.organisations import domains
from scoring.organisations.spans import REACH, Run, Span, of_runs
from warehouse.store import Row, Warehouse

# Fewer people of a project with a domain: it may be somebody's own.
PEOPLE = 2


def assign(warehouse: Warehouse) -> None:
    """Replaces the table from the current commits and `person_alias`; a project alone decides.

    Spans of one person in one project never overlap. Where there is none the organisation is
    unknown.
    """
    runs: dict[tuple[str, str], list[Run]] = defaultdict(list)
    for row in _runs(warehouse):
        run = Run(
            row["organisation"], row["first"].astimezone(UTC), row["last"].astimezone(UTC),
            row["signed"],
        )  # fmt: skip
        runs[row["project_id"], row["person_id"]].append(run)
    warehouse.replace("person_organisation", _rows(runs), {})


def _runs(warehouse: Warehouse) -> list[Row]:
    owned = [
        (row["project_id"], row["domain"], found.registered, False)
        for row in warehouse.query(_sql("domains"))
        if (found := domains.read(row["domain"])).kind == "organisation"
    ]
    if not owned:
        return []
    names = ("projects", "domains", "organisations", "named")
    columns: Row = {name: [row[place] for row in owned] for place, name in enumerate(names)}
    return warehouse.query(_sql("runs"), {**columns, "people": PEOPLE, "apart": 2 * REACH})


def _rows(runs: dict[tuple[str, str], list[Run]]) -> Iterator[Row]:
    for (project_id, person_id), own in sorted(runs.items()):
        for span in _spans(own):
            yield {
                "project_id": project_id, "person_id": person_id,
                "organisation": span.organisation, "since": span.since, "until": span.until,
                "source": span.source, "applicant": span.applicant, "reason": span.reason,
            }  # fmt: skip


def _spans(runs: Sequence[Run]) -> list[Span]:
    return list(of_runs(runs))


def _sql(name: str) -> str:
    return files("scoring.organisations").joinpath(f"{name}.sql").read_text(encoding="utf-8")
