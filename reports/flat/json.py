"""The tables as JSON: each as columns and rows, and what they were made of."""

from __future__ import annotations

from reports import wording
from reports.flat.model import Tables, safe
from reports.jsontext import written as text
from reports.tabular import Cell


def written(tables: Tables) -> bytes:
    document = {
        "title": tables.title,
        "as_of": tables.as_of.astimezone(wording.ZONE).isoformat(),
        "about": [{"label": safe(label), "words": safe(words)} for label, words in tables.lines],
        "tables": [
            {
                "title": sheet.title,
                "columns": [column.title for column in sheet.columns],
                "rows": [[_cell(cell) for cell in row] for row in sheet.rows],
            }
            for sheet in tables.sheets
        ],
        **tables.data,
    }
    return text(document).encode()


def _cell(cell: Cell) -> Cell:
    return safe(cell) if isinstance(cell, str) else cell
