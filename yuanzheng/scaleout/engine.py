"""Scoring by the engine that the configuration names."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from secrets import token_hex

from scoring import cohorts, measuring
from scoring.metric_files import all_metrics
from scoring.run import judged, people
from scoring.settings import ScoringSettings
from warehouse.engines import spark
from warehouse.engines.spark import Done
from warehouse.errors import WarehouseError
from warehouse.lake import cutting, taking, writing
from warehouse.store import Warehouse
from yuanzheng.config import Settings
from yuanzheng.failures import Refused
from yuanzheng.scaleout.task import COHORT, Order, version

Each = Callable[[int, Order], list[Done]]
_FAILED = "第 {bucket} 份（项目 {projects}）没有算出来：{problem}。数据仓库没有改动。"
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Machines:
    """`each` carries out an order for every bucket, `lake` is a folder that all of them see.
    `memory_mb`: of one bucket; `ask` as in `scoring.run.score`."""

    each: Each
    lake: Path
    buckets: int
    memory_mb: int = 2048
    ask: bool = True


def scored(
    warehouse: Warehouse, settings: Settings, as_of: datetime, project_ids: Sequence[str] | None
) -> None:
    """As `scoring.run.score`, by Spark. Raises `Refused` where it cannot be had, or did not do
    it, with the warehouse as it was."""
    own = settings.spark
    lake = own.lake or settings.warehouse.folder / "lake"

    log = settings.warehouse.folder / "spark.log"

    def each(buckets: int, order: Order) -> list[Done]:
        return spark.each(own, buckets, order, log)

    try:
        over = Machines(each, lake, own.buckets, own.memory_mb)
        spread(warehouse, settings.scoring, as_of, project_ids, over)
    except WarehouseError as error:
        raise Refused(str(error)) from error


def spread(
    warehouse: Warehouse, settings: ScoringSettings, as_of: datetime,
    project_ids: Sequence[str] | None, machines: Machines,
) -> None:  # fmt: skip
    """Scores in one transaction: persons here, the rest in buckets elsewhere, the outcomes here.

    Same tables as `scoring.run.score`. Raises what that raises, and `Refused` naming the projects
    of a bucket that could not be scored.
    """
    with warehouse.transaction(), _folder(warehouse, machines.lake) as place:
        people(warehouse, as_of, settings)
        wanted = measuring.scored(warehouse, project_ids)
        many = cutting.cut(warehouse, machines.buckets)
        writing.write(warehouse, place)
        cohorts.write(warehouse, as_of, settings.window_days, place / COHORT)
        chosen = None if project_ids is None else frozenset(wanted)
        order = Order(
            place, as_of, settings.window_days, chosen, machines.memory_mb, machines.ask, version()
        )
        done = machines.each(many, order)
        _complain(warehouse, done)
        taking.take(warehouse, [Path(one.path) for one in done], as_of, project_ids)
        measuring.define(warehouse, all_metrics(), settings.window_days)
        judged(warehouse, as_of, settings, project_ids)


def _complain(warehouse: Warehouse, done: Sequence[Done]) -> None:
    for one in done:
        if one.problem:
            sql = "SELECT project_id FROM lake_project WHERE bucket = $bucket ORDER BY 1"
            ids = [row["project_id"] for row in warehouse.query(sql, {"bucket": one.bucket})]
            more = f" 等 {len(ids)} 个" if len(ids) > _SHOWN else ""
            shown = "、".join(ids[:_SHOWN]) + more
            raise Refused(
                _FAILED.format(bucket=one.bucket + 1, projects=shown, problem=one.problem)
            )


@contextmanager
def _folder(warehouse: Warehouse, lake: Path) -> Iterator[Path]:
    """A folder of its own below the lake, gone afterwards. Whoever has the warehouse open for
    writing is the only one to score it: what an earlier run of it left there was cut short."""
    mark = sha256(f"{socket.gethostname()}\n{warehouse.path.resolve()}".encode()).hexdigest()[:16]
    for left in lake.glob(f"{mark}-*"):
        shutil.rmtree(left, ignore_errors=True)
    place = lake / f"{mark}-{token_hex(8)}"
    place.mkdir(parents=True, mode=0o700)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
