"""Makes a `Comparison` of what the warehouse holds and the weights somebody chose."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import numpy as np

from reports import filenames, wording
from reports.comparing.gathering import Figure, Gathered, Material, gathered
from reports.comparing.model import Cell, Compared, Comparison, Criterion, Held, Preset
from reports.comparing.written import digest
from reports.evidence import Definition
from reports.loading import projects
from scoring.comparison import agreement
from scoring.comparison.intervals import VARIANTS, Intervals, intervals, seed
from scoring.comparison.points import (
    Matrix,
    Table,
    capped,
    places,
    ranks,
    scores,
    table,
    unknown_shares,
)
from scoring.comparison.presets import Ready
from scoring.comparison.weights import Indicator
from scoring.policy_files import load
from warehouse.queried import Queried
from yuanzheng import clock
from yuanzheng.comparing.likeness import AGAIN, Definitions, earlier, otherwise, unlike
from yuanzheng.comparing.weighing import Weighing
from yuanzheng.failures import Refused

STAR_EVIDENCE = "star_evidence"
FOLDER = "比较"
_PAGE, _HEAD = "证据表.html", 1 << 16


@dataclass(frozen=True, slots=True)
class Order:
    """What is compared: `before` is the instant scored before `as_of`; `folder` where the
    comparison is written, `evidence` where the reports are."""

    as_of: datetime
    before: datetime | None
    project_ids: tuple[str, ...]
    policy_id: str | None
    weighing: Weighing
    evidence: Path
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class _Counted:
    """A table with what comes of it."""

    table: Table
    points: Matrix
    places: Matrix
    scores: Matrix
    ranks: Matrix
    unknown: Matrix
    intervals: Intervals


def built(warehouse: Queried, order: Order) -> Comparison:
    """The comparison, its projects in the order of their ranks."""
    scheme = order.weighing.scheme
    metrics = [one.metric for one in scheme.indicators]
    found = gathered(warehouse, order.as_of, order.project_ids, [*metrics, STAR_EVIDENCE])
    known = found.definitions
    if lost := [metric for metric in metrics if metric not in known]:
        raise Refused(
            f"这些数据是旧版本算的，没有指标 {'、'.join(lost)}：请重新运行 yuanzheng score。"
        )
    rows = [_values(one, known, order.as_of) for one in found.projects]
    counted = table(rows, scheme)
    start = seed(order.project_ids, counted.values)
    done = _counted(counted, start)
    before = earlier(warehouse, order.before, order.project_ids, known, scheme)
    others = otherwise(warehouse, order.as_of, order.project_ids, known)
    hrefs = _hrefs(warehouse, order)
    compared = [
        _compared(one, place, done, order, known, before, hrefs)
        for place, one in enumerate(found.projects)
    ]
    shown = sorted(range(len(compared)), key=lambda place: _standing(compared[place]))
    titles = {one: definition.title for one, definition in known.items()}
    ids = order.project_ids
    made = Comparison(
        as_of=order.as_of,
        policy=_held(order.policy_id),
        policies=found.policies,
        criteria=tuple(_criterion(one, found) for one in scheme.indicators),
        projects=tuple(compared[place] for place in shown),
        presets=tuple(_preset(one, rows, start, shown) for one in order.weighing.presets),
        preset_id=order.weighing.preset_id,
        weights_origin=order.weighing.origin,
        most_unknown=scheme.most_unknown,
        people_most=scheme.people_most,
        unseparable=tuple((ids[a], ids[b], share) for a, b, share in done.intervals.pairs),
        variants=VARIANTS,
        seed=start,
        tau=agreement.variants(counted, scheme, titles, others),
        previous_as_of=order.before,
        notes=(*order.notes, *_unlike_words(found, order.as_of, metrics)),
        digest="",
    )
    return replace(made, digest=digest(made))


def _counted(made: Table, start: int) -> _Counted:
    found = scores(made)
    return _Counted(
        made, capped(made), places(made.values), found, ranks(found), unknown_shares(made),
        intervals(made, start),
    )  # fmt: skip


def _values(one: Gathered, known: Definitions, as_of: datetime) -> dict[str, float | None]:
    """What may be compared."""
    return {
        metric: None if _unlike(figure, known[metric], as_of) else figure.row.value
        for metric, figure in one.figures.items()
    }


def _unlike_words(found: Material, as_of: datetime, metrics: Sequence[str]) -> Iterator[str]:
    pairs = [(one.figures.get(metric), metric) for one in found.projects for metric in metrics]
    many = sum(
        bool(figure and _unlike(figure, found.definitions[metric], as_of))
        for figure, metric in pairs
    )
    if many:
        yield (f"有 {many:,} 个数字是用另一版口径或另一长度的统计期算的，按未知计：{AGAIN}。")


def _unlike(figure: Figure, definition: Definition, as_of: datetime) -> str | None:
    return unlike(definition, figure.row.version, figure.row.window_from, as_of)


def _standing(one: Compared) -> tuple[bool, int, str, str]:
    return one.rank is None, one.rank or 0, one.name, one.project_id


def _held(policy_id: str | None) -> Held | None:
    if policy_id is None:
        return None
    policy = load(policy_id)
    return Held(policy_id, f"{policy.title}（{policy.kind}）")


def _criterion(one: Indicator, found: Material) -> Criterion:
    definition: Definition = found.definitions[one.metric]
    return Criterion(
        one.id, definition.title, definition.unit, one.metric, definition.version,
        definition.question, definition.definition, definition.window_days, definition.sql_text,
        definition.sql_sha256, one.cap, one.floor, one.weight, one.people,
        definition.part_unit,
    )  # fmt: skip


def _compared(
    one: Gathered, place: int, done: _Counted, order: Order, known: Definitions,
    before: tuple[Matrix, Matrix], hrefs: Mapping[str, str],
) -> Compared:  # fmt: skip
    indicators = order.weighing.scheme.indicators
    cells = [
        _cell(one, known[indicator.metric], done, (place, column), order.as_of)
        for column, indicator in enumerate(indicators)
    ]
    stars = one.figures.get(STAR_EVIDENCE)
    return Compared(
        project_id=one.project.project_id,
        name=one.project.name,
        applicant=one.project.applicant,
        sample=one.project.sample,
        cells=tuple(cells),
        score=_number(done.scores[place]),
        rank=_whole(done.ranks[place]),
        rank_low=_whole(done.intervals.low[place]),
        rank_high=_whole(done.intervals.high[place]),
        unknown_share=float(done.unknown[place]),
        partial_share=_partial(cells, indicators),
        star_grade=_grade(stars),
        star_reason=_grounds(stars),
        star_evidence_id=stars.row.evidence_id if stars else None,
        outcomes=one.outcomes,
        previous_score=_number(before[0][place]),
        previous_rank=_whole(before[1][place]),
        report_href=hrefs.get(one.project.project_id),
    )


def _cell(
    one: Gathered, definition: Definition, done: _Counted, place: tuple[int, int],
    as_of: datetime,
) -> Cell:  # fmt: skip
    figure = one.figures.get(definition.metric_id)
    if figure is None:
        return Cell(None, None, "not_observable", wording.NO_REASON, None, None, None, None, None,
                    None, (), 0, None, None, (), ())  # fmt: skip
    row, other = figure.row, _unlike(figure, definition, as_of)
    return Cell(
        value=None if other else row.value,
        value_text=row.value_text,
        completeness="not_observable" if other else row.completeness or "not_observable",
        reason=other or wording.unknown_reason(row) or row.completeness_reason,
        n=row.n,
        window_from=row.window_from,
        window_to=row.window_to,
        points=_number(round(done.points[place], 6)),
        percentile=_number(round(done.places[place], 6)),
        evidence_id=row.evidence_id,
        sources=figure.sources,
        answers=figure.answers,
        digest=figure.digest,
        command=_command(row.evidence_id, one.project.project_id, as_of),
        parts=figure.parts,
        seen=figure.seen,
    )


def _command(evidence_id: str, project_id: str, as_of: datetime) -> str:
    at = as_of.astimezone(clock.BEIJING).isoformat()
    return shlex.join(["yuanzheng", "trace", evidence_id, project_id, "--as-of", at])


def _partial(cells: Sequence[Cell], indicators: Sequence[Indicator]) -> float:
    pairs = list(zip(cells, indicators, strict=True))
    held = sum(i.weight for c, i in pairs if c.completeness == "partial" and c.points is not None)
    return round(held / sum(one.weight for one in indicators), 6)


def _grade(stars: Figure | None) -> str | None:
    """The letter the words begin with, or the words where they have none."""
    words = stars.row.value_text if stars else None
    return words.split(" ")[0] if words else None


def _grounds(stars: Figure | None) -> str | None:
    if stars is None:
        return None
    words = [f"{part.title}：{part.value_text}" for part in stars.parts if part.value_text]
    return "；".join(words) or stars.row.completeness_reason


def _preset(
    one: Ready, rows: Sequence[Mapping[str, float | None]], start: int, shown: Sequence[int]
) -> Preset:
    made = table(rows, one.scheme)
    done = _counted(made, start)
    return Preset(
        one.preset_id, one.title, one.origin, one.reason,
        {indicator.id: indicator.weight for indicator in one.scheme.indicators},
        tuple(_number(done.scores[place]) for place in shown),
        tuple(_whole(done.ranks[place]) for place in shown),
        tuple(_whole(done.intervals.low[place]) for place in shown),
        tuple(_whole(done.intervals.high[place]) for place in shown),
    )  # fmt: skip


def _hrefs(warehouse: Queried, order: Order) -> dict[str, str]:
    """Of the projects whose page is there and of the same instant: in another one the evidence ids
    stand for other figures."""
    names = filenames.folders({one.project_id: one.name for one in projects(warehouse)})
    found = {one: filenames.address("..", name) for one, name in names.items()}
    head = f">{wording.as_of_instant(order.as_of)} 之前<".encode()
    return {
        one: href for one, href in found.items()
        if head in _beginning(order.evidence / names[one] / _PAGE)
    }  # fmt: skip


def _beginning(path: Path) -> bytes:
    """Far enough to have the head of a report's page; empty where there is none."""
    try:
        with path.open("rb") as file:
            return file.read(_HEAD)
    except OSError:
        return b""


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _whole(value: float) -> int | None:
    return None if np.isnan(value) else int(value)
