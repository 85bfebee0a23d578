"""Fixtures of the tests of backups: a night of one small data set, made once."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import chdir
from pathlib import Path

import pytest

from collectors.standin import SAMPLE_NOW, StandIn, serve
from yuanzheng import failures
from yuanzheng.cli import run

CONFIG = """
[warehouse]
folder = "data"
[backup]
folder = "backups"
[reports]
formats = ["json"]
[collectors]
proxy = "{proxy}"
[collectors.huggingface]
api = "http://huggingface.example"
web = "http://huggingface.example"
[[project]]
name = "问答集"
datasets = ["http://huggingface.example/datasets/lantu/harbor-qa"]
policies = ["nanshan-project"]
people = "people.toml"
"""
Once = Callable[[str, Callable[[Path], object]], Path]


@pytest.fixture(scope="session")
def platforms() -> Iterator[StandIn]:
    with serve() as made:
        yield made


@pytest.fixture(scope="session")
def night(platforms: StandIn, once: Once) -> Path:
    """The home folder after a night; not to be changed."""

    def fill(folder: Path) -> None:
        (folder / "people.toml").write_text("", encoding="utf-8")
        (folder / "config.toml").write_text(CONFIG.format(proxy=platforms.proxy), encoding="utf-8")
        with pytest.MonkeyPatch.context() as patch, chdir(folder):
            for name in ("GITHUB_TOKEN", "GITEE_TOKEN", "HF_TOKEN"):
                patch.delenv(name, raising=False)
            patch.setattr("yuanzheng.clock.now", lambda: SAMPLE_NOW)
            assert run(["run", "--quiet"]) == failures.COMPLETE

    return once("backed-up", fill)


@pytest.fixture
def home(night: Path, platforms: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it to stand in."""
    place = tmp_path / "home"
    shutil.copytree(night, place)
    (place / "config.toml").write_text(CONFIG.format(proxy=platforms.proxy), encoding="utf-8")
    monkeypatch.chdir(place)
    for name in ("GITHUB_TOKEN", "GITEE_TOKEN", "HF_TOKEN", "YUANZHENG_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    return place
