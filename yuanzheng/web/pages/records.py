"""Who saw and changed what, for 管理员."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from yuanzheng.web import listing, rendering
from yuanzheng.web.access.allowed import allowed
from yuanzheng.web.access.visitors import TITLES, Visitor
from yuanzheng.web.kept.audit import CHANGED, ENTERED, LEFT, PAGE, REFUSED, SAW, Wanted
from yuanzheng.web.site import site

router = APIRouter()
DEEDS = {SAW: "看了", CHANGED: "改了", REFUSED: "被拒绝", ENTERED: "登录", LEFT: "退出"}


class Filters(BaseModel):
    """As the form sends them: empty is everything."""

    who: str = Field("", max_length=100)
    did: str = Field("", max_length=20)
    project: str = Field("", max_length=300)
    words: str = Field("", max_length=100)
    since: str = Field("", max_length=10)
    until: str = Field("", max_length=10)
    page: int = Field(0, ge=0, le=1_000_000)

    def wanted(self) -> Wanted:
        return Wanted(
            self.who, self.did, self.project, self.words.strip(), _day(self.since),
            _day(self.until),
        )  # fmt: skip


@router.get("/records", summary="记录页")
def show(
    request: Request, filters: Annotated[Filters, Query()], visitor: Visitor = allowed("admin")
) -> Response:
    here, wanted = site(request), filters.wanted()
    entries = here.kept.audit.found(wanted, filters.page)
    return rendering.page(
        request, visitor, "records.html.j2", entries=entries, wanted=wanted, deeds=DEEDS,
        titles=TITLES, names=here.kept.audit.names(), projects=listing.projects(here),
        number=filters.page, more=len(entries) == PAGE, days=here.place.web.audit_days,
    )  # fmt: skip


def _day(text: str) -> date | None:
    """What is no day is left out: the form has a field for days."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1970 <= found.year < 9000 else None
