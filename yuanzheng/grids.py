"""Tables on a terminal, as text: rich counts two columns for a Chinese character."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from yuanzheng.widths import plain


def drawn(
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    numbers: AbstractSet[int] = frozenset(),
) -> str:
    """Lines of a table without colours, as wide as its contents; `numbers` stand to the right."""
    from io import StringIO

    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for place, title in enumerate(columns):
        table.add_column(title, justify="right" if place in numbers else "left", no_wrap=True)
    for row in rows:
        table.add_row(*(Text(plain(cell)) for cell in row))
    # A terminal wraps what is too wide; nothing is cut here.
    console = Console(file=StringIO(), width=1 << 14, color_system=None, legacy_windows=False)
    with console.capture() as text:
        console.print(table)
    return "\n".join(line.rstrip() for line in text.get().splitlines()).strip("\n")
