"""Projects and their reports as a published copy holds them, read once for each copy."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from fastapi import HTTPException, Request

from reports import loading
from reports.evidence import Report
from yuanzheng.web.access.visitors import Visitor
from yuanzheng.web.copies import Open
from yuanzheng.web.site import site

Row = dict[str, Any]
_MOST = 8
NOT_SCORED = "这个项目还没有计算过：数字要等下一次采集与计算之后才有。"
OTHER_INSTANT = "这个项目没有截止到那个时刻的数字：算过的时刻见项目的 instants。"


@dataclass(frozen=True, slots=True)
class Asked:
    """An open copy as the readers of the reports want it."""

    open: Open

    def query(self, sql: str, params: Mapping[str, object] | None = None) -> list[Row]:
        return self.open.rows(sql, params)


@dataclass
class Held:
    """What was read of the copy opened last, and at most some reports of it."""

    _name: str = ""
    _projects: tuple[Row, ...] = ()
    _reports: OrderedDict[tuple[str, datetime], Report] = field(default_factory=OrderedDict)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def projects(self, opened: Open) -> tuple[Row, ...]:
        with self._lock:
            if self._name != opened.copy.name:
                rows = opened.rows(question("projects"), {"as_of": opened.copy.as_of})
                self._projects, self._name = tuple(rows), opened.copy.name
                self._reports.clear()
            return self._projects

    def report(self, opened: Open, project: Row, as_of: datetime) -> Report:
        """Reading one is dear: nobody reads the same twice at the same time."""
        key = project["project_id"], as_of
        with self._lock:
            self.projects(opened)
            if key not in self._reports:
                self._reports[key] = _loaded(opened, project["project_id"], as_of)
            self._reports.move_to_end(key)
            while len(self._reports) > _MOST:
                self._reports.popitem(last=False)
            return self._reports[key]


_lock = threading.Lock()


def of(request: Request) -> Held:
    """What this application holds."""
    app = request.app
    with _lock:
        if not hasattr(app.state, "held"):
            app.state.held = Held()
    found = app.state.held
    assert isinstance(found, Held)  # noqa: S101 - for the type
    return found


def seen(request: Request, visitor: Visitor) -> list[Row]:
    """The projects a visitor sees, by id."""
    rows = of(request).projects(site(request).copies.current())
    return [row for row in rows if visitor.sees(row["project_id"])]


def project(request: Request, visitor: Visitor, project_id: str) -> Row:
    """Raises 404 alike for one that is not there and one the visitor may not see."""
    for row in seen(request, visitor):
        if row["project_id"] == project_id:
            return row
    raise HTTPException(404)


def report(
    request: Request, visitor: Visitor, project_id: str, as_of: datetime | None = None
) -> Report:
    """The project's report for an instant, None: the latest. Raises 404."""
    found = project(request, visitor, project_id)
    instant = as_of or found["as_of"]
    if instant is None:
        raise HTTPException(404, NOT_SCORED)
    if instant not in found["instants"]:
        raise HTTPException(404, OTHER_INSTANT)
    return of(request).report(site(request).copies.current(), found, instant)


def rows(request: Request, name: str, params: Mapping[str, object] | None = None) -> list[Row]:
    """Rows of a query of `documents/sql` from the newest copy."""
    return site(request).copies.current().rows(question(name), params)


@cache
def question(name: str) -> str:
    folder = files("yuanzheng.web.documents")
    return folder.joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")


def _loaded(opened: Open, project_id: str, as_of: datetime) -> Report:
    asked = Asked(opened)
    [own] = [one for one in loading.projects(asked) if one.project_id == project_id]
    return loading.load(asked, own, as_of)
