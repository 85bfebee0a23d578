"""For whom the people of each project work: fills `person_organisation`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC
from importlib.resources import files

from scoring.organisations import domains
from scoring.organisations.spans import REACH, Run, Span, beside, of_runs
from scoring.organisations.statements import Statement, called
from scoring.people.declared import Declaration, Declared, read
from warehouse.store import Row, Warehouse

# Fewer people of a project with a domain nobody declares: it may be somebody's own.
PEOPLE = 2
_NOTHING = Statement(Declaration(), {}, "")
Runs = dict[tuple[str, str], list[Run]]


def assign(warehouse: Warehouse) -> None:
    """Replaces the table from the current commits, `person_alias` and what applicants declare.

    Call it after the people are resolved. A project alone decides for itself. Spans of one person
    in one project never overlap; where there is none the organisation is unknown.
    """
    said = _statements(warehouse)
    warehouse.replace("person_organisation", _rows(_runs(warehouse, said), said), {})


def _statements(warehouse: Warehouse) -> dict[str, Statement]:
    persons: dict[str, dict[int, str]] = defaultdict(dict)
    for row in warehouse.query(_sql("declared")):
        persons[row["project_id"]][row["entry"]] = row["person_id"]
    names = {
        row["project_id"]: row["applicant"]
        for row in warehouse.query("SELECT project_id, applicant FROM project")
    }
    return {
        project: Statement(said, _meant(said, persons[project]), called(said, names.get(project)))
        for project, said in read(warehouse).items()
    }


def _meant(said: Declaration, persons: Mapping[int, str]) -> dict[str, Declared]:
    """Of two entries that turn out to be one person the first holds."""
    found: dict[str, Declared] = {}
    for one in said.persons:
        if one.entry in persons:
            found.setdefault(persons[one.entry], one)
    return found


def _runs(warehouse: Warehouse, said: Mapping[str, Statement]) -> Runs:
    owned = [
        (row["project_id"], row["domain"], *owner)
        for row in warehouse.query(_sql("domains"))
        if (owner := _owner(said.get(row["project_id"], _NOTHING), row["domain"]))
    ]
    names = ("projects", "domains", "organisations", "named")
    columns: Row = {name: [row[place] for row in owned] for place, name in enumerate(names)}
    asked = {**columns, "people": PEOPLE, "apart": 2 * REACH}
    runs: Runs = defaultdict(list)
    for row in warehouse.query(_sql("runs"), asked) if owned else ():
        first, last = row["first"].astimezone(UTC), row["last"].astimezone(UTC)
        run = Run(row["organisation"], first, last, row["signed"])
        runs[row["project_id"], row["person_id"]].append(run)
    return runs


def _owner(said: Statement, domain: str) -> tuple[str, bool] | None:
    """The organisation an address speaks for, and whether the applicant names it."""
    if named := said.owner(domain.lower()):
        return named.name, True
    found = domains.read(domain)
    if found.kind != "organisation" or found.registered is None:
        return None
    return found.registered, False


def _rows(runs: Runs, said: Mapping[str, Statement]) -> Iterator[Row]:
    known = {(project, person) for project, own in said.items() for person in own.persons}
    for project_id, person_id in sorted(known | runs.keys()):
        own = said.get(project_id, _NOTHING)
        for span in _spans(own, person_id, runs.get((project_id, person_id), [])):
            yield {
                "project_id": project_id, "person_id": person_id,
                "organisation": span.organisation, "since": span.since, "until": span.until,
                "source": span.source, "applicant": span.applicant, "reason": span.reason,
            }  # fmt: skip


def _spans(said: Statement, person_id: str, runs: list[Run]) -> Iterator[Span]:
    firm = said.spans(person_id)
    yield from firm
    for span in beside(list(of_runs(runs)), firm):
        applicant = said.is_applicant(person_id, span.organisation)
        yield replace(span, applicant=applicant)


def _sql(name: str) -> str:
    return files("scoring.organisations").joinpath(f"{name}.sql").read_text(encoding="utf-8")
