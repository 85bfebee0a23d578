"""Opens the DuckDB file, turning its refusals into sentences."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb

from warehouse.errors import WarehouseBusy, WarehouseError

STORAGE = "v1.5.0"


def connect(path: Path, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    """A connection in UTC. Raises `WarehouseBusy` or `WarehouseError`."""
    if read_only and not path.exists():
        raise WarehouseError(
            f"还没有数据仓库 {path}：请先运行 yuanzheng collect 或 yuanzheng run。"
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = _open(path, read_only=read_only)
    except (duckdb.IOException, duckdb.ConnectionException) as error:
        raise _explained(path, str(error)) from error
    except (duckdb.Error, OSError) as error:
        raise WarehouseError(
            f"数据仓库 {path} 打不开：它不是 DuckDB 文件，或没有读写权限；"
            "请检查该文件或换一个目录。"
        ) from error
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def _open(path: Path, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    if path.exists():
        return duckdb.connect(str(path), read_only=read_only)
    connection = duckdb.connect()
    target = str(path).replace("'", "''")
    connection.execute(f"ATTACH '{target}' AS fresh (STORAGE_VERSION '{STORAGE}')")
    connection.execute("DETACH fresh")
    connection.close()
    return duckdb.connect(str(path))


def _explained(path: Path, message: str) -> WarehouseError:
    if "lock" in message:
        holder = re.search(r"PID (\d+)", message)
        who = f"进程 {holder[1]}" if holder else "另一个进程"
        return WarehouseBusy(f"数据仓库 {path} 正被{who}使用：请等它结束后再运行。")
    return WarehouseError(
        f"数据仓库 {path} 打不开：请检查文件是否完整、目录是否可写、磁盘是否已满。"
    )
