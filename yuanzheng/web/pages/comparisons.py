"""比较: projects side by side, with weightings people saved."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from typing import Annotated
from urllib.parse import unquote

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from scoring.comparison.weights import scheme
from scoring.errors import ScoringError
from scoring.metric_files import by_id
from yuanzheng.failures import Refused
from yuanzheng.web.access.allowed import allowed
from yuanzheng.web.access.visitors import SHARED, Visitor
from yuanzheng.web.kept.weightings import Weighting, in_words
from yuanzheng.web.rendering import page
from yuanzheng.web.showing import comparing, seeing
from yuanzheng.web.showing.dressing import address
from yuanzheng.web.site import site

router = APIRouter(prefix="/comparisons")
SAYS = ("admin", "reviewer")
_NONE = "还没有可以比较的项目：先要算过至少一个。"


@router.get("", summary="项目比较")
def comparison(request: Request, visitor: Visitor = allowed(*SAYS)) -> Response:
    return _shown(request, visitor, None)


@router.get("/page", summary="比较表")
def table(request: Request, visitor: Visitor = allowed(*SAYS, "shared", noted=False)) -> Response:
    """The page of the reports as it is, in a frame of ours alone."""
    if visitor.role == SHARED and not visitor.comparison:
        raise HTTPException(404)
    seen = seeing.seen(request, visitor)
    found = comparing.compared(seen.open, site(request).place.config)
    if found is None:
        raise HTTPException(404, _NONE)
    kept = {"etag": found.tag, "cache-control": "private, no-cache",
            "vary": "cookie, accept-encoding"}  # fmt: skip
    if request.headers.get("if-none-match") == found.tag:
        return Response(status_code=304, headers=kept)
    packs = "gzip" in request.headers.get("accept-encoding", "")
    own = {
        "content-security-policy": f"{found.policy}; frame-ancestors 'self'",
        "x-frame-options": "SAMEORIGIN",
    }
    return Response(
        found.packed if packs else gzip.decompress(found.packed),
        media_type="text/html; charset=utf-8",
        headers={**kept, **own, **({"content-encoding": "gzip"} if packs else {})},
    )


@router.get("/{weighting_id}", summary="保存的比较")
def saved(
    request: Request, weighting_id: str, visitor: Visitor = allowed(*SAYS, "shared")
) -> Response:
    """A share link opens its own and no other."""
    if visitor.role == SHARED and visitor.comparison != weighting_id:
        raise HTTPException(404)
    return _shown(request, visitor, _found(request, weighting_id))


@router.get("/{folder}/{path:path}", summary="比较里的报告")
def report(request: Request, folder: str, path: str, visitor: Visitor = allowed(*SAYS)) -> Response:
    """Where the comparison leads to the report of a project: among our own pages."""
    known = seeing.folders(seeing.seen(request, visitor).open)
    name = unquote(folder)
    project_id = next((one for one, home in known.items() if home.name == name), None)
    if project_id is None:
        raise HTTPException(404)
    return RedirectResponse(f"{address(project_id)}/files/{path}", 302)


@router.post("", summary="保存比较的权重")
def save(
    request: Request, name: Annotated[str, Form()] = "", reason: Annotated[str, Form()] = "",
    shown: Annotated[str, Form()] = "", visitor: Visitor = allowed(*SAYS, noted=False),
) -> Response:  # fmt: skip
    """`shown`: the weights of the page as its address holds them."""
    kept = site(request).kept
    try:
        if not reason.strip():
            raise Refused("请写明为什么用这组权重。")
        weights = {one.id: one.weight for one in scheme(_read(shown), "这组权重").indicators}
        made = kept.weightings.save(visitor, name, None, weights, reason=reason)
    except (Refused, ScoringError) as error:
        return _shown(request, visitor, None, 422, problem=str(error), name=name, reason=reason,
                      shown=shown)  # fmt: skip
    kept.audit.changed(visitor, f"保存比较的权重“{made.name}”：{made.reason}")
    return RedirectResponse(f"/comparisons/{made.weighting_id}", 303)


@router.post("/{weighting_id}/remove", summary="删去比较的权重")
def remove(
    request: Request, weighting_id: str, visitor: Visitor = allowed(*SAYS, noted=False)
) -> Response:
    kept, found = site(request).kept, _found(request, weighting_id)
    if not found.belongs_to(visitor):
        raise HTTPException(403, "只有保存的人和管理员可以删去这组权重。")
    kept.weightings.remove(found)
    kept.audit.changed(visitor, f"删去比较的权重“{found.name}”：{in_words(found.weights)}")
    return RedirectResponse("/comparisons", 303)


def _found(request: Request, weighting_id: str) -> Weighting:
    found = site(request).kept.weightings.find(weighting_id)
    if found is None:
        raise HTTPException(404)
    return found


def _shown(
    request: Request, visitor: Visitor, chosen: Weighting | None, status: int = 200,
    problem: str = "", name: str = "", reason: str = "", shown: str = "",
) -> Response:  # fmt: skip
    here, seen = site(request), seeing.seen(request, visitor)
    start = comparing.weights_of(here.place.config).scheme.indicators
    weights = {one.id: one.weight for one in start} | dict(chosen.weights if chosen else {})
    return page(
        request, visitor, "comparison.html.j2", status, chosen=chosen, problem=problem, name=name,
        reason=reason, shown=shown or in_words(weights), typed=shown, copy=seen.open.copy,
        at=comparing.instant(seeing.standings(seen.open)),
        failure=seen.failure, saved=here.kept.weightings.every() if visitor.role != SHARED else (),
        fields=[(one.id, by_id()[one.metric].title) for one in start],
    )  # fmt: skip


def _read(shown: str) -> Mapping[str, float]:
    """`stars:0.2,forks:0.1` → weights. Raises `Refused`."""
    found: dict[str, float] = {}
    for pair in shown[:4_000].split(",") if shown.strip() else ():
        key, _, number = pair.partition(":")
        try:
            found[key.strip()] = float(number)
        except ValueError as error:
            raise Refused("权重要写成“指标:数”，用逗号隔开：请检查后再试。") from error
    return found
