"""Fixtures all tests share."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings

from warehouse.store import Warehouse

# A machine that is busy with other tests is slow; that says nothing of the program.
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The team's shared material beside the repository; tests that need it skip without it."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("../shared 不在这里：跳过需要录制数据的测试")
    return folder


Once = Callable[[str, Callable[[Path], object]], Path]


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Once:
    """A folder by its name, filled by the first process of the session that asks for it."""
    base = tmp_path_factory.getbasetemp()
    common = base if worker_id == "master" else base.parent

    def filled(name: str, fill: Callable[[Path], object]) -> Path:
        folder = common / name
        with FileLock(common / f"{name}.lock"):
            if not (done := common / f"{name}.done").exists():
                folder.mkdir()
                fill(folder)
                done.touch()
        return folder

    return filled


@pytest.fixture(scope="session")
def demo_folder(once: Once) -> Path:
    """What `yuanzheng demo` makes; not to be changed."""
    return once("shown", _shown) / "demo"


def _shown(folder: Path) -> None:
    out = ["--out", str(folder / "demo"), "--quiet"]
    subprocess.run([sys.executable, "-m", "yuanzheng", "demo", *out], check=True)


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    """An empty warehouse in a folder of its own."""
    with Warehouse(tmp_path / "warehouse.duckdb") as opened:
        yield opened
