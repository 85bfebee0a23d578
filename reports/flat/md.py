"""The tables as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reports.flat.model import Tables, safe, shown
from reports.markdown import escaped
from reports.tabular import Sheet


def written(tables: Tables) -> bytes:
    return ("\n".join(_lines(tables)) + "\n").encode()


def _lines(tables: Tables) -> Iterator[str]:
    yield f"# {escaped(safe(tables.title))}\n"
    for label, words in tables.lines:
        yield f"- {escaped(safe(label))}：{escaped(safe(words))}"
    for sheet in tables.sheets:
        yield from _section(sheet)


def _section(sheet: Sheet) -> Iterator[str]:
    yield f"\n## {escaped(sheet.title)}\n"
    if not sheet.rows:
        yield sheet.empty
        return
    yield _row([escaped(column.title) for column in sheet.columns])
    yield _row(["---"] * len(sheet.columns))
    for row in sheet.rows:
        yield _row([escaped(shown(cell)) for cell in row])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
