"""A warehouse of some tens of projects, as collected and as one machine scores it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import crowds

Once = Callable[[str, Callable[[Path], object]], Path]


@pytest.fixture(scope="session")
def crowd_folder(demo_folder: Path, once: Once) -> Path:
    """`raw.duckdb`: nothing derived; `scored.duckdb`: scored by the embedded engine."""
    return once(
        "scattered", lambda folder: crowds.fill(demo_folder / "data/warehouse.duckdb", folder)
    )


@pytest.fixture
def crowd(crowd_folder: Path, tmp_path: Path) -> Path:
    """A copy of the first of one's own."""
    (tmp_path / "data").mkdir()
    return Path(shutil.copy(crowd_folder / "raw.duckdb", tmp_path / "data/warehouse.duckdb"))


@pytest.fixture(scope="session")
def expected(crowd_folder: Path) -> dict[str, list[dict[str, Any]]]:
    """What the embedded engine makes of it."""
    return crowds.derived(crowd_folder / "scored.duckdb")
