"""Published copies of an older version of the program, as this one reads them.

A copy is never written to: beside its data file lies one brought on, until the copy goes.
"""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

from warehouse import duplicating, lasting, opening, schema
from warehouse.copies import Copy
from warehouse.errors import OlderWarehouse
from warehouse.store import Warehouse


def database(copy: Copy) -> Path:
    """The data file to be read of a copy: its own, or that brought on from it.

    Raises `WarehouseError`; `OlderWarehouse` where the folder cannot be written to.
    """
    made = copy.database.with_name(f"warehouse.for-{_form()}.duckdb")
    path = made if made.is_file() else copy.database
    try:
        opening.connect(path, read_only=True).close()
    except OlderWarehouse as error:
        _bring(copy.database, made, error)
        return made
    return path


def _bring(source: Path, target: Path, older: OlderWarehouse) -> None:
    making = target.with_name(f"{target.name}.{os.getpid()}.new")
    try:
        duplicating.copied(source, making)
        with Warehouse(making) as warehouse:
            warehouse.execute("CHECKPOINT")
        lasting.synced(making)
        making.replace(target)
        lasting.synced(target.parent)
    except OSError as error:
        raise older from error
    finally:
        # Also what a migration keeps of the file before it: that is the copy's own.
        for left in target.parent.glob(f"{making.stem}.*"):
            left.unlink()


def _form() -> str:
    return sha256(schema.schema_sql().encode()).hexdigest()[:12]
