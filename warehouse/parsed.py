"""A connection that parses each statement once: what collecting runs is a few dozen of them, over
and over, and parsing took a third of their time."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from warehouse import opening

if TYPE_CHECKING:
    import duckdb
    import pandas
    import pyarrow

_REMEMBERED = 256
Given = Mapping[str, object] | Sequence[object] | None


class Parsed:
    """Executes like the connection it stands for; one thread at a time."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.bare = connection
        self.known = OrderedDict[str, "duckdb.Statement"]()

    def execute(self, sql: str, given: Given = None) -> duckdb.DuckDBPyConnection:
        """Raises what DuckDB raises."""
        statement = self._statement(sql)
        return self.bare.execute(sql if statement is None else statement, given)

    def _statement(self, sql: str) -> duckdb.Statement | None:
        """None for several in one text: DuckDB executes those together."""
        if sql not in self.known:
            found = self.bare.extract_statements(sql)
            if len(found) != 1:
                return None
            self.known[sql] = found[0]
        self.known.move_to_end(sql)
        while len(self.known) > _REMEMBERED:
            self.known.popitem(last=False)
        return self.known[sql]

    def register(self, name: str, frame: pandas.DataFrame | pyarrow.Table) -> None:
        self.bare.register(name, frame)

    def unregister(self, name: str) -> None:
        self.bare.unregister(name)

    def close(self) -> None:
        self.known.clear()
        opening.release(self.bare)
