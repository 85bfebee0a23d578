"""Fixtures of the front door's tests: a config writer, and stages that touch no network."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from night_watch import Clock

from collectors.results import ProjectSources, RunSummary, StreamResult
from warehouse.store import Warehouse

Once = Callable[[str, Callable[[Path], object]], Path]


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder to stand in, and no token of this machine."""
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_TOKEN", "GITEE_TOKEN", "HF_TOKEN", "YUANZHENG_DEBUG"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], Path]:
    """Writes `config.toml` here."""

    def written(text: str) -> Path:
        path = tmp_path / "config.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return written


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A git repository with one commit."""
    path = tmp_path / "my-clone"
    run = ["git", "-c", "user.name=Li", "-c", "user.email=li@example.org"]
    subprocess.run(["git", "init", "-q", str(path)], check=True)
    (path / "LICENSE").write_text("MIT License\n", encoding="utf-8")
    subprocess.run(["git", "-C", str(path), "add", "."], check=True)
    subprocess.run([*run, "-C", str(path), "commit", "-q", "-m", "first"], check=True)
    return path


@pytest.fixture(scope="session")
def demo_pack(demo_folder: Path, once: Once) -> Path:
    """A pack of a project of the demonstration, as a folder; not to be changed."""
    return _only(once("packed", lambda folder: packed(demo_folder, folder)))


def packed(demo: Path, folder: Path, *more: str) -> None:
    """Makes a pack for the last policy of the project that has several, made by the front door."""
    config = folder / "config.toml"
    config.write_text(f"[warehouse]\nfolder = {json.dumps(str(demo / 'data'))}\n", "utf-8")
    given = ["-p", "nanshan-project", "-c", str(config), "-o", str(folder / "out"), *more]
    done = subprocess.run(
        [sys.executable, "-m", "yuanzheng", "pack", "青禾 QingHe", "--quiet", *given], check=False
    )
    assert done.returncode == 0


def _only(folder: Path) -> Path:
    [made] = (folder / "out").iterdir()
    return made


@pytest.fixture(scope="session")
def masked_pack(demo_folder: Path, once: Once) -> Path:
    """The same with names masked."""
    return _only(once("masked", lambda folder: packed(demo_folder, folder, "--mask-names")))


@dataclass
class Fakes:
    """What the three stages were asked, and what they shall do."""

    results: tuple[StreamResult, ...] = ()
    interrupted: bool = False
    collected: list[tuple[ProjectSources, ...]] = field(default_factory=list)
    scored: list[tuple[datetime, tuple[str, ...]]] = field(default_factory=list)
    left_out: tuple[str, ...] = ()
    reported: list[tuple[datetime, Path, tuple[str, ...]]] = field(default_factory=list)
    score_error: Callable[[Sequence[str]], Exception | None] = lambda _: None
    report_error: Callable[[Sequence[str]], Exception | None] = lambda _: None
    collect_error: Exception | None = None

    def collect(
        self, warehouse: Warehouse, projects: Sequence[ProjectSources], **_: Any
    ) -> RunSummary:
        if self.collect_error:
            raise self.collect_error
        self.collected.append(tuple(projects))
        for p in projects:
            row = {"project_id": p.project_id, "name": p.name, "policies": [], "sample": False}
            warehouse.replace("project", [row], {"project_id": p.project_id})
        return RunSummary(self.results, 7, 2, 5, self.interrupted)

    def score(
        self, warehouse: Warehouse, *, as_of: datetime, settings: object, project_ids: Sequence[str]
    ) -> None:
        if error := self.score_error(project_ids):
            raise error
        self.scored.append((as_of, tuple(project_ids)))
        for project_id in project_ids:
            row = {
                "as_of": as_of.isoformat(), "project_id": project_id, "metric_id": "stars",
                "version": 1, "part": "", "part_title": "", "value": 1234, "n": 1,
                "window_to": as_of.isoformat(), "completeness": "complete",
            }  # fmt: skip
            own = {"as_of": as_of, "project_id": project_id}
            warehouse.replace("measurement", [row], own)
        metric = {
            "metric_id": "stars", "version": 1, "title": "星标数", "question": "", "definition": "",
            "unit": "个", "needs": [], "evidence_table": "星标数与Fork数", "sort_order": 1,
            "sql_text": "", "sql_sha256": "",
        }  # fmt: skip
        warehouse.replace("metric", [metric], {})

    def write(
        self, warehouse: Warehouse, *, as_of: datetime, out: Path, settings: object,
        project_ids: Sequence[str], left_out: Sequence[str] = (),
    ) -> list[Path]:  # fmt: skip
        if error := self.report_error(project_ids):
            raise error
        self.left_out = tuple(left_out)
        self.reported.append((as_of, out, tuple(project_ids)))
        out.mkdir(parents=True, exist_ok=True)
        (out / "index.html").write_text(f"{as_of}", encoding="utf-8")
        return [out / "index.html"]


@pytest.fixture
def fakes(monkeypatch: pytest.MonkeyPatch) -> Fakes:
    """The front door with stages that only note what they were asked."""
    made = Fakes()
    monkeypatch.setattr("collectors.loop.collect", made.collect)
    monkeypatch.setattr("scoring.run.score", made.score)
    monkeypatch.setattr("reports.run.write", made.write)
    return made


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The clock stands still."""
    still = datetime(2026, 10, 31, 10, 30, 0, 250_000, tzinfo=UTC)
    monkeypatch.setattr("yuanzheng.clock.now", lambda: still)
    return still


@pytest.fixture(scope="session")
def compared(root: Path) -> ModuleType:
    """Makes projects to compare, straight into the tables of a warehouse."""
    path = root / "tests" / "comparing" / "compared_sample.py"
    spec = spec_from_file_location("compared_sample", path)
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def time_of(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)
