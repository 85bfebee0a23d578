"""From names, addresses and paths to projects."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.results import ProjectSources
from collectors.settings import CollectorSettings
from yuanzheng.failures import Refused
from yuanzheng.projects import chosen, identifier, made_of

SETTINGS = CollectorSettings()
KNOWN = (ProjectSources("apache-echarts", "Apache ECharts", None, (), ()),)


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("Apache ECharts", "apache-echarts"),
        ("apache/echarts", "apache-echarts"),
        ("若依 RuoYi", "若依-ruoyi"),
        ("../../etc", "etc"),
        ("a__b", "a-b"),
    ],
)
def test_identifier(name: str, made: str) -> None:
    assert identifier(name) == made


@given(st.text(min_size=1))
def test_an_identifier_is_a_safe_file_name(name: str) -> None:
    made = identifier(name)
    assert made
    assert len(made) <= 60
    assert all(char.isalnum() or char == "-" for char in made)
    assert made == identifier(name)


def test_names_addresses_and_paths(clone: Path) -> None:
    by_name, by_address = chosen(
        ["Apache ECharts", "https://github.com/a/b", str(clone)], KNOWN, SETTINGS, ("p",)
    )
    assert by_name is KNOWN[0]
    assert by_address.name == "a/b"
    assert by_address.policies == ("p",)
    assert [target.platform for target in by_address.targets] == ["github", "git"]


def test_a_project_made_on_the_way_does_not_take_a_configured_ones_place() -> None:
    (made,) = chosen(["https://github.com/apache/echarts"], KNOWN, SETTINGS, ())
    assert made.project_id != "apache-echarts"


def test_the_same_address_twice_is_one_source() -> None:
    made = made_of(["https://github.com/a/b", "https://github.com/A/b.git"], SETTINGS, ())
    assert len(made.targets) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Apache EChart", "最接近的是 Apache ECharts"),
        ("https://example.org/a/b", "不认识的网址"),
        ("git@github.com:a/b.git", "请写成 https://github.com/a/b.git"),
        ("./nowhere", "不存在"),
        ("https://u:p@github.com/a/b", "不能带用户名、密码或令牌"),
    ],
)
def test_what_is_none_of_them_is_refused(text: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        chosen([text], KNOWN, SETTINGS, ())


def test_folders_of_the_same_name_are_different_projects(tmp_path: Path) -> None:
    ids = []
    for place in ("a", "b"):
        folder = tmp_path / place / "repo"
        (folder / ".git").mkdir(parents=True)
        made = made_of([str(folder)], SETTINGS, ())
        ids.append(made.project_id)
        assert made.name == f"{place}/repo"
    assert len(set(ids)) == 2
