"""`yuanzheng recheck` after the platforms have moved on: what moved, how far, what is unknown."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from collectors.standin import SAMPLE_NOW, Community, sample_community
from collectors.standin.community.model import Repository
from collectors.standin.git.store import Signature
from yuanzheng import failures
from yuanzheng.cli import run

GITHUB = "github:qinghe-lab/qinghe"


@pytest.fixture
def community() -> Community:
    """One to be changed."""
    return sample_community()


@pytest.fixture
def qinghe(community: Community) -> Repository:
    return community.repository("github", "qinghe-lab/qinghe")


def _figures(found: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {(f["metric_id"], f["part"]): f for f in found["recheck"]["figures"]}


def _moved(found: dict[str, Any]) -> list[dict[str, Any]]:
    return [f for f in found["recheck"]["figures"] if f["verdict"] == "moved"]


def test_what_moved_beyond_its_tolerance_is_said(recheck, pack, community, qinghe):
    for _ in range(300):
        community.star(qinghe, SAMPLE_NOW + timedelta(days=3), community.people[3])
    lost = qinghe.issues()[-1]
    community.delete_thread(qinghe, lost.number)
    who = Signature("Li", "li@example.org", SAMPLE_NOW + timedelta(days=5))
    licence = community.repository("gitee", "lantu/harbor").git.read("LICENSE")
    community.commit(qinghe, {"LICENSE": licence}, who, "another licence\n")
    code, found = recheck(pack)
    assert code == failures.WRONG
    assert found["error"] is None
    figures = _figures(found)
    stars = figures["stars", GITHUB]
    assert (stars["verdict"], stars["difference"]) == ("moved", 300)
    assert 0 < stars["high"] < 100
    assert figures["stars", ""]["verdict"] == "moved"
    assert figures["issues_opened", GITHUB]["difference"] == -1
    assert figures["issues_opened", GITHUB]["verdict"] == "moved"
    concluded = figures["licence_concluded", GITHUB]
    assert concluded["verdict"] == "moved"
    assert concluded["then_text"] != concluded["now_text"]
    # What came after the instant of the figures is none of theirs.
    still = ("commits", ""), ("star_growth", GITHUB), ("forks", ""), ("releases", "")
    assert {figures[key]["verdict"] for key in still} == {"equal"}


def test_growth_as_before_is_within_tolerance(recheck, only, community, qinghe):
    for day in range(18):
        community.star(qinghe, SAMPLE_NOW + timedelta(days=1 + day), community.people[3])
    code, found = recheck(only("stars", "star_growth"))
    assert code == failures.COMPLETE
    stars = _figures(found)["stars", GITHUB]
    growth = _figures(found)["star_growth", GITHUB]["then"]
    expected = growth * 20 / 365
    assert (stars["verdict"], stars["difference"]) == ("within", 18)
    assert stars["high"] == pytest.approx(expected + 3 * expected**0.5, rel=0.01)
    assert stars["low"] == pytest.approx(-3 * expected**0.5, rel=0.01)


def test_a_repository_that_is_gone_is_unknown_never_equal(recheck, pack, community, qinghe):
    community.delete(qinghe)
    code, found = recheck(pack)
    assert code == failures.PARTIAL, _moved(found)
    figures = _figures(found)
    assert {f["verdict"] for (_, part), f in figures.items() if part == GITHUB} == {"unknown"}
    assert figures["stars", ""]["verdict"] == "unknown"
    assert "404" in figures["stars", GITHUB]["reason"]
    assert figures["stars", "gitee:qinghe-lab/qinghe-tools"]["verdict"] == "equal"
    assert any(GITHUB in words for words in found["problems"])


def test_it_speaks_chinese_and_tells_how_to_repeat_it(here, only, capsys, community, qinghe):
    pack = only("stars", "forks")
    for _ in range(300):
        community.star(qinghe, SAMPLE_NOW, community.people[3])
    assert run(["recheck", str(pack), "--sample", "9999", "--seed", "5"]) == failures.WRONG
    said = capsys.readouterr().out
    assert "抽样种子 5" in said
    assert "变了（超出允许范围）" in said
    assert "--seed 5" in said
    told = Counter(line.rsplit("：", 1)[-1] for line in said.splitlines() if line[:2] == "  ")
    assert f"一致 {told['一致。']} 个，" in said
