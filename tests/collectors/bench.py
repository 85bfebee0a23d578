"""A bench that collects from the stand-in, and a small community to collect."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from collectors import hosts, standin
from collectors.loop import collect
from collectors.results import ProjectSources, RunSummary, StreamResult
from collectors.settings import CollectorSettings
from collectors.standin.community.model import Fork, Person, Repository
from collectors.standin.git.store import Signature
from collectors.targets import parse
from warehouse.settings import WarehouseSettings
from warehouse.store import Row, Warehouse

START = datetime(2026, 1, 1, tzinfo=UTC)


def everything() -> bool:
    """Whether crosses are run whole: a long campaign, asked for by EVERYTHING=1."""
    return os.environ.get("EVERYTHING") == "1"


def settings_for(proxy: str) -> CollectorSettings:
    hub = "http://huggingface.example"
    return CollectorSettings.model_validate({
        "proxy": proxy, "timeout_seconds": 5, "max_wait_seconds": 90, "max_retries": 3,
        "github": {"api": "http://api.github.example", "web": "http://github.example",
                   "per_minute": 0},
        "gitee": {
            "api": "http://gitee.example/api/v5", "web": "http://gitee.example", "per_minute": 0,
        },
        "gitcode": {
            "api": "http://api.gitcode.example/api/v5", "web": "http://gitcode.example",
            "per_minute": 0,
        },
        "huggingface": {"api": hub, "web": hub},
    })  # fmt: skip


class Quiet:
    """Progress nobody sees; remembers what was waited for."""

    def __init__(self) -> None:
        self.waits: list[tuple[float, str]] = []

    def start(self, repo_id: str, streams: int) -> None: ...
    def stream(self, repo_id: str, stream: str) -> None: ...
    def ended(self, repo_id: str, stream: str) -> None: ...
    def page(self, items: int, quota_left: int | None) -> None: ...
    def done(self, repo_id: str) -> None: ...

    def waiting(self, seconds: float, why: str) -> None:
        self.waits.append((seconds, why))


def only(monkeypatch: pytest.MonkeyPatch, platform: str, *names: str) -> None:
    """Of a platform the streams named and those they follow; the rest takes its time elsewhere."""
    module = hosts.load(platform)
    known = {stream.name: stream for stream in module.STREAMS}
    wanted, waiting = {"repository"}, list(names)
    while waiting:
        name = waiting.pop()
        waiting += known[name].after
        wanted.add(name)
    monkeypatch.setattr(module, "STREAMS", tuple(s for n, s in known.items() if n in wanted))


@dataclass
class Bench:
    """Collects from a stand-in into a folder; sleeping moves both clocks.

    `awake`: every run is one in which all streams have their turn (see `collectors.quiet`).
    """

    server: standin.StandIn
    folder: Path
    urls: tuple[str, ...] = ("http://github.example/acme/tool",)
    progress: Quiet = field(default_factory=Quiet)
    stop: Callable[[], bool] = lambda: False
    settings: CollectorSettings | None = None
    awake: bool = True
    projects: list[ProjectSources] | None = None
    # How far this machine's clock is off.
    skew: timedelta = timedelta()

    @property
    def places(self) -> WarehouseSettings:
        return WarehouseSettings(folder=self.folder)

    def sleep(self, seconds: float) -> None:
        self.server.advance(timedelta(seconds=seconds))

    def run(self, *urls: str) -> RunSummary:
        use = self.settings or settings_for(self.server.proxy)
        targets = tuple(parse(url, use) for url in urls or self.urls)
        project = ProjectSources("p", "示例", None, (), targets)
        if self.awake and self.places.state.exists():
            self._wake()
        with Warehouse(self.places.database) as warehouse:
            return collect(
                warehouse, self.projects or [project], settings=use, places=self.places,
                clock=lambda: self.server.now + self.skew, progress=self.progress, stop=self.stop,
                sleep=self.sleep,
            )  # fmt: skip

    def _wake(self) -> None:
        state = sqlite3.connect(self.places.state)
        with suppress(sqlite3.Error), state:
            state.execute("DELETE FROM rest")
            state.execute("UPDATE cursor SET value = json_remove(value, '$.whole_at')")
        state.close()

    def query(self, sql: str) -> list[Row]:
        with Warehouse(self.places.database, read_only=True) as warehouse:
            return warehouse.query(sql)

    def tables(self) -> dict[str, list[tuple[object, ...]]]:
        """Every row of every table, sorted."""
        with Warehouse(self.places.database, read_only=True) as warehouse:
            names = [
                r["table_name"]
                for r in warehouse.query(
                    "SELECT table_name FROM duckdb_tables() WHERE NOT internal"
                )
            ]
            rows = {name: warehouse.query(f'FROM "{name}"') for name in names}
        return {n: sorted(tuple(map(str, r.values())) for r in found) for n, found in rows.items()}

    def facts(self) -> dict[str, list[tuple[object, ...]]]:
        """Current collected rows without what tells when and from which answer."""
        hidden = {"answer_id", "observed_at", "since", "fetched_at", "warc_file", "warc_record"}
        skip = {"answer", "stream_grade"}
        out = {}
        with Warehouse(self.places.database, read_only=True) as warehouse:
            for row in warehouse.query(
                "SELECT table_name AS t FROM duckdb_tables() WHERE NOT internal"
            ):
                if row["t"] in skip:
                    continue
                found = warehouse.query(f'FROM "{row["t"]}"')
                kept = [{k: v for k, v in f.items() if k not in hidden} for f in found]
                current = [f for f in kept if f.get("closed_at") is None]
                out[row["t"]] = sorted(tuple(map(str, f.values())) for f in current)
        return out


def result(summary: RunSummary, stream: str) -> StreamResult:
    [found] = [r for r in summary.results if r.stream == stream]
    return found


def incomplete(found: StreamResult) -> bool:
    """Short of complete for another reason than that GitHub shows it to nobody without a token, or
    to those who may push only."""
    return found.grade != "complete" and found.code not in {"no_token", "no_push"}


def shown(summary: RunSummary) -> list[StreamResult]:
    """Results without what GitHub shows to nobody but those who may push or have a token."""
    return [r for r in summary.results if r.code not in {"no_push", "no_token"}]


def person(login: str, number: int) -> Person:
    return Person(
        login, f"{login} Doe", number, number, login, (f"{login}@x.org",),
        frozenset({f"{login}@x.org"}),
    )  # fmt: skip


def first_repository(made: standin.Community, owner: Person) -> Repository:
    from collectors.standin.git.store import GitStore

    git = GitStore()
    repo = Repository("github", 7001, owner, "tool", "工具", git, START, START, START)
    made.repositories.append(repo)
    return repo


def fill(made: standin.Community, repo: Repository, people: list[Person]) -> None:
    for n in range(12):
        who = people[n % 5]
        signed = Signature(who.name, who.emails[0], START + timedelta(days=n))
        made.commit(repo, {f"src/m{n}.py": f"x = {n}\n".encode()}, signed, f"change {n}")
    last = Signature("dev0 Doe", "dev0@x.org", START + timedelta(days=20))
    made.commit(repo, {"LICENSE": b"MIT License\n", "README.md": b"# tool\n"}, last, "docs")
    for n in range(280):
        at = START + timedelta(hours=n)
        is_pull = n % 10 == 9
        thread = made.add_issue(repo, f"标题 {n}", at, author=people[n % 8], is_pull=is_pull)
        if n % 3 == 0:
            made.add_comment(repo, thread, f"comment {n}", at + timedelta(hours=1), people[n % 7])
        if n % 4 == 0:
            made.close(thread, at + timedelta(hours=5))
    for n in range(45):
        made.star(repo, START + timedelta(days=n), people[n % 8])
    for n in range(5):
        at = START + timedelta(days=n)
        repo.forks.append(
            Fork(9000 + n + (repo.platform == "gitee") * 50, people[n], "tool", at, at)
        )
