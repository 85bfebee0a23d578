"""Licences that changed: dates and commits from git, and a question where others had written."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from scoring.licences.headers import read_headers
from scoring.licences.spdx import spdx_list
from warehouse.store import Row, Warehouse
from yuanzheng import failures
from yuanzheng.cli import run

TEXTS = {key: spdx_list().licences[key].text or "" for key in ("MIT", "Apache-2.0", "SSPL-1.0")}
TAG = "SPDX-License-" + "Identifier: "


class Hand:
    """Commits as one person or another, a day apart."""

    def __init__(self, place: Path) -> None:
        self.place, self.day = place, 0
        place.mkdir()
        subprocess.run(["git", "init", "-q", str(place)], check=True)

    def commit(self, who: str, files: dict[str, str | None]) -> str:
        for name, text in files.items():
            if text is None:
                (self.place / name).unlink()
            else:
                (self.place / name).write_text(text, encoding="utf-8")
        self.day += 1
        when = f"2025-03-{self.day:02}T08:00:00+0000"
        env = {**os.environ, "GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
        name = ["-c", f"user.name={who}", "-c", f"user.email={who}@example.org"]
        for command in (["add", "-A"], [*name, "commit", "-qm", "x"]):
            subprocess.run(["git", "-C", str(self.place), *command], check=True, env=env)
        done = subprocess.run(
            ["git", "-C", str(self.place), "rev-parse", "HEAD"], check=True, capture_output=True
        )
        return done.stdout.decode().strip()


@pytest.fixture(scope="module")
def shas(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], Path]:
    place = tmp_path_factory.mktemp("changes")
    hand = Hand(place / "tool")
    made = [
        hand.commit("li", {"LICENSE": TEXTS["MIT"], "a.py": f"# {TAG}MIT\n"}),
        hand.commit("wang", {"b.py": f"# {TAG}MIT\n"}),
        hand.commit("zhao", {"c.py": f"# {TAG}Apache-2.0\n"}),
        hand.commit("li", {"LICENSE": TEXTS["MIT"].replace("<year>", "2025")}),
        hand.commit("li", {"LICENSE": TEXTS["Apache-2.0"]}),
        hand.commit("li", {"LICENSE": None}),
        hand.commit("wang", {"LICENSE": TEXTS["SSPL-1.0"]}),
        hand.commit("wang", {"LICENSE": "All of it is mine."}),
    ]
    before = Path.cwd()
    os.chdir(place)
    assert run(["run", str(hand.place), "--json"]) == failures.COMPLETE
    os.chdir(before)
    return made, place


def rows(place: Path, sql: str) -> list[Row]:
    with Warehouse(place / "data" / "warehouse.duckdb", read_only=True) as warehouse:
        return warehouse.query(sql)


def test_each_change_has_its_commit_and_date(shas: tuple[list[str], Path]) -> None:
    made, place = shas
    found = rows(place, "FROM licence_change ORDER BY committed_at")
    assert [(r["sha"], r["change"], r["before"], r["after"]) for r in found] == [
        (made[0], "added", "NONE", "MIT"),
        (made[3], "edited", "MIT", "MIT"),
        (made[4], "relicensed", "MIT", "Apache-2.0"),
        (made[5], "removed", "Apache-2.0", "NONE"),
        (made[6], "added", "NONE", "SSPL-1.0"),
        (made[7], "unknown", "SSPL-1.0", "NOASSERTION"),
    ]
    assert [r["committed_at"].day for r in found] == [1, 4, 5, 6, 7, 8]


def test_other_authors_make_a_question_and_no_accusation(shas: tuple[list[str], Path]) -> None:
    _, place = shas
    [row] = rows(place, "FROM licence_change WHERE change = 'relicensed'")
    assert row["others"] == 2
    assert "2 位作者" in row["reason"]
    assert "需人工核对" in row["reason"]
    assert not {"未经", "擅自", "违反"} & set(row["reason"])


def test_headers_of_files_are_shown_and_few_of_them_declare_nothing(
    shas: tuple[list[str], Path],
) -> None:
    _, place = shas
    found = rows(place, "FROM licence_finding WHERE place = 'header' ORDER BY path")
    assert [(r["path"], r["expression"], r["line"]) for r in found] == [
        ("a.py", "MIT", 1), ("c.py", "Apache-2.0", 1),
    ]  # fmt: skip
    [verdict] = rows(place, "FROM licence_verdict")
    assert verdict["declared"] == "NONE", "two thirds of the headers do not speak for all"


@pytest.mark.parametrize("ways", [
    ("GPL-2.0+", "GPL-2.0-or-later"), ("(MIT OR Apache-2.0)", "MIT OR Apache-2.0"), ("mit", "MIT"),
])  # fmt: skip
def test_headers_of_one_licence_written_in_two_ways_are_one(ways: tuple[str, str]) -> None:
    tag = "SPDX-License-" + "Identifier: "
    rows = [{"path": f"{n}.c", "content": f"// {tag}{way}", "answer_id": None}
            for n, way in enumerate(ways * 2)]  # fmt: skip
    [one] = read_headers(rows)
    assert (one.expression, one.notice) == (ways[1], False)


def test_the_report_shows_the_changes(shas: tuple[list[str], Path]) -> None:
    made, place = shas
    pages = [path.read_text(encoding="utf-8") for path in place.rglob("*.html")]
    shown = [page for page in pages if "许可证变更" in page]
    assert shown
    assert all(made[4][:12] in page for page in shown)
