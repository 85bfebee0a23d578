"""The tables as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from reports.flat.model import Tables, safe, shown
from reports.tabular import Sheet

_MARKS = re.compile(r"([\\`*_\[\]|~$#])")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def written(tables: Tables) -> bytes:
    return ("\n".join(_lines(tables)) + "\n").encode()


def _lines(tables: Tables) -> Iterator[str]:
    yield f"# {_escaped(safe(tables.title))}\n"
    for label, words in tables.lines:
        yield f"- {_escaped(safe(label))}：{_escaped(safe(words))}"
    for sheet in tables.sheets:
        yield from _section(sheet)


def _section(sheet: Sheet) -> Iterator[str]:
    yield f"\n## {_escaped(sheet.title)}\n"
    if not sheet.rows:
        yield sheet.empty
        return
    yield _row([_escaped(column.title) for column in sheet.columns])
    yield _row(["---"] * len(sheet.columns))
    for row in sheet.rows:
        yield _row([_escaped(shown(cell)) for cell in row])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _escaped(text: str) -> str:
    """Nothing of it is read as Markdown or HTML, and it stays on its line."""
    entities = re.sub("[&<>]", lambda found: _ENTITIES[found[0]], text)
    return _MARKS.sub(r"\\\1", entities).replace("\n", "<br>")
