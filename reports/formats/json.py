"""JSON: everything a report says, foreign text exactly as received, for machines to check."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from reports import jsontext, wording
from reports.evidence import Clause, EvidenceRow, Report, Series, SourceSet
from reports.lasting import lasting
from reports.notes import notes

TITLE = "JSON 数据"
IS_LONG = False
SCHEMA = "yuanzheng.evidence/1"
_NAMES: dict[type[Any], tuple[str, ...]] = {}


def write(report: Report, folder: Path) -> list[Path]:
    """`证据表.json`; times with the offset of Beijing, unknown as null."""
    path = folder / "证据表.json"
    path.write_bytes(content(report))
    return [path]


@lasting()
def content(report: Report) -> bytes:
    """The file as it is written; the PDF carries the same bytes."""
    return jsontext.written(document(report), _time).encode()


def document(report: Report) -> dict[str, Any]:
    """The JSON document; keys are the column names of `schema.sql` where there is one."""
    return {
        "schema": SCHEMA,
        "sample": report.project.sample,
        "notice": wording.SAMPLE_NOTICE if report.project.sample else None,
        "notices": report.notices,
        **({} if report.root is None else {"root": report.root}),
        "project": _plain(report.project),
        "as_of": {
            "date": wording.as_of_date(report.as_of),
            "instant": report.as_of,
            "exclusive": True,
        },
        "repositories": [_plain(repository) for repository in report.repositories],
        "policies": [_plain(policy) for policy in report.policies],
        "clauses": [_clause(report, clause) for clause in report.clauses],
        "materials": [_plain(paper) for paper in report.papers],
        "stated": [_plain(one) for one in report.stated],
        "tables": [
            {"title": table.title, "rows": [_row(row) for row in table.rows]}
            for table in report.tables
        ],
        "monthly": [_series(one) for one in report.series],
        "licences": {
            "verdicts": [_plain(verdict) for verdict in report.licence_verdicts],
            "lines": [_plain(line) for line in report.licence_lines],
            "comparisons": [_plain(one) for one in report.licence_comparisons],
            "changes": [_plain(change) for change in report.licence_changes],
        },
        "third_party": [_plain(one) for one in report.third_party],
        "people": [_plain(one) for one in report.people],
        "completeness": [_plain(row) for row in report.completeness],
        "definitions": [_plain(definition) for definition in report.definitions],
        "source_sets": [_source_set(found) for found in report.source_sets],
        "sources": [_plain(source) for source in report.sources],
        "notes": [_plain(note) for note in notes()],
    }


def _clause(report: Report, clause: Clause) -> dict[str, Any]:
    return {**_plain(clause), "evidence": report.evidence_of(clause)}


def _row(row: EvidenceRow) -> dict[str, Any]:
    found = row.source_set
    return {
        "evidence_id": row.evidence_id,
        "clauses": [
            {"policy_id": c.policy_id, "clause_id": c.clause_id, "quote": c.quote,
             "outcome": c.outcome, "reason": c.reason, "threshold": c.threshold}
            for c in row.clauses
        ],
        "metric_id": row.metric_id,
        "version": row.version,
        "definition": None if row.metric_id is None else wording.definition_key(row),
        "title": row.title,
        "part": row.part,
        "part_title": row.part_title,
        "value": row.value,
        "value_text": row.value_text,
        "shown": wording.value_words(row),
        "unit": row.unit,
        "unknown": row.unknown,
        "unknown_reason": wording.unknown_reason(row) or None,
        "n": row.n,
        "window_from": row.window_from,
        "window_to": row.window_to,
        "window": wording.window_words(row.window_from, row.window_to),
        "completeness": row.completeness,
        "completeness_reason": row.completeness_reason,
        "source_url": found.first.url if found else None,
        "source_count": len(found.answers) if found else 0,
        "fetched_at": found.first.fetched_at if found else None,
        "sha256": found.digest if found else None,
        "source_set": found.set_id if found else None,
    }  # fmt: skip


def _plain(one: Any) -> dict[str, Any]:
    """A dataclass by the names of its fields; what it holds stays as it is."""
    kind = type(one)
    if kind not in _NAMES:
        _NAMES[kind] = tuple(field.name for field in fields(one))
    return {name: getattr(one, name) for name in _NAMES[kind]}


def _series(one: Series) -> dict[str, Any]:
    months = [{**_plain(month), "month": f"{month.month:%Y-%m}"} for month in one.months]
    return {**_plain(one), "months": months}


def _source_set(found: SourceSet) -> dict[str, Any]:
    return {
        "set_id": found.set_id,
        "sha256": found.digest,
        "unregistered": found.unregistered,
        "answers": [
            {"answer_id": source.answer_id, "sha256": source.sha256} for source in found.answers
        ],
    }


def _time(value: object) -> str:
    if isinstance(value, datetime):
        return _instant(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no JSON for {type(value).__name__}")


@lru_cache(maxsize=4096)
def _instant(value: datetime) -> str:
    return value.astimezone(wording.ZONE).isoformat()
