"""A connection that parses each statement once in a process: what collecting and scoring run is a
few hundred of them, over and over, and parsing took a third of their time."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from threading import Lock
from typing import TYPE_CHECKING

from warehouse import opening

if TYPE_CHECKING:
    import duckdb
    import pandas
    import pyarrow

# All connections of a process share them: a statement knows neither tables nor connection.
_REMEMBERED = 512
_known = OrderedDict[str, "duckdb.Statement | None"]()
_keeping = Lock()
Given = Mapping[str, object] | Sequence[object] | None


class Parsed:
    """Executes like the connection it stands for; one thread at a time."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.bare = connection

    def execute(self, sql: str, given: Given = None) -> duckdb.DuckDBPyConnection:
        """Raises what DuckDB raises."""
        statement = self._statement(sql)
        return self.bare.execute(sql if statement is None else statement, given)

    def _statement(self, sql: str) -> duckdb.Statement | None:
        """None for several in one text: DuckDB executes those together."""
        with _keeping:
            if sql in _known:
                _known.move_to_end(sql)
                return _known[sql]
        found = self.bare.extract_statements(sql)
        return _kept(sql, found[0] if len(found) == 1 else None)

    def register(self, name: str, frame: pandas.DataFrame | pyarrow.Table) -> None:
        self.bare.register(name, frame)

    def unregister(self, name: str) -> None:
        self.bare.unregister(name)

    def close(self) -> None:
        opening.release(self.bare)


def _kept(sql: str, statement: duckdb.Statement | None) -> duckdb.Statement | None:
    with _keeping:
        _known[sql] = statement
        while len(_known) > _REMEMBERED:
            _known.popitem(last=False)
    return statement
