"""趋势: a figure over time, projects side by side."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter, Request
from fastapi.responses import Response

from yuanzheng.web.access.allowed import allowed
from yuanzheng.web.access.visitors import Visitor
from yuanzheng.web.reading import trends as reading
from yuanzheng.web.reading.dossier import day
from yuanzheng.web.reading.overview import STARS, Standing
from yuanzheng.web.reading.trends import Course, Followed
from yuanzheng.web.showing import charts, seeing
from yuanzheng.web.showing.answers import Made, answered, piece, scope
from yuanzheng.web.showing.charts import MOST, Line
from yuanzheng.web.showing.seeing import Seen

router = APIRouter()
_FIRST = 4


@router.get("/trends", summary="趋势")
def trends(
    request: Request, visitor: Visitor = allowed("admin", "reviewer", "applicant"),
) -> Response:  # fmt: skip
    seen = seeing.seen(request, visitor)
    metric = request.query_params.get("metric", "")[:100]
    chosen = tuple(dict.fromkeys(request.query_params.getlist("project")))[:MOST]
    key = ("trends", metric, chosen, scope(visitor))
    return answered(request, visitor, seen.open, key, lambda: _made(seen, metric, chosen))


def _made(seen: Seen, metric: str, chosen: Sequence[str]) -> Made:
    every = seen.standings()
    dated = {one.project_id: one.as_of for one in every if one.as_of}
    figures = reading.followed(seen.asked, dated) if dated else ()
    figure = next((f for f in figures if f.metric_id == metric), None)
    figure = figure or next((f for f in figures if f.metric_id == STARS), next(iter(figures), None))
    shown = _shown(every, chosen)
    found = _courses(seen, figure, shown) if figure else ()
    return piece(
        "trends.html.j2", f"趋势 · {figure.title}" if figure else "趋势", every=every,
        figures=figures, figure=figure, shown=shown, courses=found, most=MOST,
        charts=_charts(found, shown),
        months=sorted({m.month for one in found for m in one.months}, reverse=True),
        instants=sorted({p.as_of for one in found for p in one.past}, reverse=True),
    )  # fmt: skip


def _shown(every: Sequence[Standing], chosen: Sequence[str]) -> list[Standing]:
    """Those asked for that the visitor sees; else those with most stars."""
    named = [one for wanted in chosen for one in every if one.project_id == wanted]
    if named or not every:
        return named
    ranked = sorted(every, key=lambda one: -(one.figures[STARS].value or 0))
    return ranked[:_FIRST]


def _courses(seen: Seen, figure: Followed, shown: Sequence[Standing]) -> tuple[Course, ...]:
    return reading.courses(seen.asked, figure, {one.project_id: one.as_of for one in shown})


def _charts(found: Sequence[Course], shown: Sequence[Standing]) -> list[tuple[str, object]]:
    names = [one.name for one in shown]
    pairs = list(zip(names, found, strict=True)) if found else []
    monthly = [Line(name, tuple((m.month, m.value) for m in one.months)) for name, one in pairs]
    past = [Line(name, tuple((day(p.as_of), p.value) for p in one.past)) for name, one in pairs]
    made = [("逐月", charts.chart([one for one in monthly if one.points] and monthly))]
    if any(len(one.points) > 1 for one in past):
        made.append(("各截止时刻", charts.chart(past)))
    return [(title, svg) for title, svg in made if svg]
