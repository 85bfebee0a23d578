"""A report read back from its JSON: the same values, so that every format can be made of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, TypeVar

from reports.evidence import (
    Clause,
    CompletenessRow,
    Definition,
    EvidenceRow,
    EvidenceTable,
    MonthValue,
    Paper,
    Policy,
    Project,
    Report,
    Repository,
    Series,
    Source,
    SourceSet,
)
from reports.handed import StatedMonth
from reports.licensing import (
    LicenceChange,
    LicenceComparison,
    LicenceLine,
    LicenceVerdict,
    ThirdParty,
)
from reports.persons import PersonAlias

T = TypeVar("T")
Raw = Mapping[str, Any]
_TIMES = frozenset((
    "committed_at", "created_at", "pushed_at", "observed_at", "fetched_at", "since",
    "window_from", "window_to",
))  # fmt: skip


def report(document: Raw) -> Report:
    """What `reports.formats.json` wrote. Raises `ValueError`, `KeyError`, `TypeError` or
    `AttributeError` for anything else."""
    clauses = _all(Clause, document["clauses"])
    sources = _all(Source, document["sources"])
    sets = _sets(document["source_sets"], sources)
    known = {clause.key: clause for clause in clauses}
    by_id = {found.set_id: found for found in sets}
    return Report(
        project=_made(Project, document["project"]),
        as_of=datetime.fromisoformat(document["as_of"]["instant"]),
        repositories=_all(Repository, document["repositories"]),
        policies=_all(Policy, document["policies"]),
        clauses=clauses,
        tables=tuple(
            EvidenceTable(table["title"], tuple(_row(row, known, by_id) for row in table["rows"]))
            for table in document["tables"]
        ),
        series=tuple(_series(one) for one in document["monthly"]),
        licence_lines=_all(LicenceLine, document["licences"]["lines"]),
        licence_verdicts=_all(LicenceVerdict, document["licences"]["verdicts"]),
        licence_changes=_all(LicenceChange, document["licences"]["changes"]),
        licence_comparisons=tuple(
            _made(LicenceComparison, one, segments=tuple(tuple(x) for x in one["segments"]))
            for one in document["licences"]["comparisons"]
        ),
        third_party=_all(ThirdParty, document.get("third_party", [])),
        papers=_all(Paper, document.get("materials", [])),
        people=_all(PersonAlias, document.get("people", [])),
        stated=_all(StatedMonth, document.get("stated", [])),
        completeness=_all(CompletenessRow, document["completeness"]),
        definitions=_all(Definition, document["definitions"]),
        sources=sources,
        source_sets=sets,
        notices=tuple(document["notices"]),
        root=document.get("root"),
    )


def _all(kind: Callable[..., T], rows: Sequence[Raw]) -> tuple[T, ...]:
    return tuple(_made(kind, row) for row in rows)


def _made(kind: Callable[..., T], raw: Raw, **changes: Any) -> T:
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type]
    held = {name: _value(name, raw[name]) for name in names if name in raw}
    return kind(**{**held, **changes})


def _value(name: str, raw: Any) -> Any:
    if name in _TIMES and raw is not None:
        return datetime.fromisoformat(raw)
    return tuple(raw) if isinstance(raw, list) else raw


def _sets(rows: Sequence[Raw], sources: Sequence[Source]) -> tuple[SourceSet, ...]:
    known = {source.answer_id: source for source in sources}
    return tuple(
        SourceSet(
            row["set_id"], tuple(known[one["answer_id"]] for one in row["answers"]), row["sha256"]
        )
        for row in rows
    )


def _row(
    raw: Raw, clauses: Mapping[tuple[str, str], Clause], sets: Mapping[str, SourceSet]
) -> EvidenceRow:
    return _made(
        EvidenceRow, raw,
        clauses=tuple(clauses[one["policy_id"], one["clause_id"]] for one in raw["clauses"]),
        source_set=None if raw["source_set"] is None else sets[raw["source_set"]],
    )  # fmt: skip


def _series(raw: Raw) -> Series:
    months = tuple(
        _made(MonthValue, one, month=datetime.strptime(one["month"], "%Y-%m").date())  # noqa: DTZ007
        for one in raw["months"]
    )
    return _made(Series, raw, months=months)
