"""The same over a Spark cluster of two workers on this machine: real processes, really killed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pyspark", reason="没有安装 yuanzheng[spark]：跳过 Spark 的测试")
if shutil.which("java") is None:
    pytest.skip("没有 Java：跳过 Spark 的测试", allow_module_level=True)

import clusters
from clusters import Cluster
from crowds import AS_OF, SETTINGS, derived

from warehouse.engines import spark
from warehouse.engines.settings import SparkSettings
from warehouse.settings import WarehouseSettings
from warehouse.store import Warehouse
from yuanzheng.config import Settings
from yuanzheng.failures import Refused
from yuanzheng.scaleout.engine import scored

Tables = dict[str, list[dict[str, Any]]]
LOOPBACK: dict[str, str | int | bool] = {
    "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1",
    "spark.executor.memory": "512m",
}  # fmt: skip
MOST = 900


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with clusters.running(tmp_path_factory.mktemp("cluster")) as made:
        yield made


def by(master: str, crowd: Path, buckets: int = 4) -> Settings:
    return Settings(
        scoring=SETTINGS, warehouse=WarehouseSettings(folder=crowd.parent, engine="spark"),
        spark=SparkSettings(master=master, buckets=buckets, conf=LOOPBACK),
    )  # fmt: skip


def differing(found: Tables, expected: Tables) -> set[str]:
    return {table for table in expected if found[table] != expected[table]}


def test_two_workers_make_what_one_machine_makes_and_one_may_die(
    cluster: Cluster, crowd: Path, expected: Tables
) -> None:
    killed = threading.Event()

    def kill() -> None:
        until = time.monotonic() + MOST
        while time.monotonic() < until and not list(crowd.parent.glob("lake/*/made/*")):
            time.sleep(0.05)
        cluster.kill_worker(0)
        killed.set()

    with Warehouse(crowd) as warehouse:
        scored(warehouse, by(cluster.master, crowd), AS_OF, None)
    assert differing(derived(crowd), expected) == set()
    with Warehouse(crowd) as warehouse:
        for table in expected.keys() - {"licence_opinion", "people_declared"}:
            warehouse.execute(f'DELETE FROM "{table}"')
        watcher = threading.Thread(target=kill)
        watcher.start()
        scored(warehouse, by(cluster.master, crowd, 6), AS_OF, None)
        watcher.join()
    assert killed.is_set()
    assert cluster.processes[1].returncode == -signal.SIGKILL
    assert differing(derived(crowd), expected) == set()


def test_a_driver_that_is_killed_leaves_the_warehouse_as_it_was(
    crowd: Path, crowd_folder: Path
) -> None:
    shutil.copy(crowd_folder / "scored.duckdb", crowd)
    before = derived(crowd)
    config = crowd.parents[1] / "config.toml"
    config.write_text(
        '[warehouse]\nengine = "spark"\n[spark]\nmaster = "local[1]"\nbuckets = 6\n[spark.conf]\n'
        + "".join(f'"{name}" = "{value}"\n' for name, value in LOOPBACK.items()), "utf-8"
    )  # fmt: skip
    run = [sys.executable, "-m", "yuanzheng", "score", "-c", str(config), "--as-of", "2026-11-20"]
    with subprocess.Popen(run, start_new_session=True, stdout=subprocess.DEVNULL) as driver:
        until = time.monotonic() + MOST
        while not list(crowd.parent.glob("lake/*/made/*/*")) and driver.poll() is None:
            assert time.monotonic() < until
            time.sleep(0.05)
        assert driver.poll() is None
        os.killpg(driver.pid, signal.SIGKILL)
    assert derived(crowd) == before


def test_a_cluster_that_is_not_there_is_said_in_one_sentence(
    crowd: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spark, "_has_java", lambda: False)
    with Warehouse(crowd) as warehouse:
        with pytest.raises(Refused, match=r"没有找到 Java：Spark 要 Java 17"):
            scored(warehouse, by("local[1]", crowd), AS_OF, None)
        monkeypatch.setattr(spark, "find_spec", lambda _: None)
        with pytest.raises(Refused, match=r"没有安装 Spark：请运行 pip install"):
            scored(warehouse, by("local[1]", crowd), AS_OF, None)
        assert warehouse.query("FROM person_alias") == []
    assert capfd.readouterr().err == ""
