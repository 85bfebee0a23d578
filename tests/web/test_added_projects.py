"""Projects that the pages add: `projects.toml`, read beside `config.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuanzheng.added import changing
from yuanzheng.added.changing import Asked, Who
from yuanzheng.added.entries import NAME, Added, Entry, text, typed
from yuanzheng.config import Config, load
from yuanzheng.failures import Refused

WHO = Who("赵敏", datetime(2026, 11, 21, 16, 30, tzinfo=UTC))
HAND = '# 手写的\n[[project]]\nname = "手写"\nrepositories = ["https://github.com/a/b"]\n'
TWO = ("https://gitee.com/Owner/Repo/tree/master/x", " https://huggingface.co/datasets/o/d ")


@pytest.fixture
def config(tmp_path: Path) -> Config:
    (tmp_path / "config.toml").write_text(HAND, encoding="utf-8")
    return load(tmp_path / "config.toml")


def names(config: Config) -> list[str]:
    return [one.name for one in load(config.path).projects]


def test_it_is_collected_from_the_next_load_on(config: Config) -> None:
    changing.add(config, Asked("新项目", "某大学", TWO, ("nanshan-project",)), WHO)
    assert names(config) == ["手写", "新项目"]
    found = load(config.path).projects[1]
    assert [one.repo_id for one in found.targets] == [
        "gitee:owner/repo", "huggingface:datasets/o/d",
    ]  # fmt: skip
    assert (found.applicant, found.policies) == ("某大学", ("nanshan-project",))
    assert (config.home / "config.toml").read_text(encoding="utf-8") == HAND, "never rewritten"


def test_the_file_says_who_and_when(config: Config) -> None:
    changing.add(config, Asked("新项目", None, TWO), WHO)
    changing.edit(config, "新项目", Asked("新项目", "甲", TWO[:1]), replace(WHO, name="钱"))
    changing.remove(config, "新项目", WHO)
    raw = tomllib.loads((config.home / NAME).read_text(encoding="utf-8"))
    assert [(one["what"], one["by"]) for one in raw["change"]] == [
        ("add", "赵敏"), ("edit", "钱"), ("remove", "赵敏"),
    ]  # fmt: skip
    assert raw["change"][0]["at"] == "2026-11-22T00:30:00+08:00"
    assert "project" not in raw
    assert names(config) == ["手写"]


REFUSED = [
    ("手写", ("https://gitee.com/o/r",), "重复"),
    ("手写！", ("https://gitee.com/o/r",), "重复"),
    ("x", ("/etc",), "不在所配置的平台上"),
    ("x", ("file:///etc/x.git",), "不在所配置的平台上"),
    ("x", ("http://127.0.0.1/x.git",), "不在所配置的平台上"),
    ("x", ("http://[::ffff:169.254.169.254]/x.git",), "不在所配置的平台上"),
    ("x", ("https://github.com@127.0.0.1/o/x.git",), "用户名、密码"),
    ("x", ("https://github.com.example.org/o/x.git",), "不在所配置的平台上"),
    ("x", ("https://example.org/o/x",), "不认识的网址"),
    ("x", ("git@github.com:o/r",), "缺少开头"),
    ("x", ("https://github.com/../..",), "不合平台的规则"),
    ("x", (), "请写 1 到"),
    ("x", tuple(f"https://gitee.com/o/r{n}" for n in range(51)), "请写 1 到"),
    ("", ("https://gitee.com/o/r",), "不能少于 1"),
    ("甲\u202e乙", ("https://gitee.com/o/r",), "看不见的字符"),
]


@pytest.mark.parametrize(("name", "addresses", "words"), REFUSED)
def test_refused_with_a_sentence(
    config: Config, name: str, addresses: tuple[str, ...], words: str
) -> None:
    with pytest.raises(Refused, match=words):
        changing.add(config, Asked(name, None, addresses), WHO)
    assert not (config.home / NAME).exists()


def test_a_forged_file_reaches_no_folder_of_this_machine(config: Config) -> None:
    """Whoever can write the file, but not `config.toml`, still cannot name a path or a host."""
    for address in ("/etc", "http://127.0.0.1:1/x.git"):
        forged = Added(project=(Entry(name="坏", repositories=(address,)),))
        (config.home / NAME).write_text(text(forged), encoding="utf-8")
        read = load(config.path)
        assert names(config) == ["手写"]
        assert any("不在所配置的平台上" in words and NAME in words for words in read.problems)
    (config.home / NAME).write_text('[[project]]\nname = "x"\nfacts = "/etc/passwd"\n', "utf-8")
    with pytest.raises(Refused, match=r"projects\.toml.*没有键 facts"):
        load(config.path)


def test_one_of_the_configuration_is_not_changed_here(config: Config) -> None:
    with pytest.raises(Refused, match=r"config\.toml"):
        changing.remove(config, "手写", WHO)


def _adds(path: str, number: int) -> None:
    changing.add(load(Path(path)), Asked(f"p{number}", None, TWO[:1]), WHO)


def test_two_at_once_are_both_kept(config: Config) -> None:
    ways = [
        get_context("spawn").Process(target=_adds, args=(str(config.path), n)) for n in range(3)
    ]
    for one in ways:
        one.start()
    for one in ways:
        one.join()
    assert sorted(names(config)) == ["p0", "p1", "p2", "手写"]


printable = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40)


@given(st.lists(st.builds(Entry, name=printable, applicant=st.none() | printable)))
def test_what_is_written_is_read_again(entries: list[Entry]) -> None:
    added = Added(project=tuple(entries))
    assert typed(tomllib.loads(text(added))) == added
