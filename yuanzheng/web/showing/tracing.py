"""The page of one figure: what it is, what it was made of, and how to check it."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

from fastapi import HTTPException
from markupsafe import Markup

from reports import trace, wording
from reports.errors import ReportError
from reports.evidence import EvidenceRow
from warehouse.lookup import Closed, Shelf
from yuanzheng.told_trace import judged
from yuanzheng.web.reading.dossier import Dossier, day
from yuanzheng.web.showing import charts, seeing
from yuanzheng.web.showing.answers import Made, piece
from yuanzheng.web.showing.charts import Line
from yuanzheng.web.showing.projects import View, framed

MOST = 5
names_figure = trace.names_figure


def made(view: View, evidence_id: str, archive: Path | None) -> Made:
    """`archive`: looked into for the answers that are listed; None: it stays closed. Raises
    HTTPException 404 for a figure the report does not have."""
    held = view.dossier()
    shelf = Shelf(archive) if archive else Closed()
    try:
        found = trace.figure(
            view.seen.asked, shelf, held.report, evidence_id, MOST, seeing.holds(view.seen.open)
        )
    except ReportError as error:
        raise HTTPException(404, str(error)) from error
    row = found.figure
    place, _ = held.row(row.evidence_id) or (0, row)
    past = held.past(row)
    return piece(
        "evidence.html.j2", f"{row.evidence_id} {row.title} · {held.project.name}",
        **framed(view, held, f"tables/{place}"), trace=found, place=place,
        checked=archive is not None, judged=judged, history=past if len(past) > 1 else (),
        months=held.months(row), charts=list(_charts(held, row)), command=command(view, row),
    )  # fmt: skip


def command(view: View, row: EvidenceRow) -> str:
    """What checks the figure again, on the machine the data was collected on."""
    at = view.as_of.astimezone(wording.ZONE).isoformat()
    words = ["yuanzheng", "trace", row.evidence_id, view.project_id, "--as-of", at]
    return shlex.join(words)


def _charts(held: Dossier, row: EvidenceRow) -> Iterator[tuple[str, Markup]]:
    unit = f"（{row.unit}）" if row.unit else ""
    if series := held.months(row):
        points = tuple((one.month, one.value) for one in series.months)
        if svg := charts.chart([Line(row.title, points)]):
            yield f"逐月{unit}", svg
    points = tuple((day(one.as_of), one.value) for one in held.past(row))
    if len(points) > 1 and (svg := charts.chart([Line(row.title, points)])):
        yield f"各截止时刻{unit}", svg
