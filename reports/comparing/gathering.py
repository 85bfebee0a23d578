"""Reads what is compared from the warehouse: for all projects at once, with the evidence ids of
their reports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from reports import assembling
from reports.arranging import CEILING
from reports.comparing.model import Answer, Held, Part, Seen
from reports.comparing.seeing import Key, seen
from reports.evidence import Definition, EvidenceRow, Project
from reports.loading import definitions, finite, projects, question
from reports.sources import SourceSets

if TYPE_CHECKING:
    from warehouse.queried import Queried

FIRST_ANSWERS = 3
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Figure:
    """A whole figure with its parts and what it rests on."""

    row: EvidenceRow
    parts: tuple[Part, ...]
    sources: tuple[Answer, ...]
    answers: int
    digest: str | None
    seen: tuple[Seen, ...]


@dataclass(frozen=True, slots=True)
class Gathered:
    """A project with its figures by metric and its outcomes by policy id."""

    project: Project
    figures: Mapping[str, Figure]
    outcomes: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Material:
    """`definitions`: by metric, as held by the warehouse now."""

    projects: tuple[Gathered, ...]
    definitions: Mapping[str, Definition]
    policies: tuple[Held, ...]


def gathered(
    warehouse: Queried, as_of: datetime, project_ids: Sequence[str], metrics: Sequence[str]
) -> Material:
    """The projects in the order given; a project or figure that was not measured then is empty."""
    at = {"as_of": as_of, "ids": list(project_ids)}
    known = {(one.metric_id, one.version): one for one in definitions(warehouse)}
    measured = _by_project(warehouse.query(question("compared_figures"), at))
    sources = warehouse.query(
        question("compared_answers"), {**at, "metrics": list(metrics), "most": FIRST_ANSWERS}
    )
    rested = {(row["project_id"], row["metric_id"]): row for row in sources}
    newest = {one.metric_id: one for one in known.values()}
    defined = [newest[metric] for metric in metrics if metric in newest]
    looked = seen(warehouse, as_of, project_ids, defined)
    found = warehouse.query(question("compared_outcomes"), {**at, "ceiling": CEILING})
    outcomes = _by_project(found)
    named = {one.project_id: one for one in projects(warehouse)}
    return Material(
        tuple(
            Gathered(
                named[one],
                _figures(one, measured.get(one, []), known, metrics, rested, looked),
                _counted(outcomes.get(one, [])),
            )
            for one in project_ids
        ),
        newest,
        tuple(Held(*pair) for pair in sorted({(row["policy_id"], row["title"]) for row in found})),
    )


def _by_project(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.pop("project_id")].append(row)
    return found


def _figures(
    project_id: str,
    rows: Sequence[Row],
    known: Mapping[tuple[str, int], Definition],
    metrics: Sequence[str],
    rested: Mapping[Key, Row],
    looked: Mapping[Key, tuple[Seen, ...]],
) -> dict[str, Figure]:
    """Evidence ids run through all that was measured, whatever clauses it serves."""
    material = assembling.Material([finite(row) for row in rows], known, (), (), (), frozenset())
    by_metric: dict[str, list[EvidenceRow]] = defaultdict(list)
    for table in assembling.tables(material, SourceSets(())):
        for row in table.rows:
            by_metric[str(row.metric_id)].append(row)
    return {
        metric: _figure(
            by_metric[metric],
            rested.get((project_id, metric)),
            looked.get((project_id, metric), ()),
        )
        for metric in metrics
        if any(not row.part for row in by_metric.get(metric, ()))
    }


def _figure(rows: Sequence[EvidenceRow], rested: Row | None, looked: tuple[Seen, ...]) -> Figure:
    whole = next(row for row in rows if not row.part)
    first = tuple(Answer(**one) for one in rested["first"]) if rested else ()
    parts = tuple(_part(row) for row in rows if row.part)
    if rested is None:
        return Figure(whole, parts, (), 0, None, looked)
    return Figure(whole, parts, first, rested["answers"], rested["digest"], looked)


def _part(row: EvidenceRow) -> Part:
    return Part(
        row.evidence_id, row.part_title or row.part, row.value, row.value_text,
        row.completeness or "not_observable",
    )  # fmt: skip


def _counted(rows: Sequence[Row]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows:
        found[row["policy_id"]][row["outcome"]] = row["clauses"]
    return dict(found)
