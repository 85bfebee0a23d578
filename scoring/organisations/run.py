"""For whom the people of each project work: fills `person_organisation`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.resources import files

from scoring.organisations import companies, domains
from scoring.organisations.companies import Named
from scoring.organisations.spans import REACH, Run, Span, beside, of_runs
from scoring.organisations.statements import Statement, called
from scoring.people.declared import Declaration, Declared, read
from warehouse.store import Row, Warehouse

# Fewer people of a project with a domain nobody declares: it may be somebody's own.
PEOPLE = 2
END = datetime(9999, 1, 1, tzinfo=UTC)
_NOTHING = Statement(Declaration(), {}, "")
Runs = dict[tuple[str, str], list[Run]]
Shown = dict[tuple[str, str], list[Named]]
# Project, domain, what its organisation is called, whether the applicant names it.
_Owned = tuple[str, str, str, bool]


@dataclass(frozen=True, slots=True)
class _Found:
    """What addresses and accounts say of each person of a project, and names known there."""

    runs: Runs
    shown: Shown
    called: Mapping[str, Mapping[str, str]]

    def spans(self, project_id: str, person_id: str) -> Iterator[Span]:
        """Addresses before accounts: they carry the dates of what was done."""
        place = project_id, person_id
        firm = [*of_runs(self.runs.get(place, []))]
        yield from firm
        own = companies.spans(self.shown.get(place, []), self.called.get(project_id, {}))
        yield from beside([*own], firm)


def assign(warehouse: Warehouse, as_of: datetime = END) -> None:
    """Replaces the table from commits before `as_of`, accounts, `person_alias` and declarations.

    Call it after the people are resolved. A project alone decides for itself. Spans of one person
    in one project never overlap; where there is none the organisation is unknown.
    """
    said = _statements(warehouse)
    owned = _owned(warehouse, said, as_of)
    found = _Found(_runs(warehouse, owned, as_of), _shown(warehouse), _called(owned, said))
    warehouse.replace("person_organisation", _rows(found, said), {})


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
    """Of two entries that turn out to be one person the first that says for whom they work holds;
    others that say otherwise are told as overruled (`people.uses`)."""
    found: dict[str, Declared] = {}
    for one in sorted(said.persons, key=lambda one: one.employment() is None):
        if one.entry in persons:
            found.setdefault(persons[one.entry], one)
    return found


def _owned(
    warehouse: Warehouse, said: Mapping[str, Statement], as_of: datetime
) -> list[_Owned]:  # fmt: skip
    return [
        (row["project_id"], row["domain"], *owner)
        for row in warehouse.query(_sql("domains"), {"as_of": as_of})
        if (owner := _owner(said.get(row["project_id"], _NOTHING), row["domain"]))
    ]


def _shown(warehouse: Warehouse) -> Shown:
    """What accounts of each person name as their company."""
    found: Shown = defaultdict(list)
    for row in warehouse.query(_sql("companies")):
        one = Named(row["account_id"], row["observed_at"].astimezone(UTC), row["company"])
        found[row["project_id"], row["person_id"]].append(one)
    return found


def _called(owned: Sequence[_Owned], said: Mapping[str, Statement]) -> dict[str, dict[str, str]]:
    """Project → plain names of its organisations that are known by domain or by declaration."""
    domains_of: dict[str, set[str]] = defaultdict(set)
    for project, _, name, is_named in owned:
        if not is_named:
            domains_of[project].add(name)
    return {
        project: companies.labels(domains_of[project])
        | {companies.plain(one.name): one.name
           for one in said.get(project, _NOTHING).declaration.organisations}
        for project in {*domains_of, *said}
    }  # fmt: skip


def _runs(warehouse: Warehouse, owned: Sequence[_Owned], as_of: datetime) -> Runs:
    names = ("projects", "domains", "organisations", "named")
    columns: Row = {name: [row[place] for row in owned] for place, name in enumerate(names)}
    asked = {**columns, "people": PEOPLE, "apart": 2 * REACH, "as_of": as_of}
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


def _rows(found: _Found, said: Mapping[str, Statement]) -> Iterator[Row]:
    known = {(project, person) for project, own in said.items() for person in own.persons}
    for project_id, person_id in sorted(known | found.runs.keys() | found.shown.keys()):
        own = said.get(project_id, _NOTHING)
        for span in _spans(own, person_id, found.spans(project_id, person_id)):
            yield {
                "project_id": project_id, "person_id": person_id,
                "organisation": span.organisation, "since": span.since, "until": span.until,
                "source": span.source, "applicant": span.applicant, "reason": span.reason,
            }  # fmt: skip


def _spans(said: Statement, person_id: str, found: Iterable[Span]) -> Iterator[Span]:
    firm = said.spans(person_id)
    yield from firm
    for span in beside([*found], firm):
        applicant = said.is_applicant(person_id, span.organisation)
        yield replace(span, applicant=applicant)


def _sql(name: str) -> str:
    return files("scoring.organisations").joinpath(f"{name}.sql").read_text(encoding="utf-8")
