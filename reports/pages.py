"""Turns templates into pages: everything that is printed goes through one safe gate."""

from __future__ import annotations

import base64
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from markupsafe import Markup, escape

from reports import wording
from reports.visible import clipped, kept, visible
from warehouse.numerals import number

if TYPE_CHECKING:
    from jinja2 import Environment

_LINKABLE = frozenset(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#[]@!$&'()*+,;=%"
)
_PLACES = ("templates", "comparing/page")


def render(template: str, *, style: str = "", **values: object) -> str:
    """The page made by a template of `reports/templates` or `reports/comparing/page`.

    Values are escaped and shown with `visible`; only what is already `Markup` passes as it is.
    `style`: what is added to the style sheet of all pages.
    """
    css = _css() + style
    policy = base64.b64encode(sha256(css.encode()).digest()).decode()
    page = _environment().get_template(template)
    return page.render(css=Markup(css), css_hash=policy, **values) + "\n"  # noqa: S704 - our own file


@cache
def _css() -> str:
    text = files("reports").joinpath("templates", "page.css").read_text(encoding="utf-8")
    return f"\n{text}"


@cache
def _environment() -> Environment:
    from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

    places = [PackageLoader("reports", place) for place in _PLACES]
    loader = ChoiceLoader(places)
    return gated(Environment(loader=loader, autoescape=True, undefined=StrictUndefined))


def gated(made: Environment) -> Environment:
    """The environment with the one gate for all that is printed, and the words of the reports."""
    made.autoescape = True
    made.finalize = _shown
    made.trim_blocks = made.lstrip_blocks = True
    made.filters |= {
        "link": _link,
        "whole_text": _whole_text,
        "breakable": _breakable,
        "figure": _figure,
        "beijing": wording.beijing,
        "count": wording.count_words,
        "anchor": lambda text: quote(text, safe=""),
    }
    made.globals |= {"wording": wording, "word": wording.word, "code": _code}
    return made


def _code(text: str) -> Markup:
    """A QR code as a picture within the page; no style of its own, which the page would refuse."""
    import segno

    svg = segno.make(text, error="m").svg_inline(scale=3, border=2, svgclass=None, lineclass=None)
    return Markup(svg)  # noqa: S704 - squares only


def _shown(value: Any) -> Any:
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return _escaped(value)


@kept
def _escaped(text: str) -> Markup:
    return escape(clipped(text))


def _whole_text(text: str) -> Markup:
    """Uncut, for texts that must stand in full."""
    return escape(visible(text))


def _breakable(text: str) -> Markup:
    """A name that may break after its slashes and underscores instead of anywhere."""
    safe = escape(clipped(text))
    for mark in "/_":
        safe = safe.replace(mark, Markup(f"{mark}<wbr>"))  # noqa: S704 - one of two marks
    return safe


def _figure(value: float | str | None) -> Markup | str:
    """A figure with its exact value for machines; 未知 for unknown."""
    if value is None:
        return wording.UNKNOWN
    if isinstance(value, str):
        return value
    return Markup(f'<data value="{value!r}">{number(value)}</data>')  # noqa: S704 - digits only


def _link(url: str | None) -> Markup:
    """The address as text, and as a link when it is a plain web address."""
    text = escape(clipped(url or wording.UNKNOWN))
    if url and linkable(url):
        return Markup('<a href="{}" rel="noreferrer noopener">{}</a>').format(url, text)
    return text


def linkable(url: str) -> bool:
    """Whether it is a plain web address, with nothing in it that could be more than that."""
    return set(url) <= _LINKABLE and _is_web(url)


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)
