"""Fixtures of the seal's tests: a data folder for all of them, a pack that nobody changes."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "campaigns"))

from workshop import PACK, certified, collected, packed

Once = Callable[[str, Callable[[Path], object]], Path]


@pytest.fixture(scope="session")
def home(once: Once) -> Path:
    """`config.toml` and data of two projects."""
    return once("seal", lambda folder: collected(folder / "home")) / "home"


@pytest.fixture(scope="session")
def pack(home: Path, once: Once) -> Path:
    """A pack as a folder; not to be changed."""
    return once("pack", lambda folder: packed(home, folder)) / PACK


@pytest.fixture(scope="session")
def zipped(home: Path, once: Once) -> Path:
    """The same as a ZIP; not to be changed."""
    return once("zipped", lambda folder: packed(home, folder, "--zip")) / f"{PACK}.zip"


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certified(tmp_path_factory.mktemp("authority") / "tsa")
