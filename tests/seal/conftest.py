"""Fixtures of the seal's tests: a data folder for all of them, a pack that nobody changes."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "campaigns"))

from workshop import certified, collected, packed


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`config.toml` and data of two projects."""
    return collected(tmp_path_factory.mktemp("seal") / "home")


@pytest.fixture(scope="session")
def pack(home: Path) -> Path:
    """A pack as a folder; not to be changed."""
    return packed(home, home / "out")


@pytest.fixture(scope="session")
def zipped(home: Path) -> Path:
    """The same as a ZIP; not to be changed."""
    return packed(home, home / "out", "--zip")


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certified(tmp_path_factory.mktemp("authority") / "tsa")
