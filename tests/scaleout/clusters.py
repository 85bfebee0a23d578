"""A Spark cluster of one's own on the loopback: a master and workers, all gone afterwards."""

from __future__ import annotations

import ctypes
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pyspark

HOME = Path(pyspark.__file__).parent
START = 90.0


@dataclass
class Cluster:
    """`processes`: the master first, then the workers."""

    master: str
    folder: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def kill_worker(self, number: int) -> None:
        """As when a machine loses its power: the worker and all it started."""
        _kill(self.processes[1 + number])


@contextmanager
def running(folder: Path, workers: int = 2, cores: int = 1) -> Iterator[Cluster]:
    """Standalone, each worker with `cores`. Raises `TimeoutError` when it does not come up."""
    port = _free_port()
    cluster = Cluster(f"spark://127.0.0.1:{port}", folder)
    try:
        own = ["--host", "127.0.0.1", "--port", str(port), "--webui-port", "0"]
        _start(cluster, "master", "org.apache.spark.deploy.master.Master", own)
        _await(cluster, "master", r"I have been elected leader")
        for number in range(workers):
            name = f"worker{number}"
            own = ["--host", "127.0.0.1", "--webui-port", "0", "--cores", str(cores),
                   "--memory", "2g", "--work-dir", str(folder / name), cluster.master]  # fmt: skip
            _start(cluster, name, "org.apache.spark.deploy.worker.Worker", own)
            _await(cluster, name, r"Successfully registered with master")
        yield cluster
    finally:
        for process in cluster.processes:
            _kill(process)


def _start(cluster: Cluster, name: str, program: str, own: list[str]) -> None:
    (cluster.folder / name).mkdir(parents=True, exist_ok=True)
    env = {**os.environ, "SPARK_HOME": str(HOME), "PYSPARK_PYTHON": sys.executable,
           "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_LOCAL_DIRS": str(cluster.folder / name),
           "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
           "SPARK_DAEMON_MEMORY": "512m"}  # fmt: skip
    with (cluster.folder / f"{name}.log").open("wb") as log:
        cluster.processes.append(subprocess.Popen(
            [str(HOME / "bin/spark-class"), program, *own], env=env, stdout=log, stderr=log,
            start_new_session=True, preexec_fn=_ends_with_us,  # noqa: PLW1509 - no threads yet
        ))  # fmt: skip


def _ends_with_us() -> None:
    """Also where the tests are killed and clean nothing up (Linux)."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def _await(cluster: Cluster, name: str, words: str) -> None:
    until = time.monotonic() + START
    log = cluster.folder / f"{name}.log"
    while not re.search(words, log.read_text("utf-8", "replace")):
        if time.monotonic() > until or cluster.processes[-1].poll() is not None:
            raise TimeoutError(f"{name}: {log.read_text('utf-8', 'replace')[-800:]}")
        time.sleep(0.2)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """The process and all of its session: executors and their Python belong to it."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
