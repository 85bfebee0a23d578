"""A small warehouse with two projects, its chain and its evidence, and what a run asks of it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from warehouse import chain, publishing
from warehouse.publishing import Copy, Meant, Order, Piece
from warehouse.settings import WarehouseSettings
from warehouse.store import Warehouse

START = datetime(2026, 10, 1, tzinfo=UTC)
PROJECTS, ISSUES = ("one", "two"), 100


def at(night: int) -> datetime:
    return START + timedelta(days=night)


class Town:
    """`folder` holds data and evidence; each night adds measurements, a chain line and pages."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.out = folder, folder / "evidence"
        self.places = WarehouseSettings(folder=folder / "data")
        self.published = self.places.published

    def begin(self) -> None:
        with Warehouse(self.places.database) as warehouse:
            for name in PROJECTS:
                own = {"project_id": name}
                row = {**own, "name": name, "policies": [], "sample": False}
                repo = {**own, "repo_id": f"github:a/{name}", "platform": "github",
                        "kind": "repository", "url": "x"}  # fmt: skip
                warehouse.replace("project", [row], own)
                warehouse.replace("project_repo", [repo], own)
                issues = [self.issue(name, n) for n in range(ISSUES)]
                warehouse.replace("issue", issues, {"repo_id": f"github:a/{name}"})
            metric = {
                "metric_id": "stars", "version": 1, "title": "", "question": "", "definition": "",
                "unit": "", "needs": [], "evidence_table": "", "sort_order": 1, "sql_text": "",
                "sql_sha256": "",
            }  # fmt: skip
            warehouse.replace("metric", [metric], {})

    @staticmethod
    def issue(name: str, number: int) -> dict[str, object]:
        return {
            "repo_id": f"github:a/{name}", "number": number, "key": f"k{number}", "labels": [],
            "content_hash": "h", "answer_id": f"answer-{name}", "observed_at": at(0),
        }  # fmt: skip

    def night(self, night: int, *measured: str) -> None:
        """What a run does before it publishes."""
        with Warehouse(self.places.database) as warehouse:
            for name in measured:
                row = {
                    "as_of": at(night), "project_id": name, "metric_id": "stars", "version": 1,
                    "part": "", "part_title": "", "value": night, "window_to": at(night),
                    "completeness": "complete",
                }  # fmt: skip
                scope = {"as_of": at(night), "project_id": name}
                warehouse.replace("measurement", [row], scope)
                self.page(f"{name}/page.html", f"{name} {night}")
                self.page(f"{name}/same.csv", name)
        self.page("index.html", f"index {night}")
        (self.places.archive / f"{night}.warc.gz").parent.mkdir(exist_ok=True)
        (self.places.archive / f"{night}.warc.gz").write_bytes(b"night %d" % night)
        summary = json.dumps({"night": night})
        chain.append(self.places, chain.Run(at(night), at(night), f"{night}.warc.gz", summary))
        with (self.places.folder / chain.LEDGER).open("a") as ledger:
            ledger.write(summary + "\n")

    def page(self, name: str, text: str) -> None:
        path = self.out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def order(self, night: int, *failed: str, **more: bool) -> Order:
        wrong = {name: ("没能计算。",) if name in failed else () for name in PROJECTS}
        return Order(
            self.places, at(night), at(night),
            tuple(Meant(name, name, words) for name, words in wrong.items()),
            (Piece("index.html", self.out / "index.html"),
             *(Piece(name, self.out / name, name) for name in PROJECTS)),
            (self.out / "index.html",), **more,
        )  # fmt: skip

    def publish(self, night: int, *failed: str, **more: bool) -> Copy:
        return publishing.publish(self.order(night, *failed, **more))

    def read(self) -> tuple[float, str]:
        """The newest figure and page that readers are served, which must belong together."""
        copy = publishing.current(self.published)
        assert copy is not None
        with Warehouse(copy.database, read_only=True) as warehouse:
            rows = warehouse.query("SELECT max(value) AS v, count(*) AS n FROM measurement")
            assert warehouse.query("SELECT count(*) AS n FROM issue") == [{"n": 2 * ISSUES}]
        assert len(copy.projects) == len(PROJECTS)
        lines = (copy.folder / chain.NAME).read_bytes().splitlines()
        assert len(lines) == rows[0]["v"]
        return rows[0]["v"], (copy.evidence / "index.html").read_text()


_TOUCHES = ("fsync", "replace", "rename", "link", "mkdir", "unlink", "rmdir", "open", "scandir")


def killed(town: Town, night: int, step: int) -> None:
    """Publishes a night and is killed before its `step`-th touch of the disk."""
    left = step

    def counted(call: Callable[..., object], *given: object, **more: object) -> object:
        nonlocal left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return call(*given, **more)

    for name in _TOUCHES:
        setattr(os, name, partial(counted, getattr(os, name)))
    for name in ("copyfile", "copyfileobj"):
        setattr(shutil, name, partial(counted, getattr(shutil, name)))
    town.publish(night)


def forked(act: Callable[[], object]) -> int:
    """The exit code of a process of its own, negative for a signal."""
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        act()
        sys.stdout.flush()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def each_step(town: Town, night: int) -> None:
    """Kills at every touch (with EVERYTHING=1, else at each sixth) until one attempt lives; prints
    what readers are served after each, from a state in which the night is not published. This
    process itself opens no DuckDB."""
    whole = town.folder / "whole"
    shutil.copytree(town.places.folder, whole)
    for step in range(0, 1_000, 1 if os.environ.get("EVERYTHING") else 6):
        shutil.rmtree(town.places.folder)
        shutil.copytree(whole, town.places.folder)
        code = forked(partial(killed, town, night, step))
        forked(lambda code=code: print(json.dumps([code, town.read()[0]])))  # type: ignore[misc]
        forked(lambda: town.publish(night + 1))
        forked(lambda: print(json.dumps(sorted(p.name for p in town.published.glob("*.new")))))
        if code == 0:
            return


if __name__ == "__main__":
    each_step(Town(Path(sys.argv[1])), 2)
