"""What the comparison's page works with: its data as JSON that is safe within HTML.

An answer serves many figures and stands once. Evidence is cut where the page would grow too large,
and the page says how much of it is left out.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from urllib.parse import quote

from reports import wording
from reports.comparing.model import (
    Answer,
    Cell,
    Compared,
    Comparison,
    Criterion,
    Line,
    Preset,
    Seen,
)
from reports.pages import linkable
from reports.visible import clipped
from warehouse.numerals import number

MOST_BYTES = 2_000_000
# How many answers and parts a figure may show, tried one after the other.
_KEPT = (12, 6, 3, 2, 1, 0)
_UNSAFE = {ord(mark): f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"}
_NAME, _TEXT = 300, 600


def payload(comparison: Comparison) -> str:
    """The JSON text, with as much evidence as `MOST_BYTES` allow."""
    for kept in _KEPT:
        text = _text(comparison, kept)
        if len(text.encode()) <= MOST_BYTES:
            break
    return text


def figure_words(cell: Cell) -> str:
    if cell.value is None and cell.value_text is None:
        return wording.UNKNOWN
    if cell.value is None:
        return clipped(cell.value_text or "", 40)
    return number(cell.value)


def _text(comparison: Comparison, kept: int) -> str:
    sources: dict[Answer, int] = {}
    document: dict[str, Any] = {
        "as_of": wording.as_of_date(comparison.as_of),
        "instant": wording.as_of_instant(comparison.as_of),
        "policy": comparison.policy and clipped(comparison.policy.title, _NAME),
        "weights_origin": clipped(comparison.weights_origin),
        "preset": comparison.preset_id,
        "digest": comparison.digest,
        "most_unknown": comparison.most_unknown,
        "people_most": comparison.people_most,
        "variants": comparison.variants,
        "seed": comparison.seed,
        "sample": comparison.sample,
        "policies": {one.policy_id: clipped(one.title, _NAME) for one in comparison.policies},
        "criteria": [_criterion(one) for one in comparison.criteria],
        "projects": [_project(one, kept, sources) for one in comparison.projects],
        "counted": _counted(comparison.projects),
        "presets": [_preset(one, comparison.criteria) for one in comparison.presets],
        "twins": _twins(comparison),
    }
    document["sources"] = [_answer(one) for one in sources]
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.translate(_UNSAFE)


def _counted(projects: tuple[Compared, ...]) -> list[int]:
    """The number each project has in the variants: there they are counted by their ids."""
    order = {one: at for at, one in enumerate(sorted(one.project_id for one in projects))}
    return [order[one.project_id] for one in projects]


def _criterion(one: Criterion) -> dict[str, Any]:
    return {
        "id": one.criterion_id, "title": clipped(one.title, 60), "unit": clipped(one.unit, 20),
        "metric": f"{one.metric_id}@{one.version}", "definition": clipped(one.definition),
        "sql": clipped(one.sql, 20_000), "sql_sha256": one.sql_sha256, "cap": one.cap,
        "floor": one.floor, "weight": one.weight, "people": one.people,
    }  # fmt: skip


def _preset(one: Preset, criteria: tuple[Criterion, ...]) -> dict[str, Any]:
    weights = [one.weights.get(criterion.criterion_id, 0.0) for criterion in criteria]
    return {
        "id": one.preset_id, "title": clipped(one.title, 60), "origin": clipped(one.origin, _TEXT),
        "reason": clipped(one.reason, _TEXT), "weights": weights,
    }  # fmt: skip


def _project(one: Compared, kept: int, sources: dict[Answer, int]) -> dict[str, Any]:
    return {
        "id": one.project_id, "name": clipped(one.name, _NAME),
        "applicant": one.applicant and clipped(one.applicant, _NAME),
        "sample": one.sample, "low": one.rank_low, "high": one.rank_high,
        "previous_score": one.previous_score, "previous_rank": one.previous_rank,
        "star_letter": one.star_grade and clipped(one.star_grade, 20),
        "star_reason": one.star_reason and clipped(one.star_reason, _TEXT),
        "star_evidence": one.star_evidence_id, "partial": one.partial_share,
        "outcomes": {policy: dict(counts) for policy, counts in one.outcomes.items()},
        "report": _inside(one.report_href),
        "cells": [_cell(cell, kept, sources) for cell in one.cells],
    }  # fmt: skip


def _cell(cell: Cell, kept: int, sources: dict[Answer, int]) -> dict[str, Any]:
    """Only what there is: nothing stands for null, false and []."""
    found = {
        "value": cell.value, "shown": figure_words(cell), "state": cell.completeness,
        "text": cell.value_text and clipped(cell.value_text, _TEXT),
        "reason": cell.reason and clipped(cell.reason, _TEXT), "n": cell.n,
        "window": _window(cell.window_from, cell.window_to),
        "percentile": cell.percentile, "evidence": cell.evidence_id,
        "sources": [sources.setdefault(one, len(sources)) for one in cell.sources[:kept]],
        "answers": cell.answers, "digest": cell.digest,
        "command": cell.command and clipped(cell.command, _TEXT),
        "parts": [
            [part.evidence_id, clipped(part.title, 120), _part_words(part.value, part.value_text),
             wording.word("completeness", part.completeness)]
            for part in cell.parts[:kept]
        ],
        "more_parts": max(0, len(cell.parts) - kept),
        "seen": [_seen(one, kept) for one in cell.seen],
    }  # fmt: skip
    return {key: of for key, of in found.items() if key == "value" or of not in (None, [], "")}


def _part_words(value: float | None, text: str | None) -> str:
    if value is None and text is None:
        return wording.UNKNOWN
    return clipped(text or "", 80) if value is None else number(value)


def _seen(one: Seen, kept: int) -> list[Any]:
    lines = [[_row(line.key), _row(line.repo_id), _row_time(line)] for line in one.first[:kept]]
    return [clipped(one.title, 60), one.rows, lines]


def _row(text: str) -> str:
    return clipped(text, 120)


def _row_time(line: Line) -> str:
    return wording.NOTHING if line.at is None else wording.beijing(line.at)


def _window(start: datetime | None, end: datetime | None) -> str | None:
    return None if end is None else wording.window_words(start, end)


def _answer(one: Answer) -> list[Any]:
    url = one.url and clipped(one.url, _TEXT)
    return [
        url, bool(one.url) and linkable(one.url or "") and url == one.url, one.status,
        wording.beijing(one.fetched_at), one.sha256, one.warc_file and clipped(one.warc_file, 120),
    ]  # fmt: skip


def _twins(comparison: Comparison) -> list[tuple[int, int, float]]:
    places = {one.project_id: at for at, one in enumerate(comparison.projects)}
    return [(places[a], places[b], share) for a, b, share in comparison.unseparable]


def _inside(href: str | None) -> str | None:
    """An address below or beside the page's folder, never another place's."""
    return None if href is None else quote(href.lstrip("/\\"), safe="/.-_~%")
