"""What templates of the site know beyond those of the reports."""

from __future__ import annotations

from urllib.parse import quote

from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader
from markupsafe import Markup

from reports import pages
from reports.visible import one_line
from yuanzheng.web.showing import charts

LONGEST = 120
_READERS = ("admin", "reviewer", "applicant")
PAGES = (
    ("/trends", "趋势", _READERS),
    ("/comparisons", "比较", ("admin", "reviewer")),
    ("/policies", "政策", _READERS),
    ("/runs", "运行", ("admin", "reviewer")),
)
"""Where the head of every page leads, and whom."""


def dressed(made: Environment) -> Environment:
    """Everything printed goes through the one gate of the reports, whose macros and parts are at
    hand as `reports/…`."""
    found = pages.gated(made)
    reports = PrefixLoader({"reports": PackageLoader("reports", "templates")})
    found.loader = ChoiceLoader([one for one in (made.loader, reports) if one])
    found.filters |= {"brief": brief, "project": address, "bare_key": bare_key}
    found.globals |= {"swatch": charts.swatch, "reading_pages": PAGES}
    return found


def brief(text: str) -> Markup:
    """A name of at most a line or two; however long, all of it stands in its title."""
    if len(text) <= LONGEST:
        return Markup("<bdi>{}</bdi>").format(one_line(text))
    whole = one_line(text, 1_000)
    return Markup('<bdi title="{}">{}…</bdi>').format(whole, one_line(text[:LONGEST]))


def address(project_id: str) -> str:
    """The first page of a project."""
    return f"/projects/{quote(project_id, safe='')}"


def bare_key(key: str, repo_id: str) -> str:
    """The key of a row without the repository it begins with."""
    return key.removeprefix(f"{repo_id}|")
