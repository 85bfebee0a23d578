"""What a form is made of: plain values, so that no format knows a policy."""

from __future__ import annotations

from dataclasses import dataclass

BLANK = "【待申报单位填写】"
DRAFT = "【草稿，须由申报单位改定】"


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands in one place. `text` None: nobody has filled it in, and the form shows so.

    `draft`: made of data, to be reworked by a person; its figures name their evidence ids.
    """

    text: str | None = None
    draft: str | None = None

    @property
    def shown(self) -> str:
        """The words as they stand: a draft is called one, an empty place is visibly empty."""
        drafted = f"{DRAFT}{self.draft}" if self.draft else None
        return "\n".join(filter(None, (self.text, drafted))) or BLANK


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell over `width` columns; `head`: a label of the form itself."""

    entry: Entry
    width: int = 1
    head: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of as many columns as each of its rows spans.

    `shares`: how wide the columns are against each other; such a table is set small, and its first
    row is repeated on each page.
    """

    rows: tuple[tuple[Cell, ...], ...]
    shares: tuple[int, ...] = ()

    @property
    def columns(self) -> int:
        return sum(cell.width for cell in self.rows[0])


@dataclass(frozen=True, slots=True)
class Line:
    """A line of its own: `label：value`, or words alone where there is no entry."""

    label: str
    entry: Entry | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; blanks within it are filled."""

    words: str
    indented: bool = True


@dataclass(frozen=True, slots=True)
class Heading:
    words: str
    level: int = 1


Part = Grid | Line | Text | Heading


@dataclass(frozen=True, slots=True)
class Form:
    """One paper. `landscape` for wide tables; `notice` stands small at its end."""

    form_id: str
    title: str
    parts: tuple[Part, ...]
    cover: bool = False
    landscape: bool = False
    notice: str = ""
