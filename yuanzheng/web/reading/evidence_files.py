"""The files of a project's report in a published copy, and the one place they are taken from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from reports import filenames
from warehouse.copies import Copy

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


def folders(copy: Copy, names: Mapping[str, str]) -> dict[str, Path]:
    """Where the report of each project lies, by id; `names`: of all projects of the copy."""
    return {one: copy.evidence / name for one, name in filenames.folders(names).items()}


def listed(home: Path) -> tuple[File, ...]:
    """The files of a project's report, the page first; those of a folder after the others."""
    return tuple(_listed(home))


def found(home: Path, path: str) -> Path | None:
    """The file of that relative path, None unless it is listed: no path leads elsewhere."""
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
