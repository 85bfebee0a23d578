"""Governance files by hand and counted a second way; security advisories."""

from __future__ import annotations

import random
import re
from pathlib import PurePosixPath
from typing import Any

import pytest

GH, GE = "github:o/a", "gitee:o/a"
# Another way to the same kinds: the stem without marks, told by its letters.
STEMS = {
    "contributing": {"contributing", "贡献指南"}, "governance": {"governance", "治理"},
    "code_of_conduct": {"codeofconduct", "行为准则"}, "security": {"security"},
    "maintainers": {"maintainers", "codeowners", "owners", "authors"},
}  # fmt: skip


def put(town: Any, repo: str, path: str, *, size: int = 9, why: str | None = None) -> None:
    town.record("document", repo_id=repo, path=path, role="governance", sha256="0" * 64,
                bytes=size, content=None if why else "text", unreadable=why)  # fmt: skip


@pytest.fixture
def seen(town: Any, at: Any) -> Any:
    town.project("a", GH, GE)
    for repo in (GH, GE):
        town.state(repo)
    for path in ("CONTRIBUTING.md", ".github/CODE_OF_CONDUCT.md", "docs/security-policy.md"):
        put(town, GH, path)
    put(town, GE, "贡献指南.md")
    put(town, GE, "CONTRIBUTING.md")
    put(town, GE, "GOVERNANCE", size=0)
    put(town, GE, "MAINTAINERS", why="不是文本")
    for ghsa, day, state, gone in (
        ("1", "2025-06-01", "published", None), ("2", "2020-01-01", "published", None),
        ("3", "2025-06-01", "published", "2025-07-01"), ("4", "2025-06-01", "draft", None),
        ("5", "2026-02-01", "published", None),
    ):  # fmt: skip
        town.record("advisory", repo_id=GH, ghsa_id=ghsa, state=state, published_at=at(day),
                    withdrawn_at=at(gone) if gone else None)  # fmt: skip
    town.measure()
    return town


@pytest.mark.parametrize(
    ("part", "value", "words", "n"),
    [
        ("", 4, None, 6), (GH, 3, None, 3), (GE, 2, None, 3),
        ("contributing", 1, "有：CONTRIBUTING.md、贡献指南.md", 3),
        ("governance", 0, "没有看到", 0),
        ("code_of_conduct", 1, "有：.github/CODE_OF_CONDUCT.md", 1),
        ("security", 1, "有：docs/security-policy.md", 1), ("maintainers", 1, "有：MAINTAINERS", 1),
    ],
)  # fmt: skip
def test_governance_files_by_hand(seen: Any, part: str, value: int, words: Any, n: int) -> None:
    row = seen.one("governance_files", "a", part)
    assert (row["value"], row["value_text"], row["n"]) == (value, words, n)


def test_advisories_by_hand(seen: Any) -> None:
    found = {p: seen.one("security_advisories", "a", p)["value"] for p in ("", "window", GH, GE)}
    assert found == {"": 2, "window": 1, GH: 2, GE: 0}


def test_what_was_not_read_is_unknown_and_never_none(town: Any) -> None:
    town.project("a", GH)
    town.state(GH, grade="not_observable", reason="没有权限")
    town.measure()
    for metric in ("governance_files", "security_advisories"):
        row = town.one(metric, "a", "")
        assert (row["value"], row["completeness"]) == (None, "not_observable")


def test_where_only_the_root_folder_was_read_nothing_is_said_to_be_missing(town: Any) -> None:
    town.project("a", GH)
    town.state(GH, grade="partial", reason="未能克隆，只读了根目录下的文件。")
    town.measure()
    row = town.one("governance_files", "a", "security")
    assert (row["value_text"], row["completeness"]) == ("没有看到", "partial")


def test_a_past_instant_has_the_files_that_stood_then(town: Any, at: Any) -> None:
    """What a later reading found gone stood; what a commit or that reading brought did not."""
    town.project("a", GH)
    town.state(GH)
    for path, seen, closed in (
        ("CONTRIBUTING.md", "2026-01-01", "2026-01-08"), ("SECURITY.md", "2026-01-01", None),
        ("CODE_OF_CONDUCT.md", "2026-01-08", None), ("GOVERNANCE.md", "2026-01-08", None),
    ):  # fmt: skip
        town.record("document", repo_id=GH, path=path, role="governance", sha256="0" * 64, bytes=9,
                    content="text", observed_at=at(seen),
                    closed_at=at(closed) if closed else None)  # fmt: skip
    for sha, path, day in (("1", "GOVERNANCE.md", "2025-12-01"),
                           ("2", "CODE_OF_CONDUCT.md", "2026-01-07")):  # fmt: skip
        town.record("commit", repo_id=GH, sha=sha, parents=1, has_paths=True, committed_at=at(day))
        town.put("commit_file", repo_id=GH, sha=sha, path=path, change="A", answer_id="x")
    for day, kinds, grade in (
        ("2026-01-05", {"contributing", "security", "governance"}, "partial"),
        ("2026-01-11", {"security", "code_of_conduct", "governance"}, "complete"),
    ):  # fmt: skip
        town.measure(as_of=at(day))
        rows = town.rows("governance_files", "a", at(day))
        found = {row["part"] for row in rows if row["value"] and row["part"] not in {"", GH}}
        assert found == kinds
        assert town.one("governance_files", "a", as_of=at(day))["completeness"] == grade


def test_governance_files_counted_a_second_way(town: Any) -> None:
    draw = random.Random(7)
    names = ["contributing", "governance", "code-of-conduct", "code_of_conduct", "security",
             "owners", "CODEOWNERS", "authors", "Maintainers", "治理", "行为准则", "securityx",
             "authority"]  # fmt: skip
    told: dict[str, set[str]] = {}
    for number in range(40):
        project, repo = f"p{number}", f"github:o/p{number}"
        town.project(project, repo)
        town.state(repo)
        told[project] = set()
        for name in draw.sample(names, draw.randrange(5)):
            path = PurePosixPath(
                draw.choice(["", ".github", "docs"]), name + draw.choice(["", ".md"])
            )
            put(town, repo, str(path))
            stem = re.sub(r"[-_]", "", path.name.partition(".")[0].lower())
            told[project] |= {kind for kind, stems in STEMS.items() if stem in stems}
    town.measure()
    found = {p: town.one("governance_files", p, "")["value"] for p in told}
    assert found == {project: len(kinds) for project, kinds in told.items()}
