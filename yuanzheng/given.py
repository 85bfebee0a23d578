"""What the full licence tier said, taken into a pack and taken over from it.

Who has no such engine cannot do it again: it is stated as given, and named as not checked.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from reports.seal.layout import GIVEN
from warehouse.store import Row, Warehouse

_COLUMNS = ("repo_id", "text_sha256", "engine", "engine_version", "said")


def opinions(whole: Warehouse, own: Warehouse) -> list[Row]:
    """What `whole` holds of the repositories whose documents are in `own`, in a fixed order."""
    known = {row["repo_id"] for row in own.query("SELECT DISTINCT repo_id FROM document")}
    rows = whole.query("FROM licence_opinion ORDER BY ALL")
    return [row for row in rows if row["repo_id"] in known]


def put(warehouse: Warehouse, rows: list[Row]) -> None:
    """Into a warehouse that was made of an archive."""
    warehouse.replace("licence_opinion", rows, {})


def told(warehouse: Warehouse) -> dict[str, str]:
    """As a key beside the configuration of a pack; nothing where nothing is given."""
    rows = warehouse.query("FROM licence_opinion ORDER BY ALL")
    return {GIVEN: json.dumps(rows, ensure_ascii=False, sort_keys=True)} if rows else {}


def of(config: Mapping[str, str]) -> list[Row]:
    """The rows `told` told of. Raises `ValueError`, `KeyError` or `TypeError` for anything else."""
    return [{name: str(row[name]) for name in _COLUMNS} for row in json.loads(config[GIVEN])]
