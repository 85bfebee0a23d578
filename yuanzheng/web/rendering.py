"""Pages from templates, with everything of others escaped."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from yuanzheng.web import files
from yuanzheng.web.access import tokens
from yuanzheng.web.access.visitors import Visitor
from yuanzheng.web.showing.dressing import dressed
from yuanzheng.web.site import site

TEMPLATES = Path(__file__).parent / "templates"


def page(
    request: Request, visitor: Visitor, template: str, /, status: int = 200, **values: object
) -> HTMLResponse:
    """A page for a visitor. Templates also have `visitor`, `nonce` (for `<script nonce>`), `csrf`
    (for the hidden field of that name in every form that changes something), `path`,
    `static("file")`, `configured` (there is a file that projects can be added to)."""
    text = templates().get_template(template).render(
        visitor=visitor, nonce=request.scope["state"]["nonce"], csrf=tokens.token(visitor.key),
        path=request.url.path, status=status,
        configured=site(request).place.config is not None, **values,
    )  # fmt: skip
    return HTMLResponse(text, status)


@cache
def templates() -> Environment:
    """Every template; what is unknown to them is an error, not nothing."""
    loader = FileSystemLoader(TEMPLATES)
    found = dressed(Environment(loader=loader, autoescape=True, undefined=StrictUndefined))
    found.globals["static"] = files.address
    found.filters["moment"] = datetime.fromisoformat
    return found
