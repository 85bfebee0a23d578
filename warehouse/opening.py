"""Opens the DuckDB file, turning its refusals into sentences."""

from __future__ import annotations

import os
import re
import threading
import weakref
from pathlib import Path

import duckdb

from warehouse import schema
from warehouse.errors import WarehouseBusy, WarehouseError, WarehouseHeld

_BROKEN = "数据仓库 {} 不完整，没有动它：请从备份恢复它，或换一个数据文件夹重新采集。"
_HELD = "数据仓库 {} 正由本进程（{}）写入：请等它做完。"
_READ = "数据仓库 {} 正由本进程（{}）读取：请等它读完。"
_HEADERS = 3 * 4096  # before the first block of a file of DuckDB
STORAGE = "v1.5.0"
# A group is written as a whole: of 122,880 rows with long texts each takes 200 MB of memory.
GROUP = 20_480
# Files this process writes, by who opened them. Closing any handle on a file gives up the locks the
# process has on it (POSIX), also one that DuckDB opened only to refuse: whatever is in here must
# not be opened again, or other processes could write beside it.
_written: dict[int, tuple[int, int]] = {}
_opening = threading.RLock()


def connect(
    path: Path, *, read_only: bool, memory_mb: int | None = None
) -> duckdb.DuckDBPyConnection:
    """A connection in UTC. Raises `WarehouseBusy` or `WarehouseError`; `WarehouseHeld`, without
    having touched the file, where this process writes it. `release` says that it no longer does."""
    with _opening:
        file = _file(path)
        if file is not None and file in _written.values():
            raise WarehouseHeld(_HELD.format(path, os.getpid()))
        connection = _connected(path, read_only=read_only, memory_mb=memory_mb)
        if not read_only and (file := _file(path)) is not None:
            _written[id(connection)] = file
            weakref.finalize(connection, _written.pop, id(connection), None)
        return connection


def release(connection: duckdb.DuckDBPyConnection) -> None:
    """Closes it; from now on this process may open its file again."""
    with _opening:
        connection.close()
        _written.pop(id(connection), None)


def _file(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _connected(path: Path, *, read_only: bool, memory_mb: int | None) -> duckdb.DuckDBPyConnection:
    try:
        if read_only and not path.exists():
            raise WarehouseError(
                f"还没有数据仓库 {path}：请先运行 yuanzheng collect 或 yuanzheng run。"
            )
        path.parent.mkdir(parents=True, exist_ok=True)
        if not read_only and not os.access(path.parent, os.W_OK):
            raise PermissionError  # the file may open all the same, but its log could not be made
        connection = _open(path, read_only=read_only)
    except (duckdb.IOException, duckdb.ConnectionException) as error:
        raise _explained(path, str(error)) from error
    except PermissionError as error:
        raise WarehouseError(
            f"没有权限读写数据文件夹 {path.parent}：请检查它的权限，或换一个目录。"
        ) from error
    except (duckdb.Error, OSError) as error:
        if "already attached" in str(error):  # this process reads it
            raise WarehouseBusy(_READ.format(path, os.getpid())) from error
        raise WarehouseError(
            f"数据仓库 {path} 打不开：它不是 DuckDB 文件，或没有读写权限；"
            "请检查该文件或换一个目录。"
        ) from error
    connection.execute("SET TimeZone = 'UTC'")
    if memory_mb is not None:
        connection.execute(f"SET memory_limit = '{memory_mb}MB'")
    try:
        _check(connection, path, read_only=read_only)
    except WarehouseError:
        connection.close()
        raise
    return connection


def _check(connection: duckdb.DuckDBPyConnection, path: Path, *, read_only: bool) -> None:
    """Raises `WarehouseError` for a file cut short, and for one that holds something else."""
    try:
        # Free blocks at the end are counted though the file may already be without them.
        sizes = connection.execute(
            "SELECT block_size, used_blocks FROM pragma_database_size()"
            " WHERE database_name = current_database()"
        )
        block, blocks = sizes.fetchone() or (0, 0)
        cut = bool(blocks) and path.stat().st_size < _HEADERS + block * blocks
        if read_only and not cut:
            schema.check(connection)
    except duckdb.Error as error:
        raise WarehouseError(_BROKEN.format(path)) from error
    if cut:
        raise WarehouseError(_BROKEN.format(path))


def _open(path: Path, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    """For writing the file is attached: only so can the size of its row groups be chosen, and it
    is not remembered."""
    if read_only:
        return duckdb.connect(str(path), read_only=True)
    connection = duckdb.connect(config={"temp_directory": f"{path}.tmp"})
    try:
        attach(connection, path, "warehouse")
        connection.execute("USE warehouse")
    except duckdb.Error:
        connection.close()
        raise
    return connection


def attach(connection: duckdb.DuckDBPyConnection, path: Path, name: str) -> None:
    target = str(path).replace("'", "''")
    fresh = "" if path.exists() else f"STORAGE_VERSION '{STORAGE}', "
    connection.execute(f"ATTACH '{target}' AS {name} ({fresh}ROW_GROUP_SIZE {GROUP})")


def _explained(path: Path, message: str) -> WarehouseError:
    if "lock" in message:
        holder = re.search(r"PID (\d+)", message)
        who = f"进程 {holder[1]}" if holder else "另一个进程"
        return WarehouseBusy(f"数据仓库 {path} 正被{who}使用：请等它结束后再运行。")
    return WarehouseError(
        f"数据仓库 {path} 打不开：请检查文件是否完整、目录是否可写、磁盘是否已满。"
    )
