"""Spark schedules, retries what was lost with a machine, and computes nothing itself."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from warehouse.engines.settings import SparkSettings
from warehouse.errors import WarehouseError

CONNECT = "sc://"
_MISSING = (
    '没有安装 Spark：请运行 pip install "yuanzheng[spark]"，或在 [warehouse] 里删去 engine 一行。'
)
_NO_JAVA = (
    "没有找到 Java：Spark 要 Java 17 或 21，请安装后设好 JAVA_HOME，"
    "或在 [warehouse] 里删去 engine 一行。"
)
_NO_CLUSTER = (
    "连不上 Spark（{master}）：请检查 [spark] 的 master 与集群是否在运行，"
    "Spark 说的话在 {log}。数据仓库没有改动。"
)
_LOST = "Spark 没有做完（{why}），数据仓库没有改动：请看 {log}，处理后再运行同样的命令。"
_SCHEMA = "bucket long, path string, problem string"
_QUIET = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.task.maxFailures": "8",
}


@dataclass(frozen=True, slots=True)
class Done:
    """A bucket: where its results lie, or why there are none (a Chinese sentence)."""

    bucket: int
    path: str
    problem: str | None = None


Work = Callable[[int], Done]


def each(settings: SparkSettings, buckets: int, work: Work, log: Path) -> list[Done]:
    """What came of every bucket; `log` is where Spark may talk. A piece of work that raises, or is
    lost, is begun again elsewhere; it may also be done twice at a time. Raises `WarehouseError`
    where Spark cannot run it."""
    with _aside(log), _session(settings, log) as session:
        try:
            rows = _spread(session, buckets, work)
        except Exception as error:  # whatever of a cluster, of Java or of the net
            raise WarehouseError(_LOST.format(why=_why(error), log=log)) from error
    return sorted((Done(*row) for row in rows), key=lambda one: one.bucket)


def _spread(session: Any, buckets: int, work: Work) -> list[tuple[int, str, str | None]]:
    def run(batches: Iterable[Any]) -> Iterator[Any]:
        import pyarrow

        for batch in batches:
            for bucket in batch.column(0).to_pylist():
                done = work(bucket)
                columns = ([done.bucket], [done.path], [done.problem])
                arrays = [pyarrow.array(one, kind) for one, kind in zip(
                    columns, (pyarrow.int64(), pyarrow.string(), pyarrow.string()), strict=True
                )]  # fmt: skip
                yield pyarrow.RecordBatch.from_arrays(arrays, ["bucket", "path", "problem"])

    # One bucket, one partition, one task.
    spread = session.range(0, buckets, 1, buckets).mapInArrow(run, _SCHEMA)
    return [tuple(row) for row in spread.collect()]


@contextmanager
def _session(settings: SparkSettings, log: Path) -> Iterator[Any]:
    if find_spec("pyspark") is None:
        raise WarehouseError(_MISSING)
    if not settings.master.startswith(CONNECT) and not _has_java():
        raise WarehouseError(_NO_JAVA)
    from pyspark.sql import SparkSession

    builder: Any = SparkSession.builder
    conf: dict[str, object] = {**settings.conf}
    if settings.master.startswith(CONNECT):
        builder = builder.remote(settings.master)
    else:
        # A driver that works with this Python on this machine alone needs no other on `local`.
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        conf = {**_QUIET, **conf}
        builder = builder.master(settings.master).appName("yuanzheng")
    for name, value in conf.items():
        builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
    except Exception as error:  # of every kind, from a Java that ends to an address without a host
        raise WarehouseError(_NO_CLUSTER.format(master=settings.master, log=log)) from error
    try:
        yield session
    finally:
        session.stop()


@contextmanager
def _aside(log: Path) -> Iterator[None]:
    """Java talks to the error stream it was given: not to that of the user."""
    sys.stderr.flush()
    kept = os.dup(2)
    with log.open("ab") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        os.dup2(file.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)


def _has_java() -> bool:
    from shutil import which

    home = os.environ.get("JAVA_HOME")
    return which("java", path=f"{home}/bin" if home else None) is not None


def _why(error: Exception) -> str:
    """The last line that says what was wrong."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    told = [line for line in lines if "Error" in line or "Exception" in line]
    return (told or lines or [type(error).__name__])[-1][:300]
