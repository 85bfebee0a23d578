"""One history night after night: what is new, made anew, shallow and made whole again."""
# ruff: noqa: F811 - the fixture `git` is shared by import

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from bench import Bench, result
from test_git_hostile import local
from test_git_reading import Git, folder, git, odd_history, write  # noqa: F401
from test_replay import assert_same

from collectors import gitlog, gitprogram, gitread, storing
from warehouse.store import Warehouse

pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="这台机器没有 git 程序")


@pytest.fixture
def walks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Histories walked only to be counted."""
    asked, count = list[str](), gitprogram.GitProgram.count

    def counted(self: gitprogram.GitProgram, commit: str) -> int:
        asked.append(commit)
        return count(self, commit)

    monkeypatch.setattr(gitprogram.GitProgram, "count", counted)
    return asked


def commits(bench: Bench) -> list[str]:
    rows = bench.query("SELECT sha FROM commit WHERE closed_at IS NULL ORDER BY sha")
    return [row["sha"] for row in rows]


def ids_in_order(git: Git) -> list[str]:
    return git("rev-list", "HEAD").split()


def ids(git: Git) -> list[str]:
    return sorted(ids_in_order(git))


def standing(bench: Bench) -> tuple[str, str | None, int | None, int | None]:
    found = result(bench.run(), "commits")
    return found.grade, found.code, found.got, found.expected


def test_a_night_brings_what_is_new_and_walks_nothing_again(
    git: Git, tmp_path: Path, walks: list[str]
) -> None:
    odd_history(git)
    bench = local(folder(git), tmp_path / "data")
    assert standing(bench) == ("complete", None, 6, 6)
    for number in range(3):
        write(git, f"n{number}.txt", "x")
        git("commit", "-qm", f"new {number}")
    assert standing(bench) == ("complete", None, 9, 9)
    assert standing(bench) == ("complete", None, 9, 9)
    assert (commits(bench), walks) == (ids(git), [])
    [rows] = bench.query(
        "SELECT count(*) AS n, count(DISTINCT (sha, path)) AS paths FROM commit_file"
    )
    assert rows["n"] == rows["paths"]
    assert_same(bench, tmp_path / "again")


def test_where_nobody_remembers_the_number_the_history_is_walked(
    git: Git, tmp_path: Path, walks: list[str]
) -> None:
    """As after a night by the platform's interface, or of an older version."""
    odd_history(git)
    bench = local(folder(git), tmp_path / "data")
    bench.run()
    place = bench.query("SELECT DISTINCT repo_id FROM commit")[0]["repo_id"]
    from warehouse.state import State

    state = State(bench.places.state)
    state.save(place, "commits", {"head": git("rev-parse", "HEAD")})
    state.close()
    write(git, "new.txt", "x")
    git("commit", "-qm", "new")
    assert standing(bench) == ("complete", None, 7, 7)
    assert walks == [git("rev-parse", "HEAD")]


def dropping(monkeypatch: pytest.MonkeyPatch, sha: str) -> None:
    """A git that leaves out one commit and ends well."""
    log = gitprogram.GitProgram.log

    def short(self: gitprogram.GitProgram, older: str | None, newer: str) -> Iterator[bytes]:
        for exact, fields, _ in gitlog.parted(log(self, older, newer)):
            if fields[0].strip() != sha.encode():
                yield exact

    monkeypatch.setattr(gitprogram.GitProgram, "log", short)


@pytest.mark.parametrize("back", [0, 1, 4])
def test_a_commit_left_out_of_a_whole_history_is_noticed(
    git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, back: int
) -> None:
    """The head and a parent; the history is read anew by the next night."""
    odd_history(git)
    bench = local(folder(git), tmp_path / "data")
    with monkeypatch.context() as broken:
        dropping(broken, ids_in_order(git)[back])
        found = result(bench.run(), "commits")
        assert (found.grade, found.code) != ("complete", None)
        assert "提到了 1 个没有读到的提交" in str(found.reason)
    assert_same(bench, tmp_path / "again")
    assert standing(bench) == ("complete", None, 6, 6)
    assert commits(bench) == ids(git)
    assert_same(bench, tmp_path / "once more")


