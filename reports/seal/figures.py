"""`figures.json`: every figure of a report by its evidence id, with what it is made from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any

from reports.evidence import EvidenceRow, Report

SCHEMA = "yuanzheng.figures/1"
Made = dict[tuple[str | None, int | None], str]


def document(
    report: Report, config: Mapping[str, str], nights: Mapping[str, Any] | None = None,
    data: Mapping[str, str] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Figures by evidence id, the months of each series, the policy and the project; `config`:
    the keys they depend on; `nights`: on how many the project was collected; `data`: versions of
    the packages whose lists they rest on."""
    made: Made = {(d.metric_id, d.version): d.sql_sha256 for d in report.definitions}
    return {
        "schema": SCHEMA,
        "project": asdict(report.project),
        "as_of": report.as_of,
        "config": dict(sorted(config.items())),
        "nights": nights,
        "data": dict(sorted((data or {}).items())),
        "policies": [asdict(policy) for policy in report.policies],
        "repositories": [repository.repo_id for repository in report.repositories],
        "figures": [
            {"table": table.title, **_figure(row, made)}
            for table in report.tables
            for row in table.rows
            if row.metric_id is not None
        ],
        "monthly": [
            {"metric_id": one.metric_id, "version": one.version, "part": one.part,
             "part_title": one.part_title, "month": f"{month.month:%Y-%m}", "value": month.value,
             "value_text": month.value_text, "n": month.n, "completeness": month.completeness}
            for one in report.series
            for month in one.months
        ],
    }  # fmt: skip


def _figure(row: EvidenceRow, made: Made) -> dict[str, Any]:
    found = row.source_set
    return {
        "evidence_id": row.evidence_id,
        "title": row.title,
        "metric_id": row.metric_id,
        "version": row.version,
        "sql_sha256": made.get((row.metric_id, row.version)),
        "part": row.part,
        "part_title": row.part_title,
        "value": row.value,
        "value_text": row.value_text,
        "unit": row.unit,
        "n": row.n,
        "window_from": row.window_from,
        "window_to": row.window_to,
        "completeness": row.completeness,
        "completeness_reason": row.completeness_reason,
        "source_set": found.set_id if found else None,
        "source_sha256": found.digest if found else None,
    }


def as_json(document: Mapping[str, Any]) -> bytes:
    """The same bytes for the same values; times in UTC."""
    text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False, default=_time)
    return (text + "\n").encode("utf-8", "backslashreplace")


def _time(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no JSON for {type(value).__name__}")
