"""/healthz and /metrics: for those who keep the service running."""

from __future__ import annotations

from ipaddress import ip_address

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from warehouse.errors import WarehouseError
from yuanzheng import clock
from yuanzheng.web.access.allowed import allowed
from yuanzheng.web.access.visitors import ADMIN, Visitor
from yuanzheng.web.copies import NothingPublished
from yuanzheng.web.site import Site, site

router = APIRouter()
# What proxies add: whoever is behind one is not this machine.
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
_NOT_YOURS = "只有本机或带着管理员的令牌才能读。"


@router.get("/healthz", summary="是否活着，读得到发布的数据没有")
def health(request: Request, visitor: Visitor = allowed("anyone", noted=False)) -> Response:
    """200 while the published copy can be read, 503 otherwise; nothing of what is in it."""
    try:
        copy = site(request).copies.current()
        copy.rows("SELECT count(*) FROM project")
    except NothingPublished:
        return JSONResponse({"alive": True, "readable": False, "age_seconds": None}, 503)
    except (WarehouseError, OSError):
        return JSONResponse({"alive": True, "readable": False, "age_seconds": None}, 503)
    age = round((clock.now() - copy.copy.published_at).total_seconds())
    return JSONResponse({"alive": True, "readable": True, "age_seconds": max(0, age)})


@router.get("/metrics", summary="给 Prometheus 的数字")
def metrics(request: Request, visitor: Visitor = allowed("anyone", noted=False)) -> Response:
    """For this machine, where no proxy hides who asks, and for an admin's token or session."""
    if visitor.role != ADMIN and not _here(request, site(request)):
        raise HTTPException(403, _NOT_YOURS)
    text = generate_latest(request.app.state.counts.registry)
    return Response(text, media_type=CONTENT_TYPE_LATEST)


def _here(request: Request, own: Site) -> bool:
    web = own.place.web
    proxied = bool(web.address or web.proxies) or any(h in request.headers for h in _FORWARDED)
    try:
        near = request.client is not None and ip_address(request.client.host).is_loopback
    except ValueError:
        near = False
    return near and not proxied
