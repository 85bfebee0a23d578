"""The files of a project's report in a published copy, and the one place they are taken from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from reports import filenames, loading
from warehouse.copies import Copy
from warehouse.queried import Queried

# Shown as they are, apart from the site; everything else is handed over to be kept.
INSIDE = frozenset({".html"})
_KINDS = {
    ".html": "网页", ".pdf": "PDF", ".docx": "Word", ".xlsx": "Excel", ".json": "JSON",
    ".csv": "CSV", ".md": "Markdown",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class File:
    """`address`: below the files of the project, percent-encoded; `inside`: opens in the browser;
    `top`: lies in no folder of its own."""

    address: str
    title: str
    size: str
    inside: bool
    top: bool


def folder(asked: Queried, copy: Copy, project_id: str) -> Path:
    """Where the report of a project lies; named after all projects of the copy."""
    names = {one.project_id: one.name for one in loading.projects(asked)}
    return copy.evidence / filenames.folders(names)[project_id]


def named(asked: Queried, name: str) -> str | None:
    """Whose folder bears that name; None: nobody's."""
    names = filenames.folders({one.project_id: one.name for one in loading.projects(asked)})
    return next((key for key, one in names.items() if one == name), None)


def listed(asked: Queried, copy: Copy, project_id: str) -> tuple[File, ...]:
    """The files of a project's report, the page first; those of a folder after the others."""
    return tuple(_listed(folder(asked, copy, project_id)))


def found(asked: Queried, copy: Copy, project_id: str, path: str) -> Path | None:
    """The file of that relative path, None unless it is listed: no path leads elsewhere."""
    home = folder(asked, copy, project_id)
    return next((one for one in _files(home) if one.relative_to(home).as_posix() == path), None)


def _listed(home: Path) -> Iterator[File]:
    order = list(_KINDS)
    for path in sorted(_files(home), key=lambda p: (p.parent != home, _place(order, p), p.name)):
        name = path.relative_to(home)
        kind = _KINDS.get(path.suffix, path.suffix.lstrip(".").upper())
        yield File(
            filenames.address(*name.parts), f"{name.with_suffix('').as_posix()}（{kind}）",
            _size(path.stat().st_size), path.suffix in INSIDE, len(name.parts) == 1,
        )  # fmt: skip


def _place(order: list[str], path: Path) -> int:
    return order.index(path.suffix) if path.suffix in order else len(order)


def _files(home: Path) -> Iterator[Path]:
    if home.is_dir():
        yield from (p for p in home.rglob("*") if p.is_file() and not p.is_symlink())


def _size(count: int) -> str:
    return f"{count / 1024:,.0f} KiB" if count < 2**20 else f"{count / 2**20:,.1f} MiB"
