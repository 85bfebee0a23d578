"""What a visitor sees of the newest published copy."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fastapi import HTTPException, Request

from warehouse import copies
from warehouse.copies import Failure
from yuanzheng.web.access.visitors import Visitor
from yuanzheng.web.copies import Open
from yuanzheng.web.reading import evidence_files
from yuanzheng.web.reading.asking import Published, question
from yuanzheng.web.reading.overview import Standing, overview
from yuanzheng.web.site import site

_lock = threading.Lock()
_held: dict[Path, tuple[Standing, ...]] = {}
_folders: dict[Path, dict[str, Path]] = {}
_instants: dict[Path, frozenset[datetime]] = {}


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
    return Seen(opened, visitor, copies.failure(place.place.published))


def standings(opened: Open) -> tuple[Standing, ...]:
    """All projects of a copy, read once for it."""
    name = opened.copy.folder
    with _lock:
        if name not in _held:
            copy = opened.copy
            made = overview(Published(opened), copy.projects, copy.published_at)
            _held.clear()
            _held[name] = made
        return _held[name]


def instants(opened: Open) -> frozenset[datetime]:
    """Every instant the copy has figures for."""
    name = opened.copy.folder
    with _lock:
        if name not in _instants:
            rows = opened.rows(question("instants"))
            _instants.clear()
            _instants[name] = frozenset(row["as_of"] for row in rows)
        return _instants[name]


def folders(opened: Open) -> dict[str, Path]:
    """Where the report of each project of a copy lies."""
    names = {one.project_id: one.name for one in standings(opened)}
    with _lock:
        if opened.copy.folder not in _folders:
            _folders.clear()
            _folders[opened.copy.folder] = evidence_files.folders(opened.copy, names)
        return _folders[opened.copy.folder]
