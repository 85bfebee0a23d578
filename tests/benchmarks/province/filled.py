"""Fills a warehouse with a made-up province of projects: seeded, by SQL alone."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from warehouse.store import Warehouse

UNTIL = datetime(2026, 11, 21, 16, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sizes:
    """`events`: commits, issues, comments, change requests, reviews, stars and forks together."""

    projects: int
    events: int
    people: int
    seed: int = 7


def fill(warehouse: Warehouse, sizes: Sizes, what: str = "filled") -> None:
    """Fills empty tables: `filled` those of what is collected, `events` those eight metrics read.
    The same sizes give the same rows."""
    known = {**asdict(sizes), "until": UNTIL}
    text = Path(__file__).with_name(f"{what}.sql").read_text(encoding="utf-8")
    # A macro keeps no parameters.
    text = re.sub(r"\$(seed|people)\b", lambda m: str(known[m[1]]), text)
    for statement in text.split("\n---\n"):
        wanted = set(re.findall(r"\$(\w+)", statement))
        warehouse.execute(statement, {name: known[name] for name in sorted(wanted)})
    for table in ("happening", "somebody", "plan"):
        warehouse.execute(f"DROP TABLE IF EXISTS temp.{table} CASCADE")
