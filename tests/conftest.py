"""Fixtures all tests share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from shutil import copyfile

import duckdb
import pytest
from filelock import FileLock

from warehouse import opening
from warehouse.store import Warehouse

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


@pytest.fixture(autouse=True, scope="session")
def _schema_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """New warehouses begin as copies of one that was created the real way: that takes a fifth of
    a second of work, most of it for 650 comments, and a thousand tests begin so."""
    template = tmp_path_factory.mktemp("schema") / "warehouse.duckdb"
    Warehouse(template).close()
    connect = opening.connect

    def from_template(path: Path, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
        if not read_only and not path.exists():
            with suppress(OSError):
                copyfile(template, path)
        return connect(path, read_only=read_only)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening, "connect", from_template)
        yield


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    """An empty warehouse in a folder of its own."""
    with Warehouse(tmp_path / "warehouse.duckdb") as opened:
        yield opened
