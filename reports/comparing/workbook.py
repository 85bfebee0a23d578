"""XLSX of a comparison: change a weight and the projects are ranked anew."""

from __future__ import annotations

from datetime import UTC

from reports.comparing.model import Comparison
from reports.comparing.xlsx import about, evidence, minutes, scores, spans, table, weights
from reports.comparing.xlsx.pen import Pen

_OPTIONS = {"max_url_length": 2079}
_SHEETS = (
    about.write, table.write, weights.write, scores.order, scores.write, spans.write,
    spans.pairs, evidence.write, minutes.write,
)  # fmt: skip


def written(made: Comparison) -> bytes:
    """The same bytes for the same comparison; every formula holds the value it has."""
    from reports.workbooks import Book

    book = Book(_OPTIONS)
    book.set_properties({"created": made.as_of.astimezone(UTC).replace(tzinfo=None)})
    pen = Pen(book, made)
    for write in _SHEETS:
        write(pen)
    return book.made()
