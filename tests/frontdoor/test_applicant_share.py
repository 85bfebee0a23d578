"""The applicant's share, from people.toml to a pack that gives the same figure."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from warehouse.store import Warehouse
from yuanzheng import failures
from yuanzheng.cli import run

ORGANISATION = "[[organisation]]\nname = '某公司'\ndomains = ['corp.cn']\napplicant = true\n"
PERSON = "[[person]]\nname = '李四'\naliases = ['li@home.cn']\napplicant = true\n"
TITLE = "申报单位所占的份额"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A clone with commits of three people, one of them from the applicant's domain."""
    clone = tmp_path / "clone"
    subprocess.run(["git", "init", "-q", str(clone)], check=True)
    for n, mail in enumerate(["zs@dev.corp.cn", "li@home.cn", "zs@dev.corp.cn", "w@qq.com"]):
        (clone / f"{n}.py").write_text(f"x = {n}\n", encoding="utf-8")
        git = ["git", "-C", str(clone), "-c", f"user.name={mail[:2]}", "-c", f"user.email={mail}"]
        subprocess.run([*git, "add", "."], check=True)
        subprocess.run([*git, "commit", "-q", "-m", f"change {n}"], check=True)
    (tmp_path / "config.toml").write_text(
        "[[project]]\nname = '工具'\nrepositories = ['clone']\npolicies = ['nanshan-project']\n"
        "people = 'people.toml'\n[reports]\nformats = ['csv']\n",
        encoding="utf-8",
    )
    return tmp_path


def share(home: Path, part: str = "") -> dict[str, Any]:
    with Warehouse(home / "data" / "warehouse.duckdb", read_only=True) as warehouse:
        [row] = warehouse.query(
            "SELECT value, n, completeness_reason FROM measurement WHERE part = $part"
            " AND metric_id = 'leading_by_applicant' ORDER BY as_of DESC LIMIT 1", {"part": part}
        )  # fmt: skip
    return dict(row)


def test_the_applicant_s_share_follows_what_is_handed_in(home: Path) -> None:
    people = home / "people.toml"
    people.write_text("", encoding="utf-8")
    assert run(["run", "--quiet"]) == failures.COMPLETE
    silent = share(home)
    assert silent["value"] is None
    assert "people.toml" in silent["completeness_reason"]
    people.write_text(ORGANISATION, encoding="utf-8")
    assert run(["score", "--quiet"]) == failures.COMPLETE
    assert (share(home)["value"], share(home)["n"]) == (50.0, 2)
    assert share(home, "merges")["value"] is None, "a clone does not tell who merged"
    people.write_text(ORGANISATION + PERSON, encoding="utf-8")
    assert run(["run", "--quiet"]) == failures.COMPLETE
    assert (share(home)["value"], share(home)["n"]) == (75.0, 3)
    assert run(["pack", "工具", "-p", "nanshan-project", "-o", "packs", "--quiet"]) == 0
    [pack] = (home / "packs").iterdir()
    assert any(
        TITLE in path.read_text(encoding="utf-8") for path in pack.glob("data/报告/*/csv/*.csv")
    )
    assert run(["verify", str(pack), "--quiet"]) == failures.COMPLETE
