"""A visitor asks for a pack of a project he sees, and fetches it."""

from __future__ import annotations

from functools import partial

from fastapi import HTTPException, Request
from fastapi.responses import FileResponse

from yuanzheng.web.access.visitors import Visitor
from yuanzheng.web.documents import held
from yuanzheng.web.jobs import lines, packs
from yuanzheng.web.jobs.packs import Pack, Wanted
from yuanzheng.web.jobs.queue import Crowded, Job
from yuanzheng.web.site import site

_UNFIT = "这个项目最近一次的数据没有通过检查，现在不能打包：{}"
_OTHER_POLICY = "这个项目没有对照这项政策：请选它对照的一项。"


def given(
    request: Request, visitor: Visitor, project_id: str, policy: str, masked: bool
) -> Job[Pack]:
    """The job that makes it. Raises HTTPException."""
    project = held.project(request, visitor, project_id)
    if policy not in project.policies:
        raise HTTPException(422, _OTHER_POLICY)
    if project.as_of is None:
        raise HTTPException(404, held.unscored(project))
    if project.older:
        raise HTTPException(409, _UNFIT.format("；".join(project.older)))
    place = site(request)
    copy = place.copies.current().copy
    wanted = Wanted(project_id, policy, masked, project.as_of.isoformat())
    try:
        job = lines.of(request).packs.give(
            lines.owner(visitor), project.name, partial(packs.made, place.place, copy, wanted)
        )
    except Crowded as error:
        raise HTTPException(429, str(error), {"Retry-After": "60"}) from error
    place.kept.audit.changed(visitor, f"做证据包（{policy}）", project_id)
    return job


def fetched(request: Request, visitor: Visitor, project_id: str, mark: str) -> FileResponse:
    """The file. Raises 404 for what is not there, not of this project, or not for the visitor."""
    held.project(request, visitor, project_id)
    place = site(request)
    pack = packs.found(place.place, project_id, mark)
    if pack is None:
        raise HTTPException(404)
    place.kept.audit.saw(visitor, f"下载证据包 {pack.name}", project_id)
    return FileResponse(
        packs.file(place.place, pack), media_type="application/zip", filename=pack.name
    )
