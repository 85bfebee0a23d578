"""JSON: everything a report says, foreign text exactly as received, for machines to check."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

from reports import wording
from reports.evidence import Clause, EvidenceRow, Report, Series, SourceSet
from reports.notes import notes

TITLE = "JSON 数据"
SCHEMA = "yuanzheng.evidence/1"
_DANGEROUS = re.compile(r"[^\x0a\x20-\x7e\u00a0-\u00ac\u00ae-\u02ff\u3000-\u9fff\uff01-\uff5e]")
_ESCAPED = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def write(report: Report, folder: Path) -> list[Path]:
    """`证据表.json`; times with the offset of Beijing, unknown as null."""
    path = folder / "证据表.json"
    path.write_bytes(content(report))
    return [path]


def content(report: Report) -> bytes:
    """The file as it is written; the PDF carries the same bytes."""
    text = json.dumps(
        document(report), ensure_ascii=False, indent=1, allow_nan=False, default=_time
    )
    return (_DANGEROUS.sub(_escape, text) + "\n").encode()


def document(report: Report) -> dict[str, Any]:
    """The JSON document; keys are the column names of `schema.sql` where there is one."""
    return {
        "schema": SCHEMA,
        "sample": report.project.sample,
        "notice": wording.SAMPLE_NOTICE if report.project.sample else None,
        "notices": report.notices,
        **({} if report.root is None else {"root": report.root}),
        "project": asdict(report.project),
        "as_of": {
            "date": wording.as_of_date(report.as_of),
            "instant": report.as_of,
            "exclusive": True,
        },
        "repositories": [asdict(repository) for repository in report.repositories],
        "policies": [asdict(policy) for policy in report.policies],
        "clauses": [_clause(report, clause) for clause in report.clauses],
        "materials": [asdict(paper) for paper in report.papers],
        "stated": [asdict(one) for one in report.stated],
        "tables": [
            {"title": table.title, "rows": [_row(row) for row in table.rows]}
            for table in report.tables
        ],
        "monthly": [_series(one) for one in report.series],
        "licences": {
            "verdicts": [asdict(verdict) for verdict in report.licence_verdicts],
            "lines": [asdict(line) for line in report.licence_lines],
            "comparisons": [asdict(one) for one in report.licence_comparisons],
            "changes": [asdict(change) for change in report.licence_changes],
        },
        "third_party": [asdict(one) for one in report.third_party],
        "people": [asdict(one) for one in report.people],
        "completeness": [asdict(row) for row in report.completeness],
        "definitions": [asdict(definition) for definition in report.definitions],
        "source_sets": [_source_set(found) for found in report.source_sets],
        "sources": [asdict(source) for source in report.sources],
        "notes": [asdict(note) for note in notes()],
    }


def _clause(report: Report, clause: Clause) -> dict[str, Any]:
    return {**asdict(clause), "evidence": report.evidence_of(clause)}


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


def _series(one: Series) -> dict[str, Any]:
    months = [{**asdict(month), "month": f"{month.month:%Y-%m}"} for month in one.months]
    return {**asdict(one), "months": months}


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
        return value.astimezone(wording.ZONE).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no JSON for {type(value).__name__}")


def _escape(found: re.Match[str]) -> str:
    """Hidden and terminal characters as JSON escapes: the same text to a parser."""
    if unicodedata.category(found[0]) not in _ESCAPED:
        return found[0]
    units = found[0].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[i : i + 4]}" for i in range(0, len(units), 4))
