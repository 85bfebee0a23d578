"""HTML: one self-contained page that opens without a network and reads without scripts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from markupsafe import Markup

from reports import drawing, pages, registers, sheets, wording
from reports.evidence import (
    Clause,
    CompletenessRow,
    LicenceLine,
    LicenceVerdict,
    Policy,
    Report,
    Repository,
)
from reports.notes import notes
from reports.repeats import repeats, runs
from reports.tabular import Sheet

TITLE = "网页证据表"
MOST_SOURCES = 100
MOST_HEADS = 56


def write(report: Report, folder: Path) -> list[Path]:
    """`证据表.html`."""
    path = folder / "证据表.html"
    path.write_text(page(report), encoding="utf-8", newline="\n")
    return [path]


@dataclass(frozen=True, slots=True)
class LicencePlaces:
    """All places of one repository; `sides` sets different expressions beside each other."""

    repository: Repository
    verdict: LicenceVerdict | None
    lines: tuple[LicenceLine, ...]
    sides: tuple[tuple[str, tuple[LicenceLine, ...]], ...]


def page(report: Report) -> str:
    return pages.render(
        "report.html.j2",
        report=report,
        programmes=list(_programmes(report)),
        sparklines=_sparklines(report),
        monthly={table.title: _monthly(report, table.title) for table in report.tables},
        repeats={table.title: repeats(table) for table in report.tables},
        licences=[_places(report, repository) for repository in report.repositories],
        matrix=_matrix(report.completeness),
        gaps=[row for row in report.completeness if row.grade not in {"complete", "not_asked"}],
        not_asked=_not_asked(report.completeness),
        shown_sources=report.sources[:MOST_SOURCES],
        set_evidence={
            found.set_id: runs(registers.evidence_ids(report, found.set_id))
            for found in report.source_sets
        },
        window_of=registers.window_of,
        defined={definition.key for definition in report.definitions},
        served_by={clause.key: runs(report.evidence_of(clause)) for clause in report.clauses},
        short=_short_names(report),
        notes=notes(),
    )


Programme = tuple[Policy, Sequence[Clause], tuple[tuple[str, int], ...]]


def _programmes(report: Report) -> Iterator[Programme]:
    """(policy, its clauses, how many of each outcome) for every policy of the project."""
    for policy in report.policies:
        clauses = [clause for clause in report.clauses if clause.policy_id == policy.policy_id]
        yield policy, clauses, wording.outcome_counts(clause.outcome for clause in clauses)


def _short_names(report: Report) -> dict[str, str]:
    """政策一, 政策二 … where there are several; empty for one."""
    if len(report.policies) < 2:
        return {}
    numerals = "一二三四五六七八九十"
    return {
        policy.policy_id: f"政策{numerals[i] if i < len(numerals) else i + 1}"
        for i, policy in enumerate(report.policies)
    }


def _sparklines(report: Report) -> dict[str, Markup]:
    """Evidence id → line, for the key figures that have a series."""
    whole = {one.metric_id: one for one in report.series if not one.part}
    drawn = {
        row.evidence_id: drawing.sparkline(whole[row.metric_id])
        for row in report.key_figures()
        if row.metric_id in whole
    }
    return {key: Markup(svg) for key, svg in drawn.items() if svg}  # noqa: S704 - figures only


@dataclass(frozen=True, slots=True)
class Monthly:
    """Pictures and numbers of one metric by month."""

    charts: tuple[tuple[drawing.Chart, Markup], ...]
    table: Sheet

    @property
    def broad(self) -> bool:
        """Its numbers need the whole width of the page."""
        return sum(len(column.title) + 4 for column in self.table.columns) > MOST_HEADS


def _monthly(report: Report, table: str) -> list[Monthly]:
    return [
        Monthly(
            tuple((c, Markup(c.svg)) for c in drawing.charts(series)),  # noqa: S704 - figures only
            sheets.month_table(series),
        )
        for series in sheets.by_metric(report, table)
    ]


def _not_asked(rows: Sequence[CompletenessRow]) -> list[tuple[str, list[str]]]:
    missing = [row for row in rows if row.grade == "not_asked"]
    return [
        (repo_id, [row.stream for row in found])
        for repo_id, found in groupby(missing, key=lambda row: row.repo_id)
    ]


def _places(report: Report, repository: Repository) -> LicencePlaces:
    lines = tuple(x for x in report.licence_lines if x.repo_id == repository.repo_id)
    verdicts = [v for v in report.licence_verdicts if v.repo_id == repository.repo_id]
    verdict = verdicts[0] if verdicts else None
    ordered = sorted(lines, key=lambda x: x.expression)
    sides = tuple(
        (name, tuple(found)) for name, found in groupby(ordered, key=lambda x: x.expression)
    )
    conflict = verdict is not None and verdict.agreement == "conflict"
    return LicencePlaces(repository, verdict, lines, sides if conflict else ())


Matrix = tuple[list[str], list[tuple[str, list[CompletenessRow | None]]]]


def _matrix(rows: Sequence[CompletenessRow]) -> Matrix:
    """Streams across, repositories down."""
    streams = sorted({row.stream for row in rows})
    cells = {(row.repo_id, row.stream): row for row in rows}
    repo_ids = sorted({row.repo_id for row in rows})
    return streams, [(repo, [cells.get((repo, name)) for name in streams]) for repo in repo_ids]
