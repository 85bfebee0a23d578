"""The whole of scoring on collected rows: once, twice, at two instants, all or nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from scoring import findings
from scoring.errors import ScoringError
from scoring.run import score
from scoring.settings import ScoringSettings

GH, HUB = "github:o/p", "huggingface:o/m"
DERIVED = ("person_alias", "person_label", "act", "licence_finding", "licence_verdict", "metric",
           "measurement", "measurement_source", "policy", "finding", "finding_metric")  # fmt: skip
SETTINGS = ScoringSettings(thresholds={"nanshan-project": {"active_contributors": 2}})


@pytest.fixture
def filled(town: Any, at: Any) -> Any:
    """Three people, a bot and an agent; one repository and one model."""
    town.project("p", GH, policies=("nanshan-platform", "nanshan-project"))
    town.put(
        "project_repo", project_id="p", repo_id=HUB, platform="huggingface", kind="model", url="u"
    )
    town.project("q", "github:o/q", policies=("nanshan-project",))
    town.state(GH)
    town.state(HUB, "repository", "commits", "issues", "issue_comments", "documents")
    for number, (login, kind) in enumerate((("ann", "User"), ("bob", "User"), ("ci[bot]", "Bot"))):
        town.record("identity", identity_id=f"github:{number}", platform="github", login=login,
                    account_id=str(number), account_type=kind, key=f"github:{number}")  # fmt: skip
    town.record("identity", identity_id="git:ai", platform="git", name="Claude Code",
                email_domain="anthropic.com", key="git:ai")  # fmt: skip
    for number in range(12):
        sha = f"{number:040}"
        town.record("commit", repo_id=GH, sha=sha, author_id=f"github:{number % 3}", parents=1,
                    authored_at=at(f"2025-{number + 1:02}-15"), subject="Add", has_paths=True,
                    committed_at=at(f"2025-{number + 1:02}-15"),
                    coauthor_ids=["git:ai"] if number == 3 else [])  # fmt: skip
        town.put("commit_file", repo_id=GH, sha=sha, path="README.md" if number % 4 else "a.py",
                 change="M", answer_id="a")  # fmt: skip
    for number, body in enumerate(("/lgtm", "The reader loses its last row here.")):
        town.record("comment", repo_id=GH, comment_id=str(number), is_review=False, body=body,
                    author_id="github:1", created_at=at("2025-12-31T16:30:00+00:00"))  # fmt: skip
    for name, value in (("stars", 10), ("forks", 2), ("watchers", 1)):
        town.snapshot(GH, name, value, "2025-03-01")
    town.snapshot(HUB, "likes", 4, "2025-03-01")
    return town


def _tables(town: Any, *names: str) -> dict[str, list[dict[str, Any]]]:
    """Rows in the order they lie in the table."""
    return {name: town.warehouse.query(f'FROM "{name}"') for name in names or DERIVED}


def _score(town: Any, as_of: datetime, **more: Any) -> None:
    score(town.warehouse, as_of=as_of, settings=more.pop("settings", SETTINGS), **more)


def test_from_records_to_findings(filled: Any, as_of: Any) -> None:
    _score(filled, as_of)
    assert filled.one("active_contributors", "p")["value"] == 2
    assert filled.one("commits", "p")["value"] == 8
    assert filled.one("commits", "p", "code")["value"] == 2
    assert filled.one("discussion_acts", "p")["value"] == 1
    assert filled.months("discussion_acts", "p")["2026-01"] == 1
    assert filled.one("excluded_acts", "p", "command")["value"] == 1
    agent = filled.one("ai_coauthor_share", "p")
    assert (agent["value"], agent["n"]) == (12.5, 1)
    assert filled.one("ai_coauthor_share", "p", "1")["part_title"] == "Claude"
    clauses = filled.warehouse.query(
        "SELECT policy_id, count(*) AS n FROM finding GROUP BY 1 ORDER BY 1"
    )
    assert [row["n"] for row in clauses] == [6, 14]
    found = filled.warehouse.query(
        "SELECT outcome FROM finding WHERE project_id = 'q' AND starts_with(clause_id, '四（二）')"
    )
    assert "满足" not in {row["outcome"] for row in found}


def test_again_gives_equal_tables(filled: Any, as_of: Any) -> None:
    _score(filled, as_of)
    first = _tables(filled)
    _score(filled, as_of)
    assert _tables(filled) == first
    assert all(first[name] for name in DERIVED if name != "licence_finding")


def test_other_instants_are_kept_and_nothing_else_moves(filled: Any, as_of: Any, at: Any) -> None:
    kept = ("measurement", "measurement_source", "finding", "finding_metric")
    _score(filled, as_of)
    now = _tables(filled, *kept)
    _score(filled, at("2025-07-01"))
    both = _tables(filled, *kept)
    for name in kept:
        assert [row for row in both[name] if row["as_of"] == as_of] == now[name]
        assert len(both[name]) > len(now[name])
    assert filled.one("commits", "p", as_of=at("2025-07-01"))["value"] == 4


def test_one_project_leaves_the_others(filled: Any, as_of: Any) -> None:
    _score(filled, as_of)
    whole = _tables(filled, "measurement", "finding")
    filled.warehouse.execute("UPDATE measurement SET value = -1 WHERE project_id = 'q'")
    _score(filled, as_of, project_ids=["p"])
    part = _tables(filled, "measurement", "finding")
    pick = [row for row in whole["measurement"] if row["project_id"] == "p"]
    assert [row for row in part["measurement"] if row["project_id"] == "p"] == pick
    assert {row["value"] for row in part["measurement"] if row["project_id"] == "q"} == {-1}
    assert len(part["finding"]) == len(whole["finding"])


def test_a_project_taken_out_leaves_no_figures(filled: Any, as_of: Any) -> None:
    _score(filled, as_of)
    filled.warehouse.execute("DELETE FROM project WHERE project_id = 'q'")
    _score(filled, as_of)
    for name in ("measurement", "finding", "measurement_source", "finding_metric"):
        assert {row["project_id"] for row in _tables(filled, name)[name]} == {"p"}


def test_what_fails_leaves_the_tables_as_they_were(
    filled: Any, as_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    _score(filled, as_of)
    before = _tables(filled)

    def broken(*_: object) -> None:
        raise RuntimeError("disk")

    filled.snapshot(GH, "stars", 99, "2025-06-01")
    monkeypatch.setattr(findings, "judge", broken)
    with pytest.raises(RuntimeError):
        _score(filled, as_of)
    assert _tables(filled) == before


def test_bad_arguments_are_one_sentence(filled: Any, as_of: Any) -> None:
    with pytest.raises(ScoringError, match="没有时区"):
        _score(filled, as_of.replace(tzinfo=None))
    with pytest.raises(ScoringError, match="没有项目 pp"):
        _score(filled, as_of, project_ids=["pp"])


def test_an_empty_warehouse_is_scored_without_complaint(town: Any, as_of: Any) -> None:
    _score(town, as_of)
    assert town.warehouse.query("FROM measurement") == []
    assert len(town.warehouse.query("FROM metric")) > 30
    assert len(town.warehouse.query("FROM policy")) >= 2


def test_the_same_instant_in_another_zone_is_the_same(filled: Any, as_of: Any) -> None:
    from datetime import UTC

    _score(filled, as_of)
    first = _tables(filled)
    _score(filled, as_of.astimezone(UTC))
    assert _tables(filled) == first
