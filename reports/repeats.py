"""What a page need not print twice: a row may point to the row that says it in full."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from reports.evidence import EvidenceRow, EvidenceTable

ClauseKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Repeats:
    """`sources`, `quotes` and `reasons`: evidence id (and clause) → the row of the table that has
    the same source, quote or reason for incompleteness first.

    `brief`: parts that serve no clause of their own and share definition and window with the
    whole above them.
    """

    sources: dict[str, str]
    quotes: dict[tuple[str, ClauseKey], str]
    reasons: dict[str, str]
    brief: frozenset[str]


def repeats(table: EvidenceTable) -> Repeats:
    first_source: dict[str, str] = {}
    first_quote: dict[ClauseKey, str] = {}
    sources: dict[str, str] = {}
    quotes: dict[tuple[str, ClauseKey], str] = {}
    for row in table.rows:
        if row.source_set:
            said = first_source.setdefault(row.source_set.set_id, row.evidence_id)
            if said != row.evidence_id:
                sources[row.evidence_id] = said
        for clause in row.clauses:
            said = first_quote.setdefault(clause.key, row.evidence_id)
            if said != row.evidence_id:
                quotes[row.evidence_id, clause.key] = said
    return Repeats(sources, quotes, _reasons(table), frozenset(_brief(table)))


def _reasons(table: EvidenceTable) -> dict[str, str]:
    first: dict[str, str] = {}
    found: dict[str, str] = {}
    for row in table.rows:
        if row.completeness_reason:
            said = first.setdefault(row.completeness_reason, row.evidence_id)
            if said != row.evidence_id:
                found[row.evidence_id] = said
    return found


def _brief(table: EvidenceTable) -> Iterable[str]:
    framed = parts(table)
    yield from (row.evidence_id for row in table.rows
                if row.evidence_id in framed and not row.clauses)  # fmt: skip


def parts(table: EvidenceTable) -> frozenset[str]:
    """Ids of parts that share definition and window with the whole above them."""
    wholes = {_frame(row) for row in table.rows if row.metric_id and not row.part}
    return frozenset(row.evidence_id for row in table.rows if row.part and _frame(row) in wholes)


def _frame(row: EvidenceRow) -> tuple[object, ...]:
    return row.metric_id, row.version, row.window_from, row.window_to


def runs(ids: Iterable[str]) -> list[tuple[str, str]]:
    """Evidence ids as (first, last) of runs: E1 E2 E3 E7 → (E1, E3), (E7, E7)."""
    found: list[tuple[str, str]] = []
    for one in ids:
        if found and _number(one) == _number(found[-1][1]) + 1:
            found[-1] = (found[-1][0], one)
        else:
            found.append((one, one))
    return found


def _number(evidence_id: str) -> int:
    return int(re.sub(r"\D", "", evidence_id))
