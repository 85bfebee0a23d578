"""The configuration in the repository and the one `init` writes."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import BaseModel

from yuanzheng import starting
from yuanzheng.config import Settings, load

Write = Callable[[str], Path]


def test_the_repositorys_own_file_reads_and_reaches_all_platforms(root: Path) -> None:
    config = load(root / "config.toml")
    targets = [target for project in config.projects for target in project.targets]
    assert {target.platform for target in targets} == {"github", "gitee", "huggingface"}
    assert {target.kind for target in targets} >= {"repository", "model", "dataset"}
    assert all(target.url.startswith("https://") for target in targets)


def test_its_settings_are_the_template(root: Path) -> None:
    text = (root / "config.toml").read_text(encoding="utf-8")
    assert text.startswith(starting.settings())


def _leaves(model: BaseModel, path: str = "") -> set[str]:
    found = set()
    for key in type(model).model_fields:
        value = getattr(model, key)
        inner = _leaves(value, f"{path}{key}.") if isinstance(value, BaseModel) else {path + key}
        found |= inner
    return found


def _written(table: dict[str, object], path: str = "") -> set[str]:
    found = set()
    for key, value in table.items():
        found |= _written(value, f"{path}{key}.") if isinstance(value, dict) else {path + key}
    return found


def test_the_template_shows_every_key_with_its_default() -> None:
    raw = tomllib.loads(starting.settings())
    assert Settings.model_validate(raw) == Settings()
    optional = {"project", "notice"}
    assert _leaves(Settings()) - optional - _unset() == _written(raw)


def test_the_thresholds_it_offers_are_real(write: Write) -> None:
    offered = re.findall(r"^# (\[scoring\.thresholds.*|\w+ = \d+)$", starting.settings(), re.M)
    assert len(offered) > 1
    assert load(write("\n".join(offered))).settings.scoring.thresholds


def _unset() -> set[str]:
    """Keys whose default is none: there is no value to show."""
    plain = Settings().model_dump(exclude_none=True)
    return _leaves(Settings()) - _written(plain)


def test_paths_start_from_the_files_folder(
    write: Write, clone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write('[warehouse]\nfolder = "w"\n[[project]]\nname = "x"\nrepositories = ["my-clone"]\n')
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    config = load(Path("../config.toml"))
    assert config.settings.warehouse.folder.resolve() == (tmp_path / "w").resolve()
    assert config.projects[0].targets[0].url == str(clone.resolve())


def test_policies_left_out_means_all_and_an_empty_list_means_none(write: Write) -> None:
    entry = '[[project]]\nname = "{}"\nrepositories = ["https://github.com/a/b"]\n'
    config = load(write(entry.format("x") + entry.format("y") + "policies = []\n"))
    assert [p.policies for p in config.projects] == [("nanshan-platform", "nanshan-project"), ()]
