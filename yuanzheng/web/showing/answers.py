"""A page made of a kept body: made once for a copy and a scope, framed anew for each visitor."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from fastapi import Request
from fastapi.responses import Response
from markupsafe import Markup

from yuanzheng.web.access.visitors import Visitor
from yuanzheng.web.copies import Open
from yuanzheng.web.rendering import page, templates
from yuanzheng.web.showing.keeping import Bodies

_MOST = 96 * 2**20
_KEPT = {"cache-control": "private, no-cache", "vary": "cookie"}
_FOLDER = Path(__file__).parents[1]
# What makes pages of a copy: after an upgrade a browser must not keep the old ones.
_PROGRAM, _WRITTEN = ("reports", "scoring", "warehouse", "yuanzheng"), {".py", ".sql", ".toml"}
bodies = Bodies(_MOST)


@dataclass(frozen=True, slots=True)
class Made:
    """What a page consists of: its title and its HTML."""

    title: str
    html: str


def piece(template: str, title: str, **values: object) -> Made:
    """A body from a template; nothing in it may depend on who asks beyond what its key says."""
    return Made(title, templates().get_template(template).render(**values))


def answered(
    request: Request, visitor: Visitor, opened: Open, key: tuple[Hashable, ...],
    make: Callable[[], Made], mark: str = "",
) -> Response:  # fmt: skip
    """The page, or 304 where the browser has it as it is.

    `key`: all that the body depends on besides the copy; `mark`: what else the page shows that
    changes with neither (such as the failure of last night).
    """
    whole = (opened.copy.folder, *key)
    tag = _tag(request, visitor, whole, mark)
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers={"etag": tag, **_KEPT})
    title, _, html = kept(whole, make).decode().partition("\n")
    answer = page(request, visitor, "body.html.j2", title=title, body=Markup(html))  # noqa: S704
    answer.headers.update({"etag": tag, **_KEPT})
    return answer


def kept(key: tuple[Hashable, ...], make: Callable[[], Made]) -> bytes:
    """The title and the body under a whole key, made when nobody asked before."""
    return bodies.get(key, lambda: _packed(make()))


def scope(visitor: Visitor) -> Hashable:
    """What a body that lists projects depends on: which of them the visitor sees."""
    return visitor.projects


def _packed(made: Made) -> bytes:
    return f"{' '.join(made.title.split())}\n{made.html}".encode("utf-8", "replace")


def _tag(request: Request, visitor: Visitor, key: tuple[Hashable, ...], mark: str) -> str:
    """Weak: another visitor, session, copy, address or version of the program is another page."""
    held = visitor.projects
    seen = "*" if held is None else " ".join(sorted(held))
    parts = (visitor.key, visitor.name, visitor.role, seen, str(key[0]), str(request.url.path),
             request.url.query, mark, program())  # fmt: skip
    return f'W/"{sha256("|".join(parts).encode("utf-8", "replace")).hexdigest()[:32]}"'


@cache
def program() -> str:
    """Which program this process serves: its templates, styles and scripts, and what makes them
    pages."""
    root = _FOLDER.parents[1]
    made = (path for room in _PROGRAM for path in (root / room).rglob("*"))
    shown = (path for place in ("templates", "static") for path in (_FOLDER / place).iterdir())
    found = sorted({*shown, *(path for path in made if path.suffix in _WRITTEN)})
    return sha256(b"".join(p.read_bytes() for p in found if p.is_file())).hexdigest()[:16]
