"""Several hosts collect one configuration: real processes, one of them killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from collectors.results import ProjectSources
from collectors.settings import CollectorSettings
from collectors.standin import SAMPLE_PROJECTS, serve
from warehouse import schema
from warehouse.errors import WarehouseFull
from warehouse.leases import Leases
from warehouse.store import Warehouse
from yuanzheng import failures
from yuanzheng.config import Settings, load
from yuanzheng.sample import settings_for
from yuanzheng.shards.settings import ShardSettings, is_spent, shared
from yuanzheng.shards.working import Host

MOST = 900
LEASE = 10


@pytest.fixture(scope="module")
def proxy() -> Iterator[str]:
    with serve() as platforms:
        yield platforms.proxy


def written(folder: Path, proxy: str, host: str) -> Path:
    """The configuration of a host whose own data lie in `folder`/host."""
    settings = settings_for(proxy)
    lines = [
        f'[warehouse]\nfolder = "{folder / host}"',
        f'[shards]\nfolder = "{folder / "shared"}"\nhost = "{host}"\nlease_seconds = {LEASE}.0',
        f'[collectors]\nproxy = "{proxy}"',
    ]
    for name in ("github", "gitee", "gitcode", "huggingface"):
        own = settings.platform(name)
        lines.append(
            f'[collectors.{name}]\napi = "{own.api}"\nweb = "{own.web}"\n'
            f"token_env = {json.dumps(own.token_env)}\nper_minute = 0"
        )
    for project in SAMPLE_PROJECTS:
        given = {k: v for k, v in vars_of(project).items() if v}
        lines.append(
            "[[project]]\n" + "\n".join(f"{k} = {json.dumps(v)}" for k, v in given.items())
        )
    path = folder / f"{host}.toml"
    path.write_text("\n".join(lines), "utf-8")
    return path


def vars_of(project: Any) -> dict[str, Any]:
    found = {"name": project.name, "applicant": project.applicant}
    kinds = {"repository": "repositories", "model": "models", "dataset": "datasets",
             "space": "spaces"}  # fmt: skip
    for url in project.urls:
        kind = "repository"
        if "huggingface" in url:
            kind = next((k for k in ("dataset", "space") if f"/{k}s/" in url), "model")
        found.setdefault(kinds[kind], []).append(url)
    return found


def program(*words: str, env: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
    run = [sys.executable, "-m", "yuanzheng", *words, "--quiet"]
    return subprocess.Popen(run, start_new_session=True, env={**os.environ, **(env or {})})


def test_a_host_that_is_killed_is_followed_and_figures_are_those_of_one(
    tmp_path: Path, proxy: str
) -> None:
    alone = written(tmp_path, proxy, "alone")
    one = program("collect", "-c", str(alone))
    first, second = (written(tmp_path, proxy, name) for name in ("h1", "h2"))
    killed = program("shard", "-c", str(first))
    until = time.monotonic() + MOST
    while not list(tmp_path.glob("shared/*/data-1/archive/*.warc.gz")):
        assert killed.poll() is None
        assert time.monotonic() < until
        time.sleep(0.1)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()
    assert program("shard", "-c", str(second)).wait(MOST) in {failures.COMPLETE, failures.PARTIAL}
    assert one.wait(MOST) in {failures.COMPLETE, failures.PARTIAL}

    leases = Leases(tmp_path / "shared", "", LEASE, lambda: datetime.now(UTC))
    last = {one.project_id: leases.last(one.project_id) for one in load(second).projects}
    assert {lease.owner for lease in last.values() if lease} == {"h2"}
    assert sorted(lease.folder for lease in last.values() if lease) == [1, 2]

    central = written(tmp_path, proxy, "central")
    assert program("unite", "-c", str(central)).wait(MOST) == failures.COMPLETE
    at = datetime.now(UTC).isoformat(timespec="seconds")
    for config in (alone, central):
        scored = program("score", "-c", str(config), "--as-of", at)
        assert scored.wait(MOST) == failures.COMPLETE
    mine, theirs = (derived(tmp_path / name) for name in ("central", "alone"))
    assert {table for table in theirs if mine[table] != theirs[table]} == set()
    assert program("unite", "-c", str(alone)).wait(MOST) == failures.WRONG


def derived(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Without the ids of answers: some say another thing, or end elsewhere, each time."""
    with Warehouse(folder / "warehouse.duckdb", read_only=True) as warehouse:
        return {
            table: warehouse.query(
                f"SELECT DISTINCT columns(lambda c: c <> 'answer_id') FROM \"{table}\" ORDER BY ALL"
            )
            for table in sorted(schema.derived())
        }


def host(tmp_path: Path, settings: Settings, **more: Any) -> Host:
    config = load(None)
    projects = tuple(type("P", (), {"project_id": f"p{n}", "name": f"P{n}"})() for n in range(5))
    own = settings.model_copy(update={"shards": settings.shards.model_copy(
        update={"folder": tmp_path, "host": more.pop("name", "h1")})})  # fmt: skip
    from dataclasses import replace

    plain = {"say": lambda _: None, "stop": lambda: False, "sleep": lambda _: None}
    return Host(replace(config, settings=own, projects=projects), **{**plain, **more})


