"""总览: all projects one may see."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter, Request
from fastapi.responses import Response

from yuanzheng.web.access.allowed import allowed
from yuanzheng.web.access.visitors import Visitor
from yuanzheng.web.reading import choosing, flags
from yuanzheng.web.reading.choosing import LONGEST, SORTS, Wanted
from yuanzheng.web.reading.overview import Standing
from yuanzheng.web.showing import comparing, seeing
from yuanzheng.web.showing.answers import Made, answered, piece, scope
from yuanzheng.web.showing.seeing import Seen

router = APIRouter()


@router.get("/", summary="项目总览")
def overview(
    request: Request, visitor: Visitor = allowed("admin", "reviewer", "applicant", "shared"),
) -> Response:  # fmt: skip
    seen = seeing.seen(request, visitor)
    wanted = _wanted(request)
    key = ("overview", wanted, scope(visitor), seen.mark)
    return answered(
        request, visitor, seen.open, key, lambda: _made(seen, seen.standings(), wanted), seen.mark
    )


def _made(seen: Seen, every: Sequence[Standing], wanted: Wanted) -> Made:
    known = flags.every()
    counted = dict(choosing.totals(every))
    return piece(
        "overview.html.j2", "项目总览", copy=seen.open.copy, failure=seen.failure, every=every,
        at=comparing.instant(every),
        wanted=wanted, chosen=choosing.chosen(every, wanted), policies=choosing.policies(every),
        flags=[(one, counted[key]) for key, one in known.items() if key in counted], known=known,
    )  # fmt: skip


def _wanted(request: Request) -> Wanted:
    said = request.query_params
    sort, page = said.get("sort", ""), said.get("page", "")
    return Wanted(
        text=said.get("q", "").strip()[:LONGEST],
        policy=said.get("policy", "")[:LONGEST],
        flag=said.get("flag", "") if said.get("flag") in flags.every() else "",
        sort=sort if sort in SORTS else "name",
        down=said.get("down") == "1",
        page=int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1,
    )
