"""One table for many applicants: a row each, in the columns of the original."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reports.forms.model import Cell, Entry, Grid
from scoring.form_lines import ref
from scoring.policy_forms import Form as Asked
from yuanzheng.forms.source import Source

_SHARES = {"#": 2, "text": 20, "line": 6, "@": 6}


@dataclass(frozen=True, slots=True)
class Row:
    """An applicant; `remarks`: what whoever checks is to look at, put after its own remarks."""

    source: Source
    remarks: tuple[str, ...] = ()


def grid(asked: Asked, rows: Sequence[Row]) -> Grid:
    head = tuple(Cell(Entry(one), head=True) for one in asked.heads)
    lines = (
        tuple(Cell(_entry(one, at, row, one == asked.columns[-1])) for one in asked.columns)
        for at, row in enumerate(rows, 1)
    )
    shares = tuple(_share(rows[0].source, one) for one in asked.columns)
    return Grid((head, *lines), shares, repeat=1, small=True)


def _entry(column: str, number: int, row: Row, last: bool) -> Entry:
    if column == "#":
        return Entry(str(number), value=float(number))
    if column == "@":
        return Entry(row.source.policy.kind)
    if last:
        found = row.source.entry(ref(column))
        return Entry("\n".join(filter(None, (found.text, *row.remarks))))
    found = row.source.amount(ref(column))
    return (
        found
        if row.source.field(ref(column).field_id).kind == "text"
        else replace(found, hint=None)
    )


def _share(source: Source, column: str) -> int:
    kind = column if column in _SHARES else source.field(ref(column).field_id).kind
    return _SHARES.get(kind, 5)
