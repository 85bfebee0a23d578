"""What a worker does with a bucket: the scoring of one machine, in a DuckDB of its own."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path

import duckdb

from scoring import cohorts, measuring
from scoring.errors import ScoringError
from scoring.metric_files import all_metrics
from scoring.run import derived
from warehouse import schema
from warehouse.engines.spark import Done
from warehouse.errors import WarehouseError
from warehouse.lake import bucket as buckets
from warehouse.store import Warehouse
from yuanzheng.redaction import redact

COHORT = "cohort.parquet"
_OTHER = "工作节点上装的源证与这里的版本不同：请在所有机器上安装同一个版本"


@dataclass(frozen=True, slots=True)
class Order:
    """What all buckets are scored by. `projects` None: all; `version`: of the program that asks."""

    lake: Path
    as_of: datetime
    window_days: int
    projects: frozenset[str] | None
    memory_mb: int
    ask: bool
    version: str

    def __call__(self, bucket: int) -> Done:
        if version() != self.version:
            return Done(bucket, "", _OTHER)
        with tempfile.TemporaryDirectory(prefix="yuanzheng-", dir=_room()) as folder:
            try:
                with Warehouse(
                    Path(folder) / "bucket.duckdb", memory_mb=self.memory_mb
                ) as warehouse:
                    return Done(bucket, str(self._scored(warehouse, bucket)))
            except (duckdb.IOException, OSError):
                raise  # another machine may see the file, or have room
            except (ScoringError, WarehouseError, duckdb.Error, ValueError, LookupError) as error:
                return Done(bucket, "", redact(f"{type(error).__name__}：{error}")[:500])

    def _scored(self, warehouse: Warehouse, bucket: int) -> Path:
        warehouse.execute("SET threads = 1")  # Spark has given it one core
        held = buckets.read(warehouse, self.lake, bucket)
        wanted = [one for one in held if self.projects is None or one in self.projects]
        derived(warehouse, self.as_of, ask=self.ask)
        with warehouse.transaction():
            measuring.measure(
                warehouse, as_of=self.as_of, window_days=self.window_days, project_ids=wanted,
                metrics=cohorts.known(all_metrics(), self.lake / COHORT),
            )  # fmt: skip
        # A task that is done twice, or was lost half-way, writes beside the other.
        folder = self.lake / "made" / f"{bucket}-{os.urandom(8).hex()}"
        buckets.hand_out(warehouse, folder)
        return folder


@cache
def version() -> str:
    """Of what figures rest on: tables and metrics."""
    told = [schema.schema_sql(), duckdb.__version__, *(one.sha256 for one in all_metrics())]
    return sha256("\n".join(told).encode()).hexdigest()


def _room() -> str | None:
    """Where the worker itself cleans up after a task that was killed; None: the usual place."""
    told = os.environ.get("SPARK_EXECUTOR_DIRS") or os.environ.get("SPARK_LOCAL_DIRS")
    return told.split(os.pathsep)[0].split(",")[0] if told else None
