"""HTML: one self-contained page that opens without a network and reads without scripts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from reports import (
    arranging,
    drawing,
    fronting,
    pages,
    reasons,
    registers,
    restated,
    sheets,
    stated,
    wording,
)
from reports.evidence import Report, Series
from reports.fronting import Front
from reports.notes import notes
from reports.repeats import repeats, runs
from reports.tabular import Sheet

TITLE = "网页证据表"
IS_LONG = True
Picture = tuple[drawing.Chart, Markup]
MOST_HEADS = 56
MOST_OTHERS = 300


def write(report: Report, folder: Path) -> list[Path]:
    """`证据表.html`."""
    path = folder / "证据表.html"
    path.write_text(page(report), encoding="utf-8", newline="\n")
    return [path]


def page(report: Report) -> str:
    read = restated.once(report)
    left_out, report = restated.said(report, read), read
    fronts = fronting.fronts(report)
    return pages.render(
        "report.html.j2",
        report=report,
        restated=left_out,
        programmes=list(arranging.programmes(report)),
        sparklines=_sparklines(report),
        fronts=fronts,
        drawn={front.title: _drawn(front) for front in fronts},
        bare=fronting.bare,
        reasons=reasons.numbered(report),
        grades=wording.counted(row.grade for row in report.completeness),
        others_said=fronting.others_said(report),
        monthly={front.title: _monthly(report, front) for front in fronts},
        repeats={table.title: repeats(table) for table in report.tables},
        licences=[arranging.places(report, repository) for repository in report.repositories],
        third_party=[arranging.others(report, repository) for repository in report.repositories],
        most_others=MOST_OTHERS,
        named_at=registers.named_at,
        chain_of=registers.chain_of,
        no_third_party=registers.NO_THIRD_PARTY,
        missing=arranging.missing(report),
        judged=fronting.judged,
        ceilings=fronting.ceilings,
        ceilings_said=fronting.CEILINGS_SAID,
        gaps_said=arranging.GAPS_SAID,
        papers_said=arranging.PAPERS_SAID,
        stated_title=stated.TITLE,
        stated=list(stated.tables(report)),
        stated_words=stated.words,
        no_gap=arranging.NO_GAP,
        no_paper=arranging.NO_PAPER,
        matrix=arranging.matrix(report.completeness),
        gaps=arranging.gaps(report.completeness),
        not_asked=arranging.not_asked(report.completeness),
        shown_sources=report.sources[: arranging.MOST_SOURCES],
        set_evidence={
            found.set_id: runs(registers.evidence_ids(report, found.set_id))
            for found in report.source_sets
        },
        window_of=registers.window_of,
        defined={definition.key for definition in report.definitions},
        served_by={clause.key: runs(report.evidence_of(clause)) for clause in report.clauses},
        short=arranging.short_names(report),
        notes=notes(),
    )


def _sparklines(report: Report) -> dict[str, Markup]:
    drawn = arranging.sparklines(report)
    return {key: _within(svg) for key, svg in drawn.items()}


def _within(svg: str) -> Markup:
    """A picture beside its words: a reading program skips its lines and points."""
    return Markup(svg.replace("<svg ", '<svg aria-hidden="true" ', 1))  # noqa: S704 - figures only


@dataclass(frozen=True, slots=True)
class Monthly:
    """Pictures and numbers of one metric by month; `printed`: its first picture stands above."""

    charts: tuple[Picture, ...]
    table: Sheet
    printed: bool

    @property
    def broad(self) -> bool:
        """Its numbers need the whole width of the page."""
        return sum(len(column.title) + 4 for column in self.table.columns) > MOST_HEADS


def _drawn(front: Front) -> list[Picture]:
    return [one for series in front.drawn for one in _pictures(series)[:1]]


def _pictures(series: Sequence[Series]) -> list[Picture]:
    return [(c, _within(c.svg)) for c in drawing.charts(series)]


def _monthly(report: Report, front: Front) -> list[Monthly]:
    there = {series[0].metric_id for series in front.drawn}
    return [
        Monthly(
            tuple(_pictures(series)[int(series[0].metric_id in there) :]),
            sheets.month_table(series),
            series[0].metric_id in there,
        )
        for series in sheets.by_metric(report, front.title)
    ]
