"""Tables on a terminal, as text: rich counts two columns for a Chinese character."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from yuanzheng.widths import columns as wide
from yuanzheng.widths import plain

_NARROWEST = 12


def drawn(
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    numbers: AbstractSet[int] = frozenset(),
    narrowed: tuple[int, int] | None = None,
) -> str:
    """Lines of a table without colours, as wide as its contents; `numbers` stand to the right.
    `narrowed`: a column and how wide it may be; what is longer goes on in the next line."""
    from io import StringIO

    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for place, title in enumerate(columns):
        folded = narrowed is not None and narrowed[0] == place
        table.add_column(
            title, justify="right" if place in numbers else "left", no_wrap=not folded,
            overflow="fold", width=narrowed[1] if narrowed and folded else None,
        )  # fmt: skip
    for row in rows:
        table.add_row(*(Text(plain(cell)) for cell in row))
    # A terminal wraps what is too wide; nothing is cut here.
    console = Console(file=StringIO(), width=1 << 14, color_system=None, legacy_windows=False)
    with console.capture() as text:
        console.print(table)
    return "\n".join(line.rstrip() for line in text.get().splitlines()).strip("\n")


def fitting(
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    name: int,
    *,
    numbers: AbstractSet[int] = frozenset(),
    width: int | None = None,
) -> str | None:
    """The table no wider than `width` (None: any), its column `name` folded if need be; None where
    a terminal is too narrow for a table."""
    whole = drawn(columns, rows, numbers=numbers)
    over = max(map(wide, whole.splitlines())) - (width or 1 << 14)
    if over <= 0:
        return whole
    natural = max(wide(plain(text)) for text in (columns[name], *(row[name] for row in rows)))
    if natural - over < _NARROWEST:
        return None
    return drawn(columns, rows, numbers=numbers, narrowed=(name, natural - over))
