"""Growth of stars and forks: fills `growth_burst`, `growth_sign` and `growth_grade`.

Every limit stands in `limits.toml`, the weights of the proportions in `proportions.toml`. The
grade says how much there is for the applicant to explain; it decides nothing and accuses nobody.
"""

from __future__ import annotations

import re
import tomllib
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from warehouse.store import Warehouse

_TABLES = ("growth_burst", "growth_sign", "growth_grade")
_MADE = re.compile(r"CREATE OR REPLACE TEMP TABLE (\w+)")


def conclude(warehouse: Warehouse, as_of: datetime) -> None:
    """Replaces the three tables for every repository of a project; all or nothing.

    Reads current rows dated before `as_of` and the counts seen until then. A repository of which
    nothing is known gets the grade `unknown` with the reason.
    """
    with warehouse.transaction():
        for table in _TABLES:
            warehouse.execute(f"DELETE FROM {table}")
        for name in _steps():
            step(warehouse, name, as_of)
        for table in (made for name in _steps() for made in _MADE.findall(_sql(name))):
            warehouse.execute(f"DROP TABLE {table}")


def step(warehouse: Warehouse, name: str, as_of: datetime | None = None) -> None:
    """Runs the statements of one file; expects the temporary tables of those before it."""
    held: dict[str, object] = {**parameters(), "as_of": as_of}
    for statement in _sql(name).split(";\n"):
        wanted = sorted(set(re.findall(r"\$(\w+)", statement)))
        if statement.strip():
            warehouse.execute(statement, {one: held[one] for one in wanted})


@cache
def parameters() -> dict[str, float]:
    """Every limit and weight by the name the queries call it."""
    proportions = _toml("proportions")
    plain = {name: value for name, value in proportions.items() if name != "weights"}
    return {**_toml("limits"), **plain, **proportions["weights"]}


@cache
def _steps() -> tuple[str, ...]:
    """In order of their file names."""
    found = (one.name for one in files("scoring.growth").iterdir() if one.name.endswith(".sql"))
    return tuple(name.removesuffix(".sql") for name in sorted(found))


@cache
def _sql(name: str) -> str:
    return files("scoring.growth").joinpath(f"{name}.sql").read_text(encoding="utf-8")


@cache
def _toml(name: str) -> dict[str, Any]:
    text = files("scoring.growth").joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
