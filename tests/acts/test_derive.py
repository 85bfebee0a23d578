"""From a small hand-made warehouse to acts: two mirrors of a project, a second project."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from scoring.acts.run import derive
from scoring.people.run import resolve
from warehouse.answers import Answer
from warehouse.records import (
    ChangeRequest,
    Comment,
    Commit,
    CommitChange,
    CommitFile,
    Discussion,
    Identity,
    Issue,
    Review,
)
from warehouse.store import Batch

T0 = datetime(2026, 1, 31, 15, 59, 59, tzinfo=UTC)  # a second before February in Asia/Shanghai
HUB, MIRROR, CLONE, MODEL = "github:o/r", "gitee:o/r", "git:x/r", "huggingface:o/m"
ANN, BOB, CLAUDE = "git:ann", "git:bob", "git:claude"
IDENTITIES = [
    Identity(ANN, "git", name="Ann Lee", email_key="1" * 64, email_domain="a.org"),
    Identity("git:ann2", "git", name="ann", email_key="1" * 64, email_domain="a.org"),
    Identity(BOB, "git", name="Bob Roe", email_key="2" * 64, email_domain="b.org"),
    Identity(CLAUDE, "git", name="Claude", email_key="3" * 64, email_domain="anthropic.com"),
    Identity("github:5", "github", "5", "acme-ci-bot", account_type="User"),
    Identity("github:6", "github", "6", "zoe", account_type="User"),
    Identity("github:7", "github", "7", "acme", account_type="Organization"),
]


@pytest.fixture
def fill(warehouse):
    """Merges records (and paths of commits), resolves, derives; returns acts by ref."""
    for project, repo in (("p", HUB), ("p", MIRROR), ("p", CLONE), ("q", MODEL)):
        warehouse.execute(
            "INSERT INTO project_repo VALUES ($p, $r, $f, 'repository', 'u')",
            {"p": project, "r": repo, "f": repo.partition(":")[0]},
        )

    def run(*records, at=T0, **paths):
        answer = Answer("a" * 32, "u", 200, at, "0" * 64, 1, None, "f", "r")
        changed = [
            CommitFile(record.repo_id, record.sha, path, "A" if "=A" in names else "M")
            for record in records
            if isinstance(record, Commit) and record.has_paths
            for names in [paths.get(record.sha, ())]
            for path in names
            if path != "=A"
        ]
        warehouse.merge([Batch(answer, HUB, "commits", [*IDENTITIES, *records], changed)])
        resolve(warehouse)
        derive(warehouse)
        return warehouse.query("SELECT * FROM act ORDER BY ALL")

    return run


def commit(sha, repo=HUB, author=ANN, *, parents=1, subject="fix", by=None, **more):
    at = {"authored_at": T0, "committed_at": T0, **more}
    return Commit(
        repo, sha, author, author, at["authored_at"], at["committed_at"], parents, subject, by,
        more.get("has_paths", True),
    )  # fmt: skip


def brief(acts, *columns):
    return sorted((tuple(act[c] for c in columns) for act in acts), key=str)


def test_kinds_follow_the_paths(fill):
    acts = fill(
        commit("c1"), commit("c2"), commit("c3"),
        c1=["src/a.c", "vendor/b.c"], c2=["docs/a.md"], c3=["src/a.c", "README"],
    )  # fmt: skip
    assert brief(acts, "ref", "kind", "excluded", "by_paths") == [
        ("c1", "code", None, True),
        ("c2", "docs", None, True),
        ("c3", "code", None, True),
        ("c3", "docs", None, True),
    ]


def test_a_commit_gives_an_act_of_each_kind_it_touches(fill):
    acts = fill(
        commit("c1"), commit("c2"), commit("c3"),
        c1=["tests/test_a.py", "src/a.py", "docs/a.md", "Makefile", "a.csv", "uv.lock"],
        c2=["tests/test_a.py", "vendor/x.c"], c3=[".github/workflows/ci.yml"],
    )  # fmt: skip
    assert brief(acts, "ref", "kind", "excluded", "by_paths") == [
        ("c1", kind, None, True) for kind in ("build", "code", "data", "docs", "tests")
    ] + [("c2", "tests", None, True), ("c3", "build", None, True)]


def lines(sha, path, code=0, words=0, *, gone=0, unread=None):
    if unread:
        return CommitChange(HUB, sha, path, None, None, None, None, unread)
    return CommitChange(HUB, sha, path, code, gone, words, 0, None)


def test_where_lines_were_counted_they_decide(fill):
    """By hand: a comment is documentation, blanks are nothing, what was not counted its path."""
    paths = {
        "said": ["a.py"], "both": ["a.py"], "little": ["a.py"], "testdoc": ["tests/a.py"],
        "blank": ["a.py", "b.md"], "guide": ["b.md"], "guideblank": ["b.md", "a.py"],
        "image": ["x.png", "a.py"], "onlyimage": ["x.png"], "unread": ["a.py", "big.c"],
        "gone": ["a.py"],
    }  # fmt: skip
    acts = fill(
        *(commit(sha) for sha in paths),
        lines("said", "a.py", 0, 3), lines("both", "a.py", 3, 7), lines("little", "a.py", 4, 7),
        lines("testdoc", "tests/a.py", 0, 1), lines("blank", "a.py"), lines("blank", "b.md"),
        lines("guide", "b.md", 1), lines("guideblank", "b.md"), lines("guideblank", "a.py", 1),
        lines("image", "x.png", unread="binary"), lines("image", "a.py", 0, 2),
        lines("onlyimage", "x.png", unread="binary"), lines("unread", "a.py", 0, 9),
        lines("unread", "big.c", unread="too_large"), lines("gone", "a.py", gone=2),
        **paths,
    )  # fmt: skip
    assert brief(acts, "ref", "kind", "excluded", "by_paths") == [
        ("blank", "code", "whitespace", False),
        ("both", "code", None, False), ("both", "docs", None, False),
        ("gone", "code", None, False),
        ("guide", "docs", None, False),
        ("guideblank", "code", None, False),
        ("image", "data", None, False), ("image", "docs", None, False),
        ("little", "code", None, False),
        ("onlyimage", "data", None, True),
        ("said", "docs", None, False),
        ("testdoc", "docs", None, False),
        ("unread", "code", None, True), ("unread", "docs", None, True),
    ]  # fmt: skip


def test_imports_are_not_work(fill):
    """500 files or 20,000 lines more than before; moving as many is not bringing them."""
    many = [f"src/{n}.c" for n in range(500)]
    acts = fill(
        commit("files"), commit("lines"), commit("moved"), commit("rewritten"),
        CommitChange(HUB, "lines", "a.c", 20_000, 0, 0, 0, None),
        CommitChange(HUB, "rewritten", "a.c", 30_000, 15_000, 0, 0, None),
        files=[*many, "=A"], lines=["a.c"], moved=many, rewritten=["a.c"],
    )  # fmt: skip
    assert {act["ref"]: act["excluded"] for act in acts} == {
        "files": "bulk_import", "lines": "bulk_import", "moved": None, "rewritten": None,
    }  # fmt: skip


def test_excluded_commits_stay_with_their_reason(fill):
    acts = fill(
        commit("merge", parents=2), commit("revert", subject='Revert "fix"'), commit("empty"),
        commit("generated"), commit("vendored"), commit("lock"),
        commit("nopaths", has_paths=False), commit("nopathmerge", has_paths=False, parents=2),
        revert=["a.c"], generated=["vendor/x.c", "x.pb.go"], vendored=["go.sum", "vendor/x.c"],
        lock=["go.sum"],
    )  # fmt: skip
    assert {act["ref"]: (act["kind"], act["excluded"], act["by_paths"]) for act in acts} == {
        "merge": ("code", "merge", False),
        "revert": ("code", "revert", True),
        "empty": ("code", "empty", False),
        "generated": ("code", "generated", True),
        "vendored": ("code", "vendored", True),
        "lock": ("code", "lock", True),
        "nopaths": ("commit", None, False),
        "nopathmerge": ("commit", "merge", False),
    }


def test_a_commit_in_mirrors_counts_once(fill):
    acts = fill(
        commit("c1", CLONE), commit("c1", MIRROR), commit("c1", HUB), commit("c2", CLONE),
        commit("c1", MODEL), c1=["a.c"], c2=["a.c"],
    )  # fmt: skip
    assert brief(acts, "project_id", "repo_id", "ref", "excluded") == [
        ("p", CLONE, "c1", "mirror"),
        ("p", CLONE, "c2", None),
        ("p", MIRROR, "c1", "mirror"),
        ("p", HUB, "c1", None),
        ("q", MODEL, "c1", None),
    ]


def test_the_copy_whose_paths_are_known_is_the_one_that_counts(fill):
    acts = fill(commit("c1", HUB, has_paths=False), commit("c1", MIRROR), c1=["docs/a.md"])
    assert brief(acts, "repo_id", "kind", "excluded") == [
        (MIRROR, "docs", None),
        (HUB, "commit", "mirror"),
    ]


def test_coauthors_are_credited_once_and_agents_disclosed(fill):
    acts = fill(commit("c1", by=(BOB, "git:ann2", CLAUDE, BOB, ANN)), c1=["a.c", "a.md"])
    assert brief(acts, "person_id", "bot", "kind") == [
        (ANN, "human", "code"),
        (ANN, "human", "docs"),
        (BOB, "human", "code"),
        (BOB, "human", "docs"),
        (CLAUDE, "certain", "code"),
        (CLAUDE, "certain", "docs"),
    ]


def test_unknown_people_are_nobody_and_never_one(fill):
    acts = fill(
        commit("c1", author=None), commit("c2", author="git:gone", by=("git:x", "git:y")),
        Issue(HUB, "1", "github:7", created_at=T0), c1=["a.c"], c2=["a.c"],
    )  # fmt: skip
    assert {(act["person_id"], act["bot"]) for act in acts} == {(None, "unknown")}
    assert brief(acts, "ref", "kind") == [
        ("c1", "code"), ("c2", "code"), ("c2", "code"), ("c2", "code"), (f"{HUB}|1", "discussion"),
    ]  # fmt: skip


def test_time_of_a_commit(fill):
    day = timedelta(days=1)
    second = timedelta(seconds=1)
    acts = fill(
        commit("plain", authored_at=T0 - 40 * day),
        commit("skewed", authored_at=T0 + day),
        commit("wrong", authored_at=T0 + day + second),
        commit("missing", authored_at=None),
        commit("only", committed_at=None),
        commit("none", authored_at=None, committed_at=None),
        commit("february", authored_at=T0 + second),
    )
    assert {act["ref"]: act["happened_at"] for act in acts} == {
        "plain": T0 - 40 * day,
        "skewed": T0 + day,
        "wrong": T0,
        "missing": T0,
        "only": T0,
        "february": T0 + second,
    }
    months = {act["ref"]: act["month"] for act in acts}
    assert months["missing"] == date(2026, 1, 1)
    assert months["february"] == date(2026, 2, 1)


def test_issues_change_requests_and_comments(fill):
    def comment(one, body, *, author="github:6", review=False):
        return Comment(HUB, one, "issue", "1", review, author, body, T0, None)

    acts = fill(
        Issue(HUB, "1", "github:6", created_at=T0),
        Issue(HUB, "2", "github:6", created_at=None),
        ChangeRequest(HUB, "3", "github:5", created_at=T0),
        comment("said", "It fails on arm64 as well.\n> quoted"),
        comment("order", "> please test\n\n/retest\n"),
        comment("thank", "谢谢 👍"),
        comment("quote", "> only quoted\n<!-- template -->"),
        comment("hidden", None),
        comment("robot", "Coverage fell.", author="github:5"),
        comment("look", "lgtm", review=True),
        comment("orderlook", "/lgtm", review=True),
        comment("approval", "", review=True),
    )
    found = {act["ref"].rpartition("|")[2]: act for act in acts}
    assert {ref: (act["kind"], act["excluded"]) for ref, act in found.items()} == {
        "1": ("discussion", None),
        "3": ("change_request", None),
        "said": ("discussion", None),
        "order": ("discussion", "command"),
        "thank": ("discussion", "thanks"),
        "quote": ("discussion", "empty"),
        "hidden": ("discussion", None),
        "robot": ("discussion", None),
        "look": ("review", None),
        "orderlook": ("review", "command"),
        "approval": ("review", None),
    }
    assert {found[ref]["bot"] for ref in ("3", "robot")} == {"likely"}
    assert found["1"]["person_id"] == "github:6"
    assert not any(act["by_paths"] for act in acts)


def test_again_gives_the_same_rows_in_the_same_order(fill, warehouse):
    records = [commit(f"c{n}", by=(BOB, CLAUDE)) for n in range(50)]
    fill(*records, *(commit(f"c{n}", MIRROR) for n in range(50)))
    first = warehouse.query("SELECT * FROM act")
    derive(warehouse)
    assert warehouse.query("SELECT * FROM act") == first
    assert len(first) == 50 * 3 + 50


def test_only_current_versions_count(fill):
    fill(Issue(HUB, "1", "github:6", created_at=T0, title="a"), commit("c1"), c1=["a.c"])
    acts = fill(
        Issue(HUB, "1", "github:6", created_at=T0, title="b"), commit("c1", subject="other"),
        at=T0 + timedelta(days=1), c1=["a.c"],
    )  # fmt: skip
    assert brief(acts, "ref") == [("c1",), (f"{HUB}|1",)]


def test_a_repository_of_two_projects_gives_acts_to_both(fill, warehouse):
    warehouse.execute("INSERT INTO project_repo VALUES ('q', $r, 'github', 'repository', 'u')",
                      {"r": HUB})  # fmt: skip
    acts = fill(commit("c1"), Issue(HUB, "1", "github:6", created_at=T0), c1=["a.c"])
    assert brief(acts, "project_id", "kind", "excluded") == [
        ("p", "code", None), ("p", "discussion", None),
        ("q", "code", None), ("q", "discussion", None),
    ]  # fmt: skip


def test_a_failed_step_leaves_the_former_acts(fill, warehouse):
    before = fill(commit("c1"), c1=["a.c"])
    warehouse.execute("ALTER TABLE person_alias RENAME TO hidden")
    with pytest.raises(Exception, match="person_alias"):
        derive(warehouse)
    assert warehouse.query("SELECT * FROM act ORDER BY ALL") == before


def test_an_empty_warehouse_gives_no_act(warehouse):
    derive(warehouse)
    assert warehouse.query("SELECT * FROM act") == []


def test_a_submitted_review_is_an_act_unless_it_only_holds_comments_on_lines(fill):
    """By hand: of six, one is an empty envelope, one only an order to a program."""
    said = (
        ("1", "approved", ""), ("2", "changes_requested", "/lgtm"), ("3", "dismissed", ""),
        ("4", "commented", " "), ("5", "commented", "why?"), ("6", "commented", "/retest"),
    )  # fmt: skip
    acts = fill(
        *(Review(HUB, "7", key, "github:6", state, body, T0, T0) for key, state, body in said),
        Review(HUB, "7", "8", "github:6", "approved", "", None, None),
        Comment(HUB, "4", "change_request", "7", True, "github:6", "here", T0, T0),
    )
    assert brief(acts, "ref", "kind", "excluded") == [
        (f"{HUB}|True|4", "review", None),
        (f"review|{HUB}|7|1", "review", None),
        (f"review|{HUB}|7|2", "review", None),
        (f"review|{HUB}|7|3", "review", None),
        (f"review|{HUB}|7|5", "review", None),
        (f"review|{HUB}|7|6", "review", "command"),
    ]


def test_a_discussion_opened_and_what_is_said_there_are_discussion(fill):
    acts = fill(
        Discussion(HUB, "9", "github:6", "how", "?", created_at=T0),
        Issue(HUB, "9", "github:6", "how", "?", created_at=T0),
        Comment(HUB, "DC_a", "discussion", "9", False, "github:6", "like this", T0, T0),
        Comment(HUB, "DC_b", "discussion", "9", False, "github:6", "谢谢！", T0, T0),
    )
    assert brief(acts, "ref", "kind", "excluded") == [
        (f"discussion|{HUB}|9", "discussion", None),
        (f"{HUB}|9", "discussion", None),
        (f"{HUB}|False|DC_a", "discussion", None),
        (f"{HUB}|False|DC_b", "discussion", "thanks"),
    ]
