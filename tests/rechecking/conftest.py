"""A project counted from the stand-in platforms once, and a pack of it; then the world moves on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from collectors.standin import SAMPLE_NOW, Community, StandIn, sample_community, serve
from reports import loading
from warehouse.store import Warehouse
from yuanzheng import failures
from yuanzheng.cli import run

AS_OF = datetime(2026, 10, 31, 16, tzinfo=UTC)
LATER = SAMPLE_NOW + timedelta(days=20)
_CONFIG = """
[collectors]
proxy = "{proxy}"
max_retries = 0
max_wait_seconds = 0
[collectors.github]
api = "http://api.github.example"
web = "http://github.example"
per_minute = 0
[collectors.gitee]
api = "http://gitee.example/api/v5"
web = "http://gitee.example"
per_minute = 0
[collectors.huggingface]
api = "http://huggingface.example"
web = "http://huggingface.example"
[warehouse]
folder = "{data}"
"""
_PROJECT = """
[[project]]
name = "青禾"
repositories = ["http://github.example/qinghe-lab/qinghe",
  "http://gitee.example/qinghe-lab/qinghe-tools"]
datasets = ["http://huggingface.example/datasets/lantu/harbor-qa"]
"""


@pytest.fixture(scope="session")
def counted(once: Callable[[str, Callable[[Path], object]], Path]) -> Path:
    """A folder with the data of the project and `pack/data/figures.json` of it."""
    return once("counted", _count)


def _count(home: Path) -> None:
    config = home / "config.toml"
    with pytest.MonkeyPatch.context() as patch, serve() as standin:
        patch.delenv("GITHUB_TOKEN", raising=False)
        patch.setattr("yuanzheng.clock.now", lambda: SAMPLE_NOW)
        config.write_text(_CONFIG.format(proxy=standin.proxy, data=home / "data") + _PROJECT)
        assert run(["collect", "--config", str(config), "-q"]) == failures.COMPLETE
        patch.setattr("yuanzheng.clock.now", lambda: LATER)
        day = ["--as-of", "2026-10-31"]
        assert run(["score", *day, "--config", str(config), "-q"]) == failures.COMPLETE
    (home / "pack" / "data").mkdir(parents=True)
    text = json.dumps(_figures(home), ensure_ascii=False, default=str)
    (home / "pack" / "data" / "figures.json").write_text(text, encoding="utf-8")


def _figures(home: Path) -> dict[str, Any]:
    """What a pack says of the figures of a report."""
    names = ("evidence_id", "title", "metric_id", "version", "part", "part_title", "value",
             "value_text", "unit", "n", "window_from", "window_to", "completeness",
             "completeness_reason")  # fmt: skip
    with Warehouse(home / "data" / "warehouse.duckdb", read_only=True) as warehouse:
        report = loading.load(warehouse, loading.projects(warehouse)[0], AS_OF)
    return {
        "schema": "yuanzheng.figures/1", "as_of": AS_OF.isoformat(),
        "project": {"project_id": report.project.project_id, "name": report.project.name},
        "repositories": [repository.repo_id for repository in report.repositories],
        "figures": [
            {name: getattr(row, name) for name in names} for row in report.rows() if row.metric_id
        ],
    }  # fmt: skip


@pytest.fixture(scope="session")
def community() -> Community:
    """Not to be changed: making one takes a while."""
    return sample_community()


@pytest.fixture
def platforms(community: Community) -> Iterator[StandIn]:
    with serve(community, now=LATER) as standin:
        yield standin


@pytest.fixture
def here(
    tmp_path: Path, counted: Path, platforms: StandIn, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A folder to stand in, with a configuration that reaches the platforms as they are now."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_TOKEN", raising=False)
    monkeypatch.setattr("yuanzheng.clock.now", lambda: LATER)
    text = _CONFIG.format(proxy=platforms.proxy, data=counted / "data")
    (tmp_path / "config.toml").write_text(text + _PROJECT)
    return tmp_path


Recheck = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def recheck(here: Path, capsys: pytest.CaptureFixture[str]) -> Recheck:
    """Exit code and document of `recheck` of all figures, unless options say otherwise."""

    def done(what: object, *options: str) -> tuple[int, dict[str, Any]]:
        capsys.readouterr()
        options = options or ("--sample", "9999")
        code = run(["recheck", str(what), "--seed", "7", "--json", *options])
        return code, json.loads(capsys.readouterr().out)

    return done


@pytest.fixture
def pack(counted: Path) -> Path:
    return counted / "pack"


@pytest.fixture
def only(pack: Path, tmp_path: Path) -> Callable[..., Path]:
    """A pack of some of the metrics: little to ask for."""

    def made(*metric_ids: str) -> Path:
        held = json.loads((pack / "data" / "figures.json").read_text())
        held["figures"] = [f for f in held["figures"] if f["metric_id"] in metric_ids]
        folder = tmp_path / "-".join(metric_ids)
        (folder / "data").mkdir(parents=True)
        (folder / "data" / "figures.json").write_text(json.dumps(held))
        return folder

    return made
