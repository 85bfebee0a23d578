"""加项目: by address, with what it will cost; admins add, applicants propose."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter, HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from scoring import policy_files
from yuanzheng import clock, projects
from yuanzheng.added import changing, estimating
from yuanzheng.added.changing import Asked, Who
from yuanzheng.added.entries import Entry
from yuanzheng.added.estimating import Estimate
from yuanzheng.config import load
from yuanzheng.failures import Refused
from yuanzheng.web.access.allowed import allowed
from yuanzheng.web.access.visitors import ADMIN, Visitor
from yuanzheng.web.adding import typed
from yuanzheng.web.adding.pace import pace
from yuanzheng.web.adding.platforms import Asker
from yuanzheng.web.jobs.lines import owner
from yuanzheng.web.kept.proposals import Proposals
from yuanzheng.web.rendering import page
from yuanzheng.web.site import site

router = APIRouter(prefix="/adding")
MAY = ("admin", "applicant")


@router.get("", summary="加项目的页")
def form(request: Request, visitor: Visitor = allowed(*MAY)) -> Response:
    return _shown(request, visitor)


@router.post("", summary="加一个项目")
async def add(request: Request, visitor: Visitor = allowed(*MAY, noted=False)) -> Response:
    """`act`: estimate, add or propose; what is wrong is said beside what was typed."""
    given = await request.form()
    return await run_in_threadpool(_acted, request, visitor, given)


@router.post("/proposals/{proposal_id}", summary="答复一个提议")
async def decide(
    request: Request, proposal_id: int, visitor: Visitor = allowed("admin", noted=False)
) -> Response:
    act = typed.text(await request.form(), "act")
    return await run_in_threadpool(_decided, request, visitor, proposal_id, act)


@router.get("/projects/{project_id}", summary="改网页上加的项目的页")
def edit(request: Request, project_id: str, visitor: Visitor = allowed("admin")) -> Response:
    own = _entry(request, project_id)
    return _shown(request, visitor, _asked(own), editing=project_id)


@router.post("/projects/{project_id}", summary="改或移除网页上加的项目")
async def change(
    request: Request, project_id: str, visitor: Visitor = allowed("admin", noted=False)
) -> Response:
    given = await request.form()
    return await run_in_threadpool(_changed, request, visitor, project_id, given)


def _acted(request: Request, visitor: Visitor, form: FormData) -> Response:
    asked: Asked | None = None
    try:
        asked = typed.asked(form)
        config = typed.config(request, visitor)
        changing.entry(config, asked)
        if form.get("act") == "estimate":
            pace.take(owner(visitor), len(asked.addresses))
            settings = config.settings.collectors
            found = estimating.estimates(asked.addresses, settings, Asker(settings))
            return _shown(request, visitor, asked, estimates=found)
        return _taken(request, visitor, asked)
    except Refused as error:
        return _shown(request, visitor, asked, problem=str(error))


def _taken(request: Request, visitor: Visitor, asked: Asked) -> Response:
    """By an admin for good; by an applicant as a proposal. Raises `Refused`."""
    if visitor.role != ADMIN:
        _proposals(request).add(visitor, asked)
        _note(request, visitor, f"提议项目“{asked.name}”")
        return RedirectResponse("/adding", 303)
    changing.add(typed.config(request, visitor), asked, Who(visitor.name, clock.now()))
    _note(request, visitor, f"加了项目“{asked.name}”")
    return RedirectResponse("/adding", 303)


def _decided(request: Request, visitor: Visitor, proposal_id: int, act: str) -> Response:
    one = _proposals(request).one(proposal_id)
    if one is None or act not in {"confirm", "decline"}:
        raise HTTPException(404)
    try:
        if one.state == "open" and act == "confirm":
            config = typed.config(request, visitor)
            who = Who(f"{visitor.name}（{one.who} 提议）", clock.now())
            changing.add(config, one.asked, who)
        _proposals(request).decide(proposal_id, visitor, confirmed=act == "confirm")
    except Refused as error:
        return _shown(request, visitor, problem=str(error))
    _note(request, visitor, f"{'确认' if act == 'confirm' else '谢绝'}提议“{one.asked.name}”")
    return RedirectResponse("/adding", 303)


def _changed(request: Request, visitor: Visitor, project_id: str, form: FormData) -> Response:
    own, config = _entry(request, project_id), typed.config(request, visitor)
    who = Who(visitor.name, clock.now())
    asked: Asked | None = None
    try:
        if form.get("act") == "remove":
            changing.remove(config, project_id, who)
            _note(request, visitor, f"移除项目“{own.name}”，采过的数据留着", project_id)
            return RedirectResponse("/adding", 303)
        asked = typed.asked(form)
        changing.edit(config, project_id, asked, who)
    except Refused as error:
        return _shown(request, visitor, asked or _asked(own), str(error), editing=project_id)
    _note(request, visitor, f"改了项目“{own.name}”", project_id)
    return RedirectResponse("/adding", 303)


def _shown(
    request: Request, visitor: Visitor, asked: Asked | None = None, problem: str = "",
    estimates: Sequence[Estimate] = (), editing: str | None = None,
) -> Response:  # fmt: skip
    admin, proposals = visitor.role == ADMIN, _proposals(request)
    added = changing.held(typed.config(request, visitor)).project if admin else ()
    return page(
        request, visitor, "adding.html.j2", 422 if problem else 200, typed=typed.shown(asked),
        problem=problem, estimates=estimates, editing=editing, admin=admin,
        added=[(projects.identifier(one.name), one) for one in added],
        open=proposals.open() if admin else [], own=[] if admin else proposals.by(visitor),
        policies=[(one.policy_id, one.title) for one in policy_files.all_policies()],
    )  # fmt: skip


def _proposals(request: Request) -> Proposals:
    return Proposals(site(request).kept.store)


def _note(request: Request, visitor: Visitor, what: str, project_id: str | None = None) -> None:
    site(request).kept.audit.changed(visitor, what, project_id)


def _entry(request: Request, project_id: str) -> Entry:
    """One that was added by the pages; raises 404 for any other."""
    path = site(request).place.config
    config = load(path) if path else None
    for one in changing.held(config).project if config else ():
        if projects.identifier(one.name) == project_id:
            return one
    raise HTTPException(404)


def _asked(own: Entry) -> Asked:
    addresses = (*own.repositories, *own.models, *own.datasets, *own.spaces, *own.owners)
    return Asked(own.name, own.applicant, addresses, own.policies, own.include_forks)