def test_a_commit_left_out_of_what_is_new_is_noticed(
    git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd_history(git)
    bench = local(folder(git), tmp_path / "data")
    bench.run()
    for number in range(3):
        write(git, f"n{number}.txt", "x")
        git("commit", "-qm", f"new {number}")
    with monkeypatch.context() as broken:
        dropping(broken, ids_in_order(git)[1])
        assert standing(bench)[0::2] == ("partial", 8)
    assert standing(bench) == ("complete", None, 9, 9)
    assert commits(bench) == ids(git)
    assert_same(bench, tmp_path / "again")


def test_a_history_made_anew_keeps_what_stayed_and_closes_the_rest(
    git: Git, tmp_path: Path
) -> None:
    odd_history(git)
    bench = local(folder(git), tmp_path / "data")
    bench.run()
    git("reset", "-q", "--hard", "HEAD~2")
    write(git, "other.txt", "x")
    git("commit", "-qm", "other")
    assert standing(bench) == ("complete", None, 5, 5)
    assert commits(bench) == ids(git)
    [rows] = bench.query("SELECT count(*) AS n, count(DISTINCT sha) AS shas FROM commit")
    assert (rows["n"], rows["shas"]) == (7, 7), "what stayed got no second version"
    [paths] = bench.query("SELECT count(*) AS n, count(DISTINCT (sha, path)) AS p FROM commit_file")
    assert paths["n"] == paths["p"]
    assert_same(bench, tmp_path / "again")


@pytest.mark.parametrize("reader", ["git", "dulwich"])
def test_a_shallow_clone_made_whole_is_read_anew_though_its_head_stayed(
    git: Git, tmp_path: Path, reader: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd_history(git)
    git("checkout", "-qb", "straight", "HEAD~1")
    shallow = tmp_path / "shallow"
    git("clone", "-q", "--depth", "2", f"file://{folder(git)}", str(shallow))
    if reader == "dulwich":
        monkeypatch.setattr(gitread, "have_git", lambda: False)
    bench = local(shallow, tmp_path / "data")
    assert standing(bench)[:2] == ("partial", "shallow")
    before = commits(bench)
    assert 0 < len(before) < 5
    assert standing(bench)[:2] == ("partial", "shallow")
    git("-C", str(shallow), "fetch", "-q", "--unshallow")
    assert standing(bench) == ("complete", None, 5, 5)
    assert commits(bench) == ids(git)
    told = bench.query("SELECT sha, parents FROM commit WHERE closed_at IS NULL")
    roots = {row["sha"] for row in told if row["parents"] == 0}
    assert roots == {git("rev-list", "--max-parents=0", "HEAD")}, "the old boundary has parents now"
    assert_same(bench, tmp_path / "again")


def test_a_history_stored_in_many_goes_is_the_one_stored_at_once(
    git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd_history(git)
    at_once = local(folder(git), tmp_path / "once")
    at_once.run()
    from collectors import gitslices

    monkeypatch.setattr(storing, "COMMITS_IN_ONE_GO", 3)
    monkeypatch.setattr(gitslices.slices, "__defaults__", (2,))
    by_parts = local(folder(git), tmp_path / "parts")
    by_parts.run()
    assert len(by_parts.query("FROM answer WHERE stream = 'commits'")) == 3
    assert by_parts.facts() == at_once.facts()
    assert_same(by_parts, tmp_path / "again")


def test_a_repository_of_sha_256_is_read_like_any_other(tmp_path: Path) -> None:
    place = tmp_path / "repo"
    where = {**os.environ, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"}

    def run(*given: str) -> str:
        done = subprocess.run(
            ["git", *given], capture_output=True, check=True, env=where, text=True
        )
        return done.stdout.strip()

    run("init", "-q", "--object-format=sha256", str(place))
    for number in range(3):
        (place / "a.txt").write_text(str(number))
        run("-C", str(place), "add", "a.txt")
        who = ("-c", "user.name=A", "-c", "user.email=a@x.org")
        run("-C", str(place), *who, "commit", "-qm", f"n{number}")
    bench = local(place, tmp_path / "data")
    assert standing(bench) == ("complete", None, 3, 3)
    rows = bench.query("SELECT sha, parents FROM commit")
    assert sorted(row["parents"] for row in rows) == [0, 1, 1]
    assert {len(row["sha"]) for row in rows} == {64}


def test_submodules_and_bytes_that_are_no_text_are_paths_like_others(
    git: Git, tmp_path: Path
) -> None:
    write(git, "a.txt", "1")
    git("commit", "-qm", "one")
    git("update-index", "--add", "--cacheinfo", f"160000,{git('rev-parse', 'HEAD')},lib/sub")
    odd = os.path.join(os.fsencode(folder(git)), b"odd\xff\n\t.md")
    Path(os.fsdecode(odd)).write_text("x")
    git("add", "--", os.fsdecode(b"odd\xff\n\t.md"))
    git("commit", "-qm", "two")
    bench = local(folder(git), tmp_path / "data")
    bench.run()
    rows = bench.query("SELECT path, change FROM commit_file ORDER BY path")
    told = [(row["path"], row["change"]) for row in rows]
    assert told == [("a.txt", "A"), ("lib/sub", "A"), ("odd\ufffd\n\t.md", "A")]
    assert_same(bench, tmp_path / "again")


def test_rows_of_an_older_version_get_no_second_one(git: Git, tmp_path: Path) -> None:
    """Their `content_hash` was made otherwise; what they say is the same."""
    odd_history(git)
    bench = local(folder(git), tmp_path / "data")
    bench.run()
    with Warehouse(bench.places.database) as warehouse:
        warehouse.execute("UPDATE commit SET content_hash = 'as it was made before'")
    bench.places.state.unlink()
    assert standing(bench) == ("complete", None, 6, 6)
    assert len(bench.query("FROM commit")) == 6
    with Warehouse(bench.places.database) as warehouse:
        warehouse.execute("UPDATE commit SET subject = 'other' WHERE subject = 'one'")
    bench.places.state.unlink()
    bench.run()
    rows = bench.query("SELECT subject, closed_at IS NULL AS now FROM commit ORDER BY ALL")
    assert len(rows) == 7
    assert [row["now"] for row in rows if row["subject"] in {"one", "other"}] == [True, False]
