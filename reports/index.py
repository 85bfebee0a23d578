"""`index.html`: the projects of an evidence folder with key figures, outcomes and links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from reports import filenames, pages, wording
from reports.arranging import CEILING
from reports.evidence import EvidenceRow, Project, Report


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
    text = pages.render(
        "index.html.j2", entries=entries, as_of=as_of, sample=sample, left_out=left_out, root=root
    )
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def _address(path: Path, out: Path) -> str:
    """Relative, so that the folder can be moved; percent-encoded, so that no name is a scheme."""
    return "./" + filenames.address(*path.relative_to(out).parts)
