"""A licence counts for a date only when it can be shown to have stood there then."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from scoring.licences.run import conclude
from warehouse.answers import Answer
from warehouse.records import Commit, CommitFile, Document, RepoFact
from warehouse.standings import StreamState
from warehouse.store import Batch, Warehouse

REPO = "git:demo"
READ = datetime(2026, 11, 20, tzinfo=UTC)
TEXT = (Path(__file__).parents[2] / "LICENSE").read_text(encoding="utf-8")


def at(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T00:00:00+00:00")


def commit(sha: str, day: str) -> Commit:
    return Commit(REPO, sha, None, None, at(day), at(day), 1, "x", None, has_paths=True)


@pytest.fixture
def demo(warehouse: Warehouse) -> Warehouse:
    """LICENSE added on 2026-11-10 and read on 2026-11-20; a README from the beginning."""
    answer = Answer("a1", "git+x", None, READ, "00", 1, None, "f", "r")
    files = (CommitFile(REPO, "c2", "LICENSE", "A"), CommitFile(REPO, "c1", "README.md", "A"))
    documents = (
        Document(REPO, "LICENSE", "licence", "c2", "00", len(TEXT), TEXT),
        Document(REPO, "README.md", "readme", "c2", "01", 3, "# x"),
    )
    commits = (commit("c1", "2026-01-05"), commit("c2", "2026-11-10"))
    warehouse.merge([Batch(answer, REPO, "commits", commits, files)])
    warehouse.merge([Batch(answer, REPO, "documents", documents)])
    warehouse.grade(StreamState(REPO, "documents", "complete", None, None, 2, 2), READ)
    return warehouse


@pytest.mark.parametrize(
    ("day", "in_repository", "verdict"),
    [
        ("2026-11-21", "yes", "osi_verbatim"),
        ("2026-11-15", "yes", "osi_verbatim"),
        ("2026-11-09", "unknown", "unknown"),
        ("2025-01-01", "unknown", "unknown"),
    ],
)
def test_a_licence_stands_from_the_commit_that_brought_it(
    demo: Warehouse, day: str, in_repository: str, verdict: str
) -> None:
    conclude(demo, at(day))
    [row] = demo.query("FROM licence_verdict")
    assert (row["in_repository"], row["verdict"]) == (in_repository, verdict)
    assert (row["osi"] == "yes") == (verdict == "osi_verbatim")


@pytest.mark.parametrize(
    "path",
    ["COPYING", "MIT-LICENSE", "许可证.txt", "开源协议", "package.json", "x.gemspec", "REUSE.toml"],
)
def test_a_licence_deleted_before_we_came_makes_the_past_unknown(
    demo: Warehouse, path: str
) -> None:
    answer = Answer("a2", "git+y", None, READ, "00", 1, None, "f", "r")
    gone = (CommitFile(REPO, "c3", path, "D"),)
    demo.merge([Batch(answer, REPO, "commits", (commit("c3", "2026-11-18"),), gone)])
    conclude(demo, at("2026-11-15"))
    [row] = demo.query("FROM licence_verdict")
    assert row["in_documents"] == "unknown"
    conclude(demo, at("2026-11-21"))
    [row] = demo.query("FROM licence_verdict")
    assert row["verdict"] == "osi_verbatim"


def test_what_another_file_said_then_may_have_been_another_licence(demo: Warehouse) -> None:
    """Changed after the instant, read later: nobody knows whether all agreed then or clashed."""
    answer = Answer("a3", "git+z", None, READ, "00", 1, None, "f", "r")
    text = '{"license": "Apache-2.0"}'
    changed = (CommitFile(REPO, "c4", "package.json", "M"),)
    manifest = Document(REPO, "package.json", "manifest", "c4", "02", len(text), text)
    demo.merge([Batch(answer, REPO, "commits", (commit("c4", "2026-11-18"),), changed)])
    demo.merge([Batch(answer, REPO, "documents", (manifest,))])
    for day, agreement in (("2026-11-15", "unknown"), ("2026-11-21", "agree")):
        conclude(demo, at(day))
        [row] = demo.query("FROM licence_verdict")
        assert (row["verdict"], row["agreement"]) == ("osi_verbatim", agreement)


def test_a_file_deleted_while_not_all_was_read_makes_the_past_unknown(demo: Warehouse) -> None:
    """That the others were read before does not say that this one was."""
    answer = Answer("a2", "git+y", None, at("2026-11-24"), "00", 1, None, "f", "r")
    gone = (CommitFile(REPO, "c3", "COPYING", "D"),)
    demo.merge([Batch(answer, REPO, "commits", (commit("c3", "2026-11-23"),), gone)])
    for day, grade in (("2026-11-21", "partial"), ("2026-11-24", "complete")):
        demo.grade(StreamState(REPO, "documents", grade, None, None, 3, 2), at(day))
    for day, agreement in (("2026-11-22", "unknown"), ("2026-11-24", "single")):
        conclude(demo, at(day))
        [row] = demo.query("FROM licence_verdict")
        assert (row["in_documents"], row["agreement"]) == (
            "unknown" if agreement == "unknown" else "no", agreement
        )  # fmt: skip


def test_what_the_platform_says_is_not_agreed_with_before_it_was_asked(
    warehouse: Warehouse,
) -> None:
    repo, readme = "github:o/r", "# x\n\n## License\n\nApache-2.0"
    answer = Answer("a1", "https://x", 200, at("2026-11-10"), "00", 1, None, "f", "r")
    later = Answer("a2", "https://y", 200, at("2026-11-20"), "00", 1, None, "f", "r")
    documents = (Document(repo, "LICENSE", "licence", "c", "00", len(TEXT), TEXT),
                 Document(repo, "README.md", "readme", "c", "01", len(readme), readme))  # fmt: skip
    warehouse.merge([Batch(answer, repo, "documents", documents)])
    warehouse.merge([Batch(later, repo, "repository", (RepoFact(repo, licence_field="MIT"),))])
    warehouse.grade(StreamState(repo, "documents", "complete", None, None, 2, 2), at("2026-11-10"))
    for day, agreement in (("2026-11-15", "unknown"), ("2026-11-21", "conflict")):
        conclude(warehouse, at(day))
        [row] = warehouse.query("FROM licence_verdict")
        assert row["agreement"] == agreement
