"""The laid-out table of a form: rows of six columns, as the originals have them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from reports.forms.model import Cell, Entry, Grid
from scoring.form_lines import Place, Row, row
from scoring.policy_parts import FormField
from yuanzheng.forms import values
from yuanzheng.forms.source import Source

_WHOLE = 6
_SHARES = (5, 5, 6, 5, 5, 6)
_NUMBER, _ID = 3, 8


def laid(source: Source, lines: Sequence[str]) -> Grid:
    rows: list[tuple[Cell, ...]] = []
    for group, found in groupby(map(row, lines), key=lambda one: (one.kind, one.words)):
        same = list(found)
        if group[0] == "cells" and group[1]:
            rows += _grouped(source, same)
        else:
            rows += (cells for one in same for cells in _row(source, one))
    return Grid(tuple(rows), _SHARES)


def _row(source: Source, one: Row) -> Iterator[tuple[Cell, ...]]:
    if one.kind == "title":
        yield (_head(one.words, _WHOLE),)
    elif one.kind == "across":
        label, entry = source.place(one.places[0])
        yield (_head(label, _WHOLE),)
        yield (Cell(entry, _WHOLE),)
    elif one.kind == "years":
        yield from _years(source, one)
    elif one.kind == "goals":
        yield from _goals(source, one)
    else:
        wide = 5 if len(one.places) == 1 else 2
        yield tuple(c for place in one.places for c in _pair(source, place, wide))


def _grouped(source: Source, rows: Sequence[Row]) -> Iterator[tuple[Cell, ...]]:
    """Rows under one label, which stands once at their left."""
    for at, one in enumerate(rows):
        first = (_head(one.words, 1, len(rows)),) if at == 0 else ()
        widths = (4,) if len(one.places) == 1 else (1, 2)
        pairs = (_pair(source, place, wide) for place, wide in zip(one.places, widths, strict=True))
        yield (*first, *(cell for pair in pairs for cell in pair))


def _pair(source: Source, place: Place, width: int) -> Iterator[Cell]:
    label, entry = source.place(place)
    yield _head(label)
    yield Cell(entry, width)


def _years(source: Source, one: Row) -> Iterator[tuple[Cell, ...]]:
    fields = [source.field(ref.field_id) for ref in one.refs()]
    yield (_head(one.words, 2), *(_head(year) for year in fields[0].columns))
    for field in fields:
        figures = values.figures(field, source.stated)
        yield (_head(field.title, 2), *(Cell(entry) for entry in figures))


def _goals(source: Source, one: Row) -> Iterator[tuple[Cell, ...]]:
    """Indicators by kind, each numbered; a kind nobody has filled in has one empty row."""
    fields = [source.field(ref.field_id) for ref in one.refs()]
    told = [values.rows(field, source.stated) or (("", ""),) for field in fields]
    heads = (_head("指标类别"), _head(fields[0].columns[0], 2), _head(fields[0].columns[1], 2))
    yield (_head(one.words, 1, 1 + sum(map(len, told))), *heads)
    for field, rows in zip(fields, told, strict=True):
        for at, (name, value) in enumerate(rows, 1):
            first = (_head(field.title, 1, len(rows)),) if at == 1 else ()
            numbered = Entry(f"{at}　{name}") if name else Entry(None)
            yield (*first, Cell(numbered, 2), Cell(Entry(value or None), 2))


def listed(field: FormField, source: Source) -> Grid:
    """A table of people or of things, numbered; columns as wide as what stands in them asks."""
    head = tuple(_head(one) for one in ("序号", *field.columns))
    stated = values.rows(field, source.stated) or (("",) * len(field.columns),)
    rows = tuple(
        tuple(Cell(Entry(cell or None)) for cell in (str(n), *row))
        for n, row in enumerate(stated, 1)
    )
    return Grid((head, *rows), (_NUMBER, *map(_share, field.columns)), repeat=1)


def _share(column: str) -> int:
    if column == "身份证号":
        return _ID
    return min(_ID, max(_NUMBER, *map(len, column.split())))


def _head(words: str, width: int = 1, height: int = 1) -> Cell:
    return Cell(Entry(words), width, head=True, height=height)
