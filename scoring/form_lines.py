"""The small language in which a policy file lays out the table of a form.

`# words`: a title across. `field`, `a b`: one field or two in a row, each beside its label;
`a+b`: two in one place; `label=field`: under a label other than its own; `field@3`: one column
of a row of figures. `group > a b`: a row under a label that stands once for all of its rows.
`= field`: its label across, its answer below. `@ words a b`: rows of figures under their years.
`% words a b`: tables of indicators, numbered, one below the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["title", "cells", "across", "years", "goals"]
_MARKS: dict[str, Kind] = {"@": "years", "%": "goals"}


@dataclass(frozen=True, slots=True)
class Ref:
    """A field, or one column of its row of figures, counted from 0."""

    field_id: str
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """What stands beside one label; `label` None: that of the field."""

    label: str | None
    refs: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One line; `words` is its title or the label of its group."""

    kind: Kind
    words: str = ""
    places: tuple[Place, ...] = ()

    def refs(self) -> tuple[Ref, ...]:
        return tuple(ref for place in self.places for ref in place.refs)


def row(line: str) -> Row:
    """Reads one line. Raises `ValueError` where a column is no number."""
    if line.startswith("#"):
        return Row("title", line[1:].strip())
    mark, _, rest = line.partition(" ")
    if mark == "=":
        return Row("across", "", (_place(rest.strip()),))
    if mark in _MARKS:
        title, *names = rest.split()
        return Row(_MARKS[mark], title, tuple(map(_place, names)))
    group, _, cells = line.rpartition(" > ")
    return Row("cells", group.strip(), tuple(map(_place, cells.split())))


def ref(name: str) -> Ref:
    field_id, at, column = name.partition("@")
    return Ref(field_id, int(column) if at else None)


def _place(words: str) -> Place:
    label, _, names = words.rpartition("=")
    return Place(label or None, tuple(map(ref, names.split("+"))))
