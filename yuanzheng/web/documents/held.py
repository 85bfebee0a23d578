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
from yuanzheng.web.reading.asking import Published
from yuanzheng.web.reading.overview import Standing
from yuanzheng.web.showing import seeing
from yuanzheng.web.site import site

Row = dict[str, Any]
_MOST = 8
NOT_SCORED = "这个项目还没有计算过：数字要等下一次采集与计算之后才有。"
_NONE_FIT = "这个项目还没有能给人看的数字：{}"
OTHER_INSTANT = "这个项目没有截止到那个时刻的数字：算过的时刻见项目的 instants。"


@dataclass
class Reports:
    """Some reports of a copy, those wanted last."""

    _held: OrderedDict[tuple[str, datetime], Report] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, opened: Open, project_id: str, as_of: datetime) -> Report:
        """Reading one is dear: nobody reads the same twice at the same time."""
        key = project_id, as_of
        with self._lock:
            if key not in self._held:
                self._held[key] = _loaded(opened, project_id, as_of)
            self._held.move_to_end(key)
            while len(self._held) > _MOST:
                self._held.popitem(last=False)
            return self._held[key]


def seen(request: Request, visitor: Visitor) -> list[Standing]:
    """The projects a visitor sees, by id, as the pages show them."""
    every = seeing.standings(site(request).copies.current())
    return [one for one in every if visitor.sees(one.project_id)]


def project(request: Request, visitor: Visitor, project_id: str) -> Standing:
    """Raises 404 alike for one that is not there and one the visitor may not see."""
    for one in seen(request, visitor):
        if one.project_id == project_id:
            return one
    raise HTTPException(404)


def unscored(project: Standing) -> str:
    """Why a project is shown at no instant."""
    return _NONE_FIT.format("；".join(project.older)) if project.older else NOT_SCORED


def report(
    request: Request, visitor: Visitor, project_id: str, as_of: datetime | None = None
) -> Report:
    """The project's report for an instant, None: the latest. Raises 404."""
    found = project(request, visitor, project_id)
    instant = as_of or found.as_of
    if instant is None:
        raise HTTPException(404, unscored(found))
    if instant not in found.instants:
        raise HTTPException(404, OTHER_INSTANT)
    opened = site(request).copies.current()
    return opened.once("reports", Reports).get(opened, project_id, instant)


def rows(request: Request, name: str, params: Mapping[str, object] | None = None) -> list[Row]:
    """Rows of a query of `documents/sql` from the newest copy."""
    return site(request).copies.current().rows(question(name), params)


@cache
def question(name: str) -> str:
    folder = files("yuanzheng.web.documents")
    return folder.joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")


def _loaded(opened: Open, project_id: str, as_of: datetime) -> Report:
    asked = Published(opened)
    [own] = [one for one in loading.projects(asked) if one.project_id == project_id]
    return loading.load(asked, own, as_of)
