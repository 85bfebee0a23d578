"""The bodies of the pages of one project."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from markupsafe import Markup

from reports import arranging, reasons, registers, sheets
from reports.evidence import EvidenceRow, Project
from reports.formats.html import MOST_OTHERS
from reports.fronting import others_said
from reports.persons import PersonAlias
from reports.repeats import runs
from yuanzheng.web.access.visitors import SHARED
from yuanzheng.web.reading import evidence_files, flags
from yuanzheng.web.reading.dossier import Dossier, dossier
from yuanzheng.web.reading.overview import Standing
from yuanzheng.web.showing import charts, seeing
from yuanzheng.web.showing.answers import Made, bodies, piece

if TYPE_CHECKING:
    from yuanzheng.web.showing.seeing import Seen

MOST_PEOPLE = 500
_FIXED = (("", "概要"), ("clauses", "条款与差距"))
_LAST = (("people", "人员"), ("licences", "许可证"), ("sources", "来源与完整性"))


@dataclass(frozen=True, slots=True)
class View:
    """A project at an instant; `past`: not the latest one of the copy."""

    seen: Seen
    standing: Standing
    as_of: datetime
    past: bool

    @property
    def project_id(self) -> str:
        return self.standing.project_id

    def key(self, *more: object) -> tuple[Any, ...]:
        return ("project", self.project_id, self.as_of, self.shared, *more)

    @property
    def shared(self) -> bool:
        """Whether it is seen through a link, which makes no packs."""
        return self.seen.visitor.role == SHARED

    def dossier(self) -> Dossier:
        """Kept packed for the copy: what several pages of a project are made of."""
        key = (self.seen.open.copy.folder, *self.key("dossier"))
        packed = bodies.get(key, lambda: pickle.dumps(self._read()))
        return cast("Dossier", pickle.loads(packed))  # noqa: S301 - made by this very process

    def _read(self) -> Dossier:
        one = self.standing
        project = Project(one.project_id, one.name, one.applicant, one.sample)
        return dossier(self.seen.asked, project, self.as_of)

    @property
    def folder(self) -> Path:
        """Where its report lies."""
        return seeing.folders(self.seen.open)[self.project_id]


def home(view: View) -> Made:
    held = view.dossier()
    report = held.report
    return _made(
        view, held, "project.html.j2", "", "",
        programmes=list(arranging.programmes(report)), missing=arranging.missing(report),
        no_gap=arranging.NO_GAP, known=flags.every(), spark=_sparks(held),
        files=evidence_files.listed(view.folder),
        instants=view.standing.instants, packs=not view.shared,
    )  # fmt: skip


def clauses(view: View) -> Made:
    held = view.dossier()
    report = held.report
    return _made(
        view, held, "project_clauses.html.j2", "clauses", "条款与差距",
        programmes=list(arranging.programmes(report)), missing=arranging.missing(report),
        ceiling=arranging.CEILING, short=arranging.short_names(report),
        gaps_said=arranging.GAPS_SAID, no_gap=arranging.NO_GAP,
        papers_said=arranging.PAPERS_SAID, no_paper=arranging.NO_PAPER,
    )  # fmt: skip


def table(view: View, number: int) -> Made:
    """Raises IndexError: the report has no such table."""
    held = view.dossier()
    found = held.table(number)
    known = reasons.numbered(held.report)
    shown = {row.completeness_reason for row in found.rows}
    return _made(
        view, held, "project_table.html.j2", f"tables/{number}", found.title, table=found,
        reasons=known, noted={text: n for text, n in known.items() if text in shown},
        spark=_sparks(held),
        monthly=[sheets.month_table(one) for one in sheets.by_metric(held.report, found.title)],
    )  # fmt: skip


def people(view: View) -> Made:
    held = view.dossier()
    found = [(one, tuple(of)) for one, of in groupby(held.report.people, key=_person)]
    shown = [(of[0].person, of) for _, of in found[:MOST_PEOPLE]]
    return _made(view, held, "project_people.html.j2", "people", "人员", people=found, shown=shown)


def licences(view: View) -> Made:
    held = view.dossier()
    report = held.report
    return _made(
        view, held, "project_licences.html.j2", "licences", "许可证",
        licences=[arranging.places(report, one) for one in report.repositories],
        third_party=[arranging.others(report, one) for one in report.repositories],
        most_others=MOST_OTHERS, named_at=registers.named_at, chain_of=registers.chain_of,
        no_third_party=registers.NO_THIRD_PARTY, others_said=others_said(report),
    )  # fmt: skip


def sources(view: View) -> Made:
    held = view.dossier()
    report = held.report
    ids = {s.set_id: runs(registers.evidence_ids(report, s.set_id)) for s in report.source_sets}
    return _made(
        view, held, "project_sources.html.j2", "sources", "来源与完整性",
        matrix=arranging.matrix(report.completeness), gaps=arranging.gaps(report.completeness),
        set_evidence=ids, sources=report.sources[: arranging.MOST_SOURCES],
    )  # fmt: skip


PAGES: Mapping[str, Callable[[View], Made]] = {
    "": home, "clauses": clauses, "people": people, "licences": licences, "sources": sources,
}  # fmt: skip


def framed(view: View, held: Dossier, tab: str) -> dict[str, Any]:
    """What the head of every page of a project shows."""
    tables = ((f"tables/{n}", t.title) for n, t in enumerate(held.report.tables, 1))
    at = f"?as_of={view.as_of.isoformat().replace('+', '%2B')}" if view.past else ""
    return {
        "project": held.project, "report": held.report, "standing": view.standing, "tab": tab,
        "tabs": (*_FIXED, *tables, *_LAST), "as_of": view.as_of, "past": view.past, "at": at,
    }  # fmt: skip


def _made(view: View, held: Dossier, template: str, tab: str, title: str, **values: object) -> Made:
    name = held.project.name
    return piece(
        template, f"{title} · {name}" if title else name, **framed(view, held, tab), **values
    )


def _person(alias: PersonAlias) -> str:
    return alias.person_id


def _sparks(held: Dossier) -> Callable[[EvidenceRow], Markup]:
    """By month where there are months, else over the instants it was scored for."""
    whole = {one.metric_id: one for one in held.report.series if not one.part}

    def spark(row: EvidenceRow) -> Markup:
        if row.metric_id is None or row.part:
            return Markup()
        if series := whole.get(row.metric_id):
            return charts.spark([month.value for month in series.months])
        return charts.spark([one.value for one in held.past(row)])

    return spark
