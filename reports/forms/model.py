"""What a form is made of: plain values, so that no format knows a policy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

BLANK = "【待申报单位填写】"
DRAFT = "【草稿，须由申报单位改定】"


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands in one place. `text` None: nobody has filled it in, and the form shows so; "":
    nothing is wanted there.

    `draft`: made of data, to be reworked by a person; its figures name their evidence ids. `hint`:
    what the form itself says of an empty place. For a workbook: `value` is the number or day that
    `text` writes (a number with its `unit`), `formula` how it follows from the entries named in
    braces, `name` its own.
    """

    text: str | None = None
    draft: str | None = None
    hint: str | None = None
    value: float | date | None = None
    unit: str = ""
    formula: str | None = None
    name: str | None = None

    @property
    def shown(self) -> str:
        """The words as they stand: a draft is called one, an empty place is visibly empty."""
        if self.text is None and not self.draft:
            return "\n".join(filter(None, (BLANK, self.hint)))
        return "\n".join(filter(None, (self.text, self.draft and f"{DRAFT}{self.draft}")))


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell over `width` columns and `height` rows; `head`: a label of the form itself."""

    entry: Entry
    width: int = 1
    head: bool = False
    height: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; a row holds the cells that begin in it. `shares`: how wide its columns are against
    one another; none: all alike. `repeat`: rows at its top that stand again on each page. `small`:
    set small, no row cut by the end of a page."""

    rows: tuple[tuple[Cell, ...], ...]
    shares: tuple[int, ...] = ()
    repeat: int = 0
    small: bool = False

    @property
    def columns(self) -> int:
        return sum(cell.width for cell in self.rows[0])

    def placed(self) -> Iterator[tuple[int, int, Cell]]:
        """Row and column at which each cell begins."""
        taken: set[tuple[int, int]] = set()
        for at, row in enumerate(self.rows):
            free = iter([c for c in range(self.columns) if (at, c) not in taken])
            for cell in row:
                column = next(free)
                over = [next(free) for _ in range(cell.width - 1)]
                for down in range(1, cell.height):
                    taken.update((at + down, one) for one in (column, *over))
                yield at, column, cell


@dataclass(frozen=True, slots=True)
class Line:
    """A line of its own: `label：value`, or words alone where there is no entry."""

    label: str
    entry: Entry | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; blanks within it are filled. `small`: a note below a table."""

    words: str
    indented: bool = True
    small: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    words: str
    level: int = 1


Part = Grid | Line | Text | Heading


@dataclass(frozen=True, slots=True)
class Form:
    """One paper. `heading`: its title as printed, in several lines; `landscape` for wide tables;
    `notice` stands small at its end; `workbook`: it is wanted as one too."""

    form_id: str
    title: str
    parts: tuple[Part, ...]
    cover: bool = False
    landscape: bool = False
    notice: str = ""
    workbook: bool = False
    heading: str = ""

    @property
    def headlines(self) -> list[str]:
        return (self.heading or self.title).split("\n")
