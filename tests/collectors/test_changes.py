"""Changed lines of commits: counted from a folder, from a mirror, and again from the archive."""
# ruff: noqa: F811 - the fixtures are shared by import

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from bench import START, Bench, settings_for
from test_git_reading import Git, folder, git, write  # noqa: F401
from test_licence_history import repository  # noqa: F401
from test_replay import assert_same

from collectors import gitchanges, standin
from collectors.gitprogram import GitProgram

FIRST = "def a():\n    return 1  # one\n\n\ndef b():\n    return 2\n"


def local(path: Path, data: Path, days: int = 400) -> Bench:
    """Its clock stands shortly after the commits were made."""
    nowhere = standin.StandIn(standin.Community(), START + timedelta(days=40))
    settings = settings_for("http://127.0.0.1:9").model_copy(update={"text_days": days})
    return Bench(nowhere, data, (str(path),), settings=settings)


def counted(bench: Bench) -> dict[str, dict[str, tuple[int | None, ...] | str]]:
    """Subject of a commit → path → lines that came and went, or why they were not counted."""
    rows = bench.query(
        "SELECT c.subject, l.* FROM commit_change AS l JOIN commit AS c USING (repo_id, sha)"
        " WHERE l.closed_at IS NULL AND c.closed_at IS NULL"
    )
    found: dict[str, dict[str, tuple[int | None, ...] | str]] = {}
    for row in rows:
        said = row["unread"] or tuple(
            row[name] for name in ("code_added", "code_removed", "comment_added", "comment_removed")
        )
        found.setdefault(row["subject"], {})[row["path"]] = said
    return found


def commit(git: Git, subject: str, **texts: str) -> None:
    for name, text in texts.items():
        write(git, name.replace("_", "."), text)
    git("commit", "-qm", subject)


def some_history(git: Git) -> None:
    commit(git, "first", a_py=FIRST, b_txt="one\n")
    told = FIRST.replace("# one", "# the one")
    commit(git, "comment", a_py=told)
    docs = told.replace("def b():", 'def b():\n    """Two.\n\n    And more.\n    """')
    commit(git, "docstring", a_py=docs)
    commit(git, "blank", a_py=docs.replace("\n\n\n", "\n \n\n\n"))
    commit(git, "both", a_py=docs.replace("return 2", "return 3").replace("# the one", "# a"))
    git("checkout", "-qb", "side", "HEAD~1")
    commit(git, "side", c_txt="x\n")
    git("checkout", "-q", "main")
    git("merge", "-q", "--no-ff", "side", "-m", "merge")
    (folder(git) / "odd.txt").write_bytes(b"a\0b")
    (folder(git) / "picture.png").write_bytes(b"text")
    (folder(git) / "large.c").write_bytes(b"x;\n" * 400_000)
    os.symlink("b.txt", folder(git) / "link")
    git("add", "-A")
    git("commit", "-qm", "odd")
    git("rm", "-q", "b.txt")
    git("commit", "-qm", "gone")


def test_lines_are_counted_by_what_they_are(repository: Git, tmp_path: Path) -> None:
    """By hand, and the same by the git program and without it; merges have no rows."""
    some_history(repository)
    bench = local(folder(repository), tmp_path / "d")
    bench.run()
    assert counted(bench) == {
        "first": {"a.py": (4, 0, 1, 0), "b.txt": (1, 0, 0, 0)},
        "comment": {"a.py": (0, 0, 1, 1)},
        "docstring": {"a.py": (0, 0, 3, 0)},
        "blank": {"a.py": (0, 0, 0, 0)},
        "both": {"a.py": (1, 1, 1, 1)},
        "side": {"c.txt": (1, 0, 0, 0)},
        "odd": {"odd.txt": "binary", "picture.png": "binary", "large.c": "too_large",
                "link": "no_file"},
        "gone": {"b.txt": (0, 1, 0, 0)},
    }  # fmt: skip
    assert {r["grade"] for r in bench.query("SELECT grade FROM stream_state")} == {"complete"}
    assert_same(bench, tmp_path / "again")


def test_only_new_commits_are_read_and_a_new_history_whole(git: Git, tmp_path: Path) -> None:
    commit(git, "one", a_py=FIRST)
    bench = local(folder(git), tmp_path / "d")
    bench.run()
    before = bench.tables()["commit_change"]
    bench.run()
    assert bench.tables()["commit_change"] == before, "a quiet night changes nothing"
    commit(git, "two", a_py=FIRST + "# end\n")
    bench.run()
    assert set(counted(bench)) == {"one", "two"}
    told = bench.query("SELECT url FROM answer WHERE stream = 'changes' ORDER BY fetched_at")
    assert [one["url"].count("?log=..") for one in told] == [1, 0]
    git("commit", "-q", "--amend", "-m", "other")
    bench.run()
    assert set(counted(bench)) == {"one", "other"}
    assert_same(bench, tmp_path / "again")


def test_the_time_asked_for_bounds_what_is_read(git: Git, tmp_path: Path) -> None:
    commit(git, "new", a_py=FIRST)
    old = {"GIT_COMMITTER_DATE": "2024-01-31T00:00:00+00:00"}
    write(git, "b.py", "x = 1\n")
    git("commit", "-qm", "old", **old)
    none = local(folder(git), tmp_path / "none", days=0)
    none.server.advance(timedelta(days=400))
    none.run()
    assert counted(none) == {}
    short = local(folder(git), tmp_path / "d", days=30)
    short.run()
    assert set(counted(short)) == {"new"}
    longer = local(folder(git), tmp_path / "d", days=800)
    longer.run()
    assert set(counted(longer)) == {"new", "old"}
    assert_same(longer, tmp_path / "again")


def test_a_commit_too_large_is_told_of_once(
    git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gitchanges, "MOST_PATHS", 3)
    commit(git, "few", a_c="1;\n", b_c="1;\n", c_c="1;\n")
    commit(git, "many", **{f"{n}_c": f"{n};\n" for n in "defg"})
    bench = local(folder(git), tmp_path / "d")
    bench.run()
    assert counted(bench) == {
        "few": dict.fromkeys(("a.c", "b.c", "c.c"), (1, 0, 0, 0)), "many": {"": "too_large"},
    }  # fmt: skip


def test_nothing_of_the_contents_is_kept(git: Git, tmp_path: Path) -> None:
    """What stands in files is neither in the archive nor in the warehouse."""
    commit(git, "one", a_py="# ring 138-1234-5678 or mail someone@example.org\nkey = 'kept-out'\n")
    bench = local(folder(git), tmp_path / "d")
    bench.run()
    seen = GitProgram(folder(git))
    parts = gitchanges.parts("r", seen, None, seen.head(), 0)
    body = b"".join(part.body for part in parts)
    assert b"a.py" in body
    assert not any(word in body for word in (b"someone", b"1234", b"kept-out"))
    assert "kept-out" not in str(bench.tables()["commit_change"])


def test_a_mirror_fetches_what_is_missing_in_one_go(bench: Bench) -> None:
    """The clone has no contents; those of the commits of late are asked for together."""
    bench.run()
    rows = bench.query("SELECT unread, code_added FROM commit_change")
    assert rows
    assert {row["unread"] for row in rows} <= {None, "binary", "no_file"}
    states = bench.query("SELECT grade FROM stream_state WHERE stream = 'changes'")
    assert [state["grade"] for state in states] == ["complete", "complete"]