def test_each_project_is_collected_once_and_budgets_hold_for_the_host(tmp_path: Path) -> None:
    github = CollectorSettings().platform("github").model_copy(update={"budget": 100})
    settings = Settings(collectors=CollectorSettings().model_copy(update={"github": github}))
    asked: list[tuple[str, int | None]] = []

    def collect(own: Settings, project: Any, stop: Any) -> tuple[int, int]:
        assert own.warehouse.folder == tmp_path / project.project_id / "data-1"
        asked.append((project.project_id, own.collectors.platform("github").budget))
        return failures.COMPLETE, 40

    tally = host(tmp_path, settings, collect=collect).work()
    assert [budget for _, budget in asked] == [100, 60, 20]
    assert tally.spent
    assert "预算用完了" in tally.problems[0]
    other = host(tmp_path, settings, collect=collect, name="h2").work()
    assert sorted(one for one, _ in asked) == [f"p{n}" for n in range(5)]
    assert not other.spent
    assert host(tmp_path, settings, collect=collect, name="h3").work().codes == {}


def test_a_failed_project_is_given_back_and_not_called_fresh(tmp_path: Path) -> None:
    def collect(own: Settings, project: Any, stop: Any) -> tuple[int, int]:
        return failures.WRONG if project.project_id == "p2" else failures.COMPLETE, 0

    host(tmp_path, Settings(), collect=collect).work()
    assert host(tmp_path, Settings(), collect=collect).work().codes == {"p2": failures.WRONG}


def test_what_could_not_be_collected_is_given_back_with_its_data(tmp_path: Path) -> None:
    """Else the next host takes it for one of a host that died, and copies all there is."""

    def full(own: Settings, project: Any, stop: Any) -> tuple[int, int]:
        raise WarehouseFull("磁盘已满。")

    tally = host(tmp_path, Settings(), collect=full).work()
    assert tally.codes == {f"p{n}": failures.WRONG for n in range(5)}
    folders: list[str] = []

    def collect(own: Settings, project: Any, stop: Any) -> tuple[int, int]:
        folders.append(own.warehouse.folder.name)
        return failures.COMPLETE, 0

    host(tmp_path, Settings(), collect=collect, name="h2").work()
    assert folders == ["data-1"] * 5


def test_a_share_of_a_token_is_a_share_of_its_pace() -> None:
    half = shared(CollectorSettings(), 0.5)
    pace = {name: half.platform(name).per_minute for name in ("github", "gitee")}
    whole = {name: one * 2 if one else one for name, one in pace.items()}
    assert shared(CollectorSettings(), 1.0) == CollectorSettings()
    assert whole["github"] == 900
    assert not is_spent(CollectorSettings(), 0.5, 10**9)


def test_lost_leases_stop_the_work(tmp_path: Path) -> None:
    shards = ShardSettings(lease_seconds=5)
    thieves = Leases(tmp_path, "thief", 5, lambda: datetime(2999, 1, 1, tzinfo=UTC))

    def collect(own: Settings, project: Any, stop: Any) -> tuple[int, int]:
        if project.project_id == "p3":
            assert thieves.take("p3")
            until = time.monotonic() + 60
            while not stop() and time.monotonic() < until:
                time.sleep(0.05)
            assert stop()
        return failures.COMPLETE, 0

    tally = host(tmp_path, Settings(shards=shards), collect=collect).work()
    assert tally.codes["p3"] == failures.WRONG
    assert any("租约（第 1 号）已被另一台机器取走" in words for words in tally.problems)


def test_hosts_at_work_together_collect_each_project_once(tmp_path: Path) -> None:
    projects = "".join(
        f'[[project]]\nname = "p{n}"\nrepositories = ["https://github.com/a/p{n}"]\n'
        for n in range(12)
    )
    told, lock = Counter[str](), threading.Lock()

    def collect(settings: Settings, project: ProjectSources, stop: object) -> tuple[int, int]:
        time.sleep(0.05)
        with lock:
            told[project.project_id] += 1
        return 0, 1

    def run(name: str) -> None:
        path = tmp_path / f"{name}.toml"
        path.write_text(
            f'[warehouse]\nfolder = "{tmp_path / name}"\n'
            f'[shards]\nfolder = "{tmp_path / "shared"}"\nhost = "{name}"\n{projects}', "utf-8",
        )  # fmt: skip
        one = Host(load(path), collect, lambda words: None, lambda: False)
        replace(one, sleep=lambda seconds: time.sleep(0.01)).work()

    hosts = [threading.Thread(target=run, args=(name,)) for name in ("one", "two")]
    for one in hosts:
        one.start()
    for one in hosts:
        one.join()
    assert told == Counter(f"p{n}" for n in range(12))
