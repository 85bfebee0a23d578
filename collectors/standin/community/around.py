"""Files of releases, runs, packages and advisories of the sample community."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from collectors.standin.community.dice import Dice
from collectors.standin.community.extras import Advisory, Asset, Package, Run
from collectors.standin.community.model import Release, Repository
from collectors.standin.community.texts import load

Span = tuple[datetime, datetime]


def surround(repo: Repository, span: Span, dice: Dice) -> None:
    """Fills `repo.extras` and the files of its releases; draws from chance of its own, so that
    nothing else of the community moves."""
    repo.releases = [_with_files(release, repo.name, span, dice) for release in repo.releases]
    more, told = repo.extras, load("around")
    more.files = tuple(told["files"])
    more.packages = [_package(row) for row in told["package"] if repo.language == row["of"]]
    more.runs = _runs(repo, span, dice)
    if len(repo.releases) > 10:
        more.advisories = [_advisory(row, span) for row in told["advisory"]]


def _with_files(release: Release, name: str, span: Span, dice: Dice) -> Release:
    age = (span[1] - release.published).days
    files = tuple(
        Asset(
            release.id * 10 + i, f"{name}-{release.tag}-{system}.tar.gz",
            dice.randrange(2_000_000, 9_000_000), dice.randrange(20, 40 + age), release.published,
        )
        for i, system in enumerate(("linux-amd64", "linux-arm64"))
    )  # fmt: skip
    return replace(release, assets=files)


def _runs(repo: Repository, span: Span, dice: Dice) -> list[Run]:
    """One for each of the last commits."""
    made = []
    for place, commit in enumerate(repo.git.log[-150:]):
        at = min(max(commit.committer.at, span[0]), span[1])
        result = "failure" if dice.chance(0.08) else "success"
        number = repo.id * 10_000 + place
        made.append(Run(number, "Tests", at, at + timedelta(minutes=7), result))
    return made


def _package(row: dict[str, str]) -> Package:
    return Package(**{name: value for name, value in row.items() if name != "of"})


def _advisory(row: dict[str, str], span: Span) -> Advisory:
    at = span[1] - timedelta(days=int(row["days_ago"]))
    return Advisory(
        row["ghsa_id"], row["summary"], row["severity"], at, row.get("cve_id"), published=at
    )
