"""Which registered projects are 明星 and communities 活力: what was found for them decides."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from registering import PROGRAMME, states, target

from yuanzheng.cli import run
from yuanzheng.register.linking import typed

Registered = Callable[..., dict[str, Any]]
CONFIG = f"""
[reports]
formats = ["json"]
[[project]]
name = "某社区"
repositories = ["clone"]
policies = ["{PROGRAMME}"]
"""
REGISTER = """类别,名称,日期,佐证,状态,仓库或项目
社区,编造社区甲,2024-05-03,https://example.org/1,已核对,某社区
社区,某 社区,2024-06-03,https://example.org/2,已核对,
社区,编造社区乙,2024-05-03,,已核对,某社区
社区,编造社区丙,2024-05-03,https://example.org/3,已核对,https://gitee.com/made-up/none
"""
COUNTED = "编造社区甲"


@pytest.fixture(scope="session")
def scored(once: Callable[..., Path]) -> Path:
    """A folder with a warehouse of one project, held against the programme in June 2025."""
    return once("programme", _scored)


def _scored(folder: Path) -> None:
    clone = folder / "clone"
    day = "2025-05-01T00:00:00Z"
    env = {**os.environ, "GIT_AUTHOR_DATE": day, "GIT_COMMITTER_DATE": day}
    git = ["git", "-C", str(clone), "-c", "user.name=Li", "-c", "user.email=li@example.org"]
    subprocess.run(["git", "init", "-q", str(clone)], check=True)
    (clone / "a.py").write_text("x = 1\n", encoding="utf-8")
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "-q", "-m", "first"], check=True, env=env)
    (folder / "config.toml").write_text(CONFIG, encoding="utf-8")
    assert run(["run", "-c", str(folder / "config.toml"), "--as-of", "2025-06-30", "-q"]) == 0


@pytest.fixture
def judged(scored: Path, home: Path, registered: Registered) -> Callable[..., dict[str, Any]]:
    """What the register says after the warehouse was changed by some SQL."""

    def told(*changes: str, as_of: str = "2026-06-30") -> dict[str, Any]:
        shutil.copytree(scored, home, dirs_exist_ok=True)
        with duckdb.connect(str(home / "data" / "warehouse.duckdb")) as warehouse:
            for change in changes:
                warehouse.execute(change)
        Path("登记簿.csv").write_text(REGISTER, encoding="utf-8")
        return registered("登记簿.csv", as_of=as_of)

    return told


def counts(told: dict[str, Any]) -> tuple[int, int, int]:
    found = target(told, "communities")
    return found["counted"], found["waiting"], found["left_out"]


def test_without_thresholds_people_must_look_and_nothing_counts(
    judged: Callable[..., dict[str, Any]],
) -> None:
    told = judged()
    found = states(told, "communities")
    assert found[0][1].startswith("待判断 二（四）8 ")
    assert "community_contributors" in found[0][1], "which threshold is to be set"
    again = f"不计入 与登记簿.csv 第 2 行“{COUNTED}”重复"
    assert [state for _, state in found[1:3]] == [again, again], "one project counts once"
    assert "yuanzheng run https://gitee.com/made-up/none" in found[3][1]
    assert counts(told)[0] == 0
    [first, *_] = target(told, "communities")["entries"]
    figures = {one["title"]: one for one in first["judgement"]["figures"]}
    assert figures["活跃贡献者"]["value"] == "1 人"
    assert figures["活跃贡献者"]["evidence_id"].startswith("E")


@pytest.mark.parametrize(
    ("outcome", "state", "confirmed"),
    [
        ("满足", "计入", 1),
        ("不满足", "不计入", 0),
        ("需人工佐证", "待判断", 0),
        ("数据不足", "待判断", 0),
    ],
)
def test_the_finding_decides_and_is_shown(
    judged: Callable[..., dict[str, Any]], outcome: str, state: str, confirmed: int
) -> None:
    told = judged(f"UPDATE finding SET outcome = '{outcome}', reason = '编造的理由'")
    assert states(told, "communities")[0] == (COUNTED, f"{state} 二（四）8 {outcome}：编造的理由")
    [reading, _] = target(told, "communities")["readings"]
    assert (reading["counted"], reading["confirmed"]) == (confirmed, confirmed)


def test_generated_data_never_count(judged: Callable[..., dict[str, Any]]) -> None:
    told = judged("UPDATE finding SET outcome = '满足'", "UPDATE project SET sample = true")
    assert "示例数据" in states(told, "communities")[0][1]
    assert counts(told)[0] == 0


@pytest.mark.parametrize(
    ("found_for", "as_of"),
    [("2025-12-31 16:00:01+00", "2026-06-30"), ("2025-06-30 16:00:00+00", "2025-06-29")],
)
def test_what_was_found_for_a_later_day_proves_nothing(
    judged: Callable[..., dict[str, Any]], found_for: str, as_of: str
) -> None:
    tables = ("finding", "finding_metric", "measurement")
    moved = [f"UPDATE {one} SET as_of = '{found_for}'" for one in tables]
    told = judged("UPDATE finding SET outcome = '满足'", *moved, as_of=as_of)
    reason = states(told, "communities")[0][1]
    assert reason.startswith("待判断 二（四）8 数据不足：只有 2")
    last = min(as_of, "2025-12-31")
    assert reason.endswith(f"请运行 yuanzheng score 某社区 --as-of {last}")


def test_a_project_not_held_against_the_programme_says_how(
    judged: Callable[..., dict[str, Any]],
) -> None:
    reason = states(judged("DELETE FROM finding", as_of="2025-06-29"), "communities")[0][1]
    assert reason.endswith(f"请运行 yuanzheng run 某社区 --policy {PROGRAMME} --as-of 2025-06-29")


@given(st.text())
def test_a_command_to_type_names_one_word(word: str) -> None:
    assert shlex.split(typed(word)) == [word]
