"""init writes a configuration that run reads back."""

from __future__ import annotations

import errno
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuanzheng import failures, starting
from yuanzheng.cli import run
from yuanzheng.config import load
from yuanzheng.voice import Voice

URLS = [
    "https://github.com/apache/echarts",
    "https://gitee.com/y_project/RuoYi",
    "https://huggingface.co/BAAI/bge-m3",
    "https://huggingface.co/datasets/Shitao/MLDR",
    "https://huggingface.co/spaces/o/s",
    "https://github.com/openharmony",
]


def test_init_then_run(fakes: Any, clone: Path, capsys: Any) -> None:
    assert run(["init", *URLS, str(clone)]) == 0
    assert "yuanzheng run" in capsys.readouterr().out
    assert run(["run"]) == 0
    (project,) = fakes.collected[0]
    assert project.name == "apache/echarts"
    assert {t.url for t in project.targets} == {*URLS, str(clone.resolve())}


def test_never_overwrites_silently(tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "config.toml"
    path.write_text("mine", encoding="utf-8")
    assert run(["init", URLS[0]]) == failures.WRONG
    assert "已经存在，没有动它" in capsys.readouterr().err
    assert path.read_text(encoding="utf-8") == "mine"
    assert run(["init", URLS[0], "--force"]) == 0
    assert load(path).projects[0].name == "apache/echarts"


def test_a_full_disk_leaves_the_file_that_was_to_be_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    path = tmp_path / "config.toml"
    path.write_text("mine", encoding="utf-8")

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", full)
        patched.setattr("os.replace", full)
        assert run(["init", URLS[0], "--force"]) == failures.WRONG
    assert "磁盘已满" in capsys.readouterr().err
    assert [one.read_text(encoding="utf-8") for one in tmp_path.glob("*.toml")] == ["mine"]


def test_the_way_round_filled_facts_is_one_that_leaves_them(tmp_path: Path, capsys: Any) -> None:
    facts = tmp_path / "facts.toml"
    facts.write_text("filled", encoding="utf-8")
    policy = ["--policy", "nanshan-project"]
    assert run(["init", URLS[0], *policy, "--config", "other.toml"]) == failures.WRONG
    said = capsys.readouterr().err
    [way] = re.findall(r"如 --config (\S+?)；", said)
    assert run(["init", URLS[0], *policy, "--config", way]) == 0
    assert (tmp_path / way).with_name("facts.toml").is_file()
    assert facts.read_text(encoding="utf-8") == "filled"


def test_another_file_and_what_to_do_next(capsys: Any) -> None:
    assert run(["init", URLS[0], "--config", "my.toml"]) == 0
    assert "yuanzheng run --config my.toml" in capsys.readouterr().out


def test_the_commands_it_prints_work_as_printed(tmp_path: Path, capsys: Any) -> None:
    assert run(["init", URLS[0], "--config", "我的 项目/my.toml"]) == 0
    printed = capsys.readouterr().out.partition("接下来：yuanzheng ")[2]
    words = shlex.split(printed)
    assert words[:3] == ["check", "--config", "我的 项目/my.toml"]
    assert Path(words[2]).is_file()


def test_a_bad_address_writes_nothing(tmp_path: Path) -> None:
    assert run(["init", URLS[0], "https://example.org/"]) == failures.WRONG
    assert not (tmp_path / "config.toml").exists()


@given(st.text(min_size=1).filter(lambda text: text.isprintable() and text == text.strip()))
def test_any_name_survives_the_round_trip(
    tmp_path_factory: pytest.TempPathFactory, name: str
) -> None:
    folder = tmp_path_factory.mktemp("r") / f"x{name}".replace("/", "-").encode()[:80].decode(
        errors="ignore"
    )
    (folder / ".git").mkdir(parents=True)
    path = folder.parent / "config.toml"
    starting.start([str(folder)], (), path, Voice("init", quiet=True), force=False)
    assert load(path).projects[0].targets[0].url == str(folder.resolve())
