"""The site: routes found by folder, behind the door."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import cast

from fastapi import APIRouter, FastAPI
from fastapi.telemetry import TelemetryConfig
from starlette.types import ASGIApp, Receive, Scope, Send

from yuanzheng.web import api, errors, pages
from yuanzheng.web.copies import Copies
from yuanzheng.web.documents.gauges import Gauges
from yuanzheng.web.jobs import verifying
from yuanzheng.web.kept.kept import kept
from yuanzheng.web.layers.catching import Caught
from yuanzheng.web.layers.counting import Counted, Counts
from yuanzheng.web.layers.entering import Entered
from yuanzheng.web.layers.framing import Framed, Worded
from yuanzheng.web.layers.heading import Headed
from yuanzheng.web.layers.limiting import Limited
from yuanzheng.web.layers.noting import Noted
from yuanzheng.web.place import Place
from yuanzheng.web.site import Site

API_PREFIX = "/api/v1"
BODY = 1_000_000
"""Bytes a request may bring; a route that takes more says `max_body_size`."""


_SILENT: TelemetryConfig = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
    "auto_configure": False,
}


class Web(FastAPI):
    """The application with the layers every request passes, its own failures included."""

    outer: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["app"] = self  # also for what is answered before a route is looked for
        inner = self.outer if scope["type"] == "http" else super().__call__
        await inner(scope, receive, send)

    async def inner(self, scope: Scope, receive: Receive, send: Send) -> None:
        await super().__call__(scope, receive, send)


def build(place: Place) -> FastAPI:
    """The application over what is published at a place."""
    app = Web(
        title="源证", docs_url=None, redoc_url=None, openapi_url=None, max_body_size=BODY,
        redirect_slashes=False, telemetry=_SILENT,
    )  # fmt: skip
    site = Site(
        place, Copies(place.published, place.web.request_seconds), kept(place.data, place.web)
    )
    app.state.site = site
    verifying.cleared(place.data)
    errors.add_to(app)
    for router in _routers(pages):
        app.include_router(router)
    for router in _routers(api):
        app.include_router(router, prefix=API_PREFIX)
    framed = Framed(Worded(Caught(app.inner)))
    limited = Limited(framed, place.web.request_seconds)
    entered = Entered(Noted(limited, site), site)
    counting = Counted(Caught(entered), counted(app, site))
    app.outer = Headed(counting, secure=place.web.secure)
    return app


def counted(app: FastAPI, site: Site) -> Counts:
    """What is counted of an application, for /metrics."""
    app.state.counts = counts = Counts()
    counts.registry.register(Gauges(site))
    return counts


def _routers(folder: ModuleType) -> Iterator[APIRouter]:
    """The `router` of every file of a package."""
    for found in sorted(one.name for one in iter_modules(folder.__path__)):
        yield cast(APIRouter, import_module(f"{folder.__name__}.{found}").router)
