"""What a visitor sees of the newest published copy."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import datetime
from pathlib import Path

from fastapi import HTTPException, Request

from reports.considered import Holds
from warehouse import copies
from warehouse.copies import Failure
from warehouse.records import COLLECTED
from yuanzheng.web.access.visitors import Visitor
from yuanzheng.web.copies import Open
from yuanzheng.web.reading import evidence_files
from yuanzheng.web.reading.asking import Published, question
from yuanzheng.web.reading.overview import Standing, overview
from yuanzheng.web.site import Site, site

_NOT_SAID = "原因里有别的项目，只有管理员和评审看得到。"


@dataclass(frozen=True, slots=True)
class Seen:
    """`failure`: why no newer copy could be published, None while all is well."""

    open: Open
    visitor: Visitor
    failure: Failure | None

    @property
    def asked(self) -> Published:
        return Published(self.open)

    @property
    def mark(self) -> str:
        """What the page shows of the failure, as a key."""
        return repr(self.failure) if self.failure else ""

    def standings(self) -> tuple[Standing, ...]:
        """The projects the visitor sees."""
        return tuple(one for one in standings(self.open) if self.visitor.sees(one.project_id))

    def standing(self, project_id: str) -> Standing:
        """Raises HTTPException 404 alike for a project that is not there and for one that is not
        for this visitor."""
        for one in standings(self.open):
            if one.project_id == project_id and self.visitor.sees(project_id):
                return one
        raise HTTPException(404)


def seen(request: Request, visitor: Visitor) -> Seen:
    """Raises `NothingPublished`, `WarehouseError`."""
    place = site(request)
    opened = place.copies.current()
    return Seen(opened, visitor, failure(place, visitor))


def failure(place: Site, visitor: Visitor) -> Failure | None:
    """How the last attempt to publish failed; why is of all projects, and told to who sees all."""
    found = copies.failure(place.place.published)
    return replace(found, reasons=(_NOT_SAID,)) if found and visitor.projects is not None else found


def standings(opened: Open) -> tuple[Standing, ...]:
    """All projects of a copy, read once for it."""
    copy, asked = opened.copy, Published(opened)
    return opened.once("standings", lambda: overview(asked, copy.projects, copy.published_at))


def instants(opened: Open) -> frozenset[datetime]:
    """Every instant the copy has figures for."""
    return opened.once("instants", lambda: _instants(opened))


def folders(opened: Open) -> dict[str, Path]:
    """Where the report of each project of a copy lies."""
    return opened.once("folders", lambda: _folders(opened))


def holds(opened: Open) -> Holds:
    """Whether a table of collected rows has any of some repositories, looked up once for a copy."""
    found = opened.once("holders", lambda: _holders(opened))
    return lambda table, repo_ids: table not in found or not found[table].isdisjoint(repo_ids)


def _holders(opened: Open) -> dict[str, frozenset[str]]:
    of = {record.TABLE for record in COLLECTED if "repo_id" in {one.name for one in fields(record)}}
    rows = {one: opened.rows(f'SELECT DISTINCT repo_id FROM "{one}"') for one in of}
    return {one: frozenset(row["repo_id"] for row in held) for one, held in rows.items()}


def _instants(opened: Open) -> frozenset[datetime]:
    return frozenset(row["as_of"] for row in opened.rows(question("instants")))


def _folders(opened: Open) -> dict[str, Path]:
    names = {one.project_id: one.name for one in standings(opened)}
    return evidence_files.folders(opened.copy, names)
