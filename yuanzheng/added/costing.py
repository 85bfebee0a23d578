"""How many requests a first collection takes, and how long the platform's quota makes it last."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import ceil
from typing import Any

_SECONDS_A_REQUEST = 0.3
V5 = ("gitee", "gitcode")
_TITLES = {
    "stars": "星标数", "forks": "Fork 数", "issues": "Issue 数", "change_requests": "变更请求数",
    "fortnights": "建立日期", "discussions": "讨论数",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seen:
    """What the platform says of a repository, model, dataset or space before it is collected.

    None: it was not said. `fortnights` of its life; `discussions` are the Hub's.
    """

    stars: int | None = None
    forks: int | None = None
    issues: int | None = None
    change_requests: int | None = None
    fortnights: int | None = None
    discussions: int | None = None


@dataclass(frozen=True, slots=True)
class Cost:
    """Requests at the least, and as they usually come out; the same of seconds."""

    least: int
    usual: int
    least_seconds: float
    usual_seconds: float


def unsaid(platform: str, seen: Seen) -> tuple[str, ...]:
    """What the numbers rest on and the platform did not say, in words."""
    model = _model()["v5" if platform in V5 else platform]
    used = {name for row in model for name in row.get("of", ())}
    used -= {"change_requests"} if platform == "github" else set()  # its issues count them
    return tuple(
        title for name, title in _TITLES.items() if name in used and getattr(seen, name) is None
    )


def requests(platform: str, seen: Seen) -> dict[str, tuple[int, int]]:
    """By stream: the least by what is known, and the usual. Model: pages of a list, rounded up,
    with the numbers of rows and pages of docs/costs.md."""
    least, usual = _rows(seen, usual=False), _rows(seen, usual=True)
    return {
        row["stream"]: (_asked(row, least), _asked(row, usual))
        for row in _model()["v5" if platform in V5 else platform]
    }


def cost(platform: str, found: Mapping[str, tuple[int, int]], *, token: bool) -> Cost:
    """What these requests come to at the platform's quota."""
    least = sum(one for one, _ in found.values())
    usual = sum(one for _, one in found.values())
    return Cost(least, usual, seconds(platform, least, token), seconds(platform, usual, token))


def seconds(platform: str, number: int, token: bool) -> float:
    """At the least: what the windows of the quota make it wait, or the answers take."""
    quota = _model()["quota"][platform]
    windows = max(ceil(number / quota["requests"][token]) - 1, 0)
    return float(max(number * _SECONDS_A_REQUEST, windows * quota["seconds"]))


def bare(platform: str) -> int:
    """Requests of a repository of which nothing is known, at the least."""
    return sum(one for one, _ in requests(platform, Seen()).values())


def _asked(row: Mapping[str, Any], rows: Mapping[str, float]) -> int:
    known = sum(rows.get(name, 0) for name in row.get("of", ()))
    pages = max(1, ceil(known / int(row["page"]))) if "of" in row else 0
    return pages + int(row.get("more", 0))


def _rows(seen: Seen, *, usual: bool) -> dict[str, float]:
    issues, changes = seen.issues or 0, seen.change_requests or 0
    each = _model()["usual"] if usual else {}
    said = each.get("comments_each", 0)
    return {
        "stars": seen.stars or 0, "forks": seen.forks or 0, "fortnights": seen.fortnights or 0,
        "issues": issues, "change_requests": changes, "discussions": seen.discussions or 0,
        "comments": (issues + changes) * said, "comments_of_issues": issues * said,
        "comments_of_change_requests": changes * said,
        "inline": changes * each.get("inline_each", 0),
        "commits": changes * each.get("commits_each", 0),
    }  # fmt: skip


@cache
def _model() -> dict[str, Any]:
    return tomllib.loads(files("yuanzheng.added").joinpath("costs.toml").read_text("utf-8"))
