"""Who asks."""

from __future__ import annotations

from starlette.requests import Request

from yuanzheng.web.access import visitors
from yuanzheng.web.access.visitors import Visitor
from yuanzheng.web.site import Site


def known(site: Site, request: Request) -> Visitor:
    """The visitor behind a request."""
    return visitors.local_admin(site.key) if site.place.web.private else visitors.nobody()
