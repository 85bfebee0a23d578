"""`index.html`: the projects of an evidence folder with key figures, outcomes and links.

It leads to the comparison where there is one: whichever is written later adds the link, so the
same folder has the same index.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from markupsafe import Markup

from reports import filenames, pages, placing, wording
from reports.arranging import CEILING
from reports.evidence import EvidenceRow, Project, Report

_COMPARISON = ("比较", "比较.html")
# stands where the link would be; text of the projects is escaped and cannot be the same
_PLACE = "<!-- comparison -->"
_LINK = (
    f'<p class="notice" role="note"><a href="./{filenames.address(*_COMPARISON)}">项目比较页</a>：'
    "最近一次 yuanzheng compare 写的，截止时刻写在它的页首。</p>"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """`links`: (title, relative address); `page`: the address a reader should open first.

    `figures`: (row, what bounds it from below, its shares by platform).
    """

    project: Project
    figures: tuple[tuple[EvidenceRow, EvidenceRow | None, tuple[tuple[str, float], ...]], ...]
    outcomes: tuple[tuple[str, tuple[tuple[str, int], ...]], ...]
    links: tuple[tuple[str, str], ...]
    page: str | None
    notices: tuple[str, ...]


def entry(report: Report, written: Sequence[tuple[str, Path]], out: Path) -> Entry:
    """What the index says of a project; `written`: (format title, file a reader would open)."""
    links = tuple((title, _address(path, out)) for title, path in written)
    pages_first = [href for _, href in links if href.endswith(".html")]
    return Entry(
        project=report.project,
        figures=tuple(
            (row, report.at_least(row), report.shares(row)) for row in report.key_figures()
        ),
        outcomes=tuple(
            (
                policy.title,
                wording.outcome_counts(
                    c.outcome
                    for c in report.clauses
                    if c.policy_id == policy.policy_id and c.level != CEILING
                ),
            )
            for policy in report.policies
        ),
        links=links,
        page=pages_first[0] if pages_first else None,
        notices=report.notices,
    )


def write(
    entries: Sequence[Entry], as_of: datetime, out: Path, left_out: Sequence[str] = (),
    root: str | None = None,
) -> Path:  # fmt: skip
    """`left_out`: names of projects that should stand here and could not be read."""
    path = out / "index.html"
    sample = any(one.project.sample for one in entries)
    place = Markup(_LINK if out.joinpath(*_COMPARISON).is_file() else _PLACE)  # noqa: S704
    text = pages.render(
        "index.html.j2", entries=entries, as_of=as_of, sample=sample, left_out=left_out, root=root,
        comparison=place,
    )  # fmt: skip
    return placing.put(path, text.encode())


def lead_to_comparison(out: Path) -> None:
    """Adds the link to an index that is there already. Raises `OSError`."""
    path = out / "index.html"
    if path.is_file():
        text = path.read_text(encoding="utf-8", errors="surrogateescape")
        linked = text.replace(_PLACE, _LINK, 1)
        if linked != text:
            placing.put(path, linked.encode(errors="surrogateescape"))


def _address(path: Path, out: Path) -> str:
    """Relative, so that the folder can be moved; percent-encoded, so that no name is a scheme."""
    return "./" + filenames.address(*path.relative_to(out).parts)
