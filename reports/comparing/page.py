"""The reviewer's page: one file that works from a folder, with no request to any host.

The table stands in the page as it was shipped; scripts of our own (page/*.js) rank it anew.
"""

from __future__ import annotations

import base64
from functools import cache
from hashlib import sha256
from importlib.resources import files

from markupsafe import Markup

from reports import wording
from reports.comparing.model import Comparison
from reports.comparing.payload import payload
from reports.comparing.standing import standing
from reports.pages import render

# In the order in which they know each other.
_SCRIPTS = (
    "making", "scoring", "weights", "chance", "table", "address", "drawer", "keeping",
    "minutes", "main",
)  # fmt: skip


def written(comparison: Comparison) -> bytes:
    """The page; the same bytes for the same comparison."""
    script = _script()
    digest = base64.b64encode(sha256(script.encode()).digest()).decode()
    page = render(
        "comparison.html.j2",
        style=_own("comparison.css") + _own_style(comparison),
        shown=standing(comparison),
        data=Markup(payload(comparison)),  # noqa: S704 - JSON without < > &
        script=Markup(script),  # noqa: S704 - our own files
        script_hash=Markup(digest),  # noqa: S704 - base64
    )
    return page.encode()


def _own_style(comparison: Comparison) -> str:
    """How many columns there are, and which data every printed page is of."""
    digest = comparison.digest if comparison.digest.isalnum() else ""
    day = wording.as_of_date(comparison.as_of)
    words = f'content: "源证 · 项目比较 · 截至 {day} · {digest[:16]}"'
    foot = f"@bottom-left {{ {words}; font: 8pt sans-serif; color: #5f6a76; }}"
    return f":root {{ --criteria: {len(comparison.criteria)}; }}\n@page {{ {foot} }}\n"


@cache
def _script() -> str:
    """Our files in one scope of their own; the data first."""
    start = '"use strict";\nconst DATA = JSON.parse(document.getElementById("data").textContent);\n'
    return "\n(() => {\n" + start + "\n".join(_own(f"{one}.js") for one in _SCRIPTS) + "})();\n"


@cache
def _own(name: str) -> str:
    return files("reports").joinpath("comparing", "page", name).read_text(encoding="utf-8")
