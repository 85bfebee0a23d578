"""An empty warehouse, made once in a process and laid down wherever a new one is wanted.

Making the tables and their comments takes a quarter of a second, copying them none; `verify`,
`thin` and `recheck` make several.
"""

from __future__ import annotations

import os
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from warehouse import opening, schema


def lay(path: Path) -> None:
    """Puts an empty warehouse where nothing is yet; what stands there stays.

    Whatever cannot be done is left to who opens the file, and can say why.
    """
    part = path.with_name(f".{path.name}.{os.urandom(6).hex()}.blank")
    with suppress(OSError, duckdb.Error):
        if path.exists():  # which a folder nobody may look into refuses to say
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(_image())
        # A link is made whole or not at all, and never in place of another's file.
        os.link(part, path)
    with suppress(OSError):
        part.unlink()


@cache
def _image() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "blank.duckdb"
        connection = duckdb.connect()
        try:
            opening.attach(connection, path, "warehouse")
            connection.execute("USE warehouse")
            schema.create(connection)
            connection.execute("CHECKPOINT")
        finally:
            connection.close()
        return path.read_bytes()
