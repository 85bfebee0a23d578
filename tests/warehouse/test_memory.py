"""The memory limit of the configuration holds for what a run asks of the warehouse."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest

from warehouse.settings import WarehouseSettings
from warehouse.store import Warehouse
from yuanzheng import stages

# So many different numbers do not fit into 256 MB.
MANY = "SELECT count(*) AS n FROM (SELECT DISTINCT hash(i) FROM range(16_000_000) AS r(i))"


def _opened(folder: Path, memory_mb: int | None) -> Warehouse:
    settings = SimpleNamespace(warehouse=WarehouseSettings(folder=folder, memory_mb=memory_mb))
    job: Any = SimpleNamespace(settings=settings, collects=True, scores=True)
    return stages._opened(job)


def _limit(warehouse: Warehouse) -> str:
    [row] = warehouse.query("SELECT current_setting('memory_limit') AS held")
    return str(row["held"])


def test_a_run_obeys_the_limit_of_its_configuration(tmp_path: Path) -> None:
    with _opened(tmp_path, 1200) as limited:
        assert _limit(limited) == "1.1 GiB"
    with _opened(tmp_path, None) as unlimited:
        assert _limit(unlimited) != "1.1 GiB"


def test_what_does_not_fit_goes_to_the_disk_and_without_one_is_refused(tmp_path: Path) -> None:
    with Warehouse(tmp_path / "warehouse.duckdb", memory_mb=256) as limited:
        assert limited.query(MANY) == [{"n": 16_000_000}]
    with Warehouse(tmp_path / "warehouse.duckdb", memory_mb=256) as limited:
        limited.execute("SET max_temp_directory_size = '1MB'")
        with pytest.raises(duckdb.OutOfMemoryException):
            limited.query(MANY)
