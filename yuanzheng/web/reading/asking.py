"""Questions to a published copy: each a file in `sql/`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from yuanzheng.web.copies import Open

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Published:
    """An open copy as the reports' own readers want it (`warehouse.queried.Queried`)."""

    open: Open

    def query(self, sql: str, params: Mapping[str, object] | None = None) -> list[Row]:
        return self.open.rows(sql, params)


@cache
def question(name: str) -> str:
    """A query of `reading/sql`."""
    return files("yuanzheng.web.reading").joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")
