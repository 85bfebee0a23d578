"""Readings of a history that go wrong on the way, and views of it that are cut off."""
# ruff: noqa: F811 - the fixture `git` is shared by import

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bench import START, Bench, result, settings_for
from test_git_hostile import local
from test_git_reading import Git, folder, git, odd_history, write  # noqa: F401
from test_replay import assert_same

from collectors import gitcut, gitlog, gitprogram, gitread, gitslices, standin, storing

pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="这台机器没有 git 程序")
Row = dict[str, object]


def mirrored(git: Git, data: Path) -> Bench:
    """Of a clone of ours, from a server."""
    nowhere = standin.StandIn(standin.Community(), START)
    address = f"file://{folder(git)}/.git"
    return Bench(nowhere, data, (address,), settings=settings_for("http://127.0.0.1:9"))


def commits(bench: Bench) -> Row:
    [found] = bench.query(
        "SELECT count(*) AS rows, count(DISTINCT sha) AS commits FROM commit"
        " WHERE closed_at IS NULL"
    )
    return found


def test_what_was_read_of_a_broken_clone_is_not_there_twice(
    git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clone turns out broken when all was read; made anew, it is read anew."""
    odd_history(git)
    left_out = git("rev-list", "HEAD").split()[2].encode()
    log, calls = gitprogram.GitProgram.log, list[int]()

    def short(self: gitprogram.GitProgram, older: str | None, newer: str) -> Iterator[bytes]:
        calls.append(1)
        for exact, fields, _ in gitlog.parted(log(self, older, newer)):
            if len(calls) > 1 or fields[0].strip() != left_out:
                yield exact

    monkeypatch.setattr(gitprogram.GitProgram, "log", short)
    bench = mirrored(git, tmp_path / "data")
    found = result(bench.run(), "commits")
    assert (found.grade, found.got, len(calls)) == ("complete", 6, 2)
    assert commits(bench) == {"rows": 6, "commits": 6}
    [paths] = bench.query("SELECT count(*) AS n, count(DISTINCT (sha, path)) AS p FROM commit_file")
    assert paths["n"] == paths["p"]
    assert_same(bench, tmp_path / "again")


def too_large(patch: pytest.MonkeyPatch, bench: Bench) -> None:
    patch.setattr(gitlog, "MOST_PATHS", 20)


def torn(patch: pytest.MonkeyPatch, bench: Bench) -> None:
    log = gitprogram.GitProgram.log
    patch.setattr(gitprogram.GitProgram, "log", lambda *a: iter([b"".join(log(*a))[:-200]]))


def stopped_while_counting(patch: pytest.MonkeyPatch, bench: Bench) -> None:
    beyond, said = gitprogram.GitProgram.beyond, [False]

    def counted(self: gitprogram.GitProgram, older: str, newer: str) -> int:
        said[0] = True
        return beyond(self, older, newer)

    patch.setattr(gitprogram.GitProgram, "beyond", counted)
    bench.stop = lambda: said[0]


def stopped_between_slices(patch: pytest.MonkeyPatch, bench: Bench) -> None:
    patch.setattr(gitcut, "_BLOCK", 300)
    patch.setattr(gitslices.slices, "__defaults__", (2,))
    made, count = gitslices._slice, list[int]()

    def counted(*given: object) -> object:
        count.append(1)
        return made(*given)  # type: ignore[arg-type]

    patch.setattr(gitslices, "_slice", counted)
    bench.stop = lambda: len(count) > 1


@pytest.mark.parametrize("later", [False, True], ids=["at once", "the night after"])
@pytest.mark.parametrize(
    "trouble", [too_large, torn, stopped_while_counting, stopped_between_slices]
)
def test_however_a_reading_ends_it_is_done_again_alike(
    git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, later: bool,
    trouble: Callable[[pytest.MonkeyPatch, Bench], None],
) -> None:  # fmt: skip
    odd_history(git)
    bench = local(folder(git), tmp_path / "data")
    if later:
        bench.run()
    for number in range(30):
        write(git, f"many/{number}", "x")
        if number < 5:
            git("commit", "-qm", f"n{number}")
    git("commit", "-qm", "very many paths")
    with monkeypatch.context() as patch:
        trouble(patch, bench)
        assert result(bench.run(), "commits").grade != "complete" or not later
        bench.stop = lambda: False
    assert_same(bench, tmp_path / "again")
    bench.run()
    assert commits(bench) == {"rows": 12, "commits": 12}
    assert_same(bench, tmp_path / "once more")


def told(bench: Bench, table: str) -> list[Row]:
    """What is in force of it; `commit_file` holds nothing else."""
    named = "change" if table == "commit_file" else "code_added"
    closed = "" if table == "commit_file" else " AND t.closed_at IS NULL"
    return bench.query(
        f"SELECT c.subject, t.path, t.{named} FROM {table} AS t JOIN commit AS c USING (sha)"
        f" WHERE c.closed_at IS NULL{closed} ORDER BY ALL"
    )


@pytest.mark.parametrize("reader", ["git", "dulwich"])
def test_what_a_boundary_was_taken_to_have_done_is_mended(
    git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reader: str
) -> None:
    """The oldest commit of a shallow clone seems to have made every file of the tree."""
    when = {f"GIT_{who}_DATE": "2025-12-20T00:00:00+00:00" for who in ("AUTHOR", "COMMITTER")}
    for number in range(5):
        write(git, f"f{number}.py", "x = 1\n" * 10)
        git("commit", "-qm", f"n{number}", **when)
    if reader == "dulwich":
        monkeypatch.setattr(gitread, "have_git", lambda: False)
    shallow = tmp_path / "shallow"
    git("clone", "-q", "--depth", "1", f"file://{folder(git)}", str(shallow))
    bench, whole = local(shallow, tmp_path / "data"), local(folder(git), tmp_path / "whole")
    codes = {one.stream: one.code for one in bench.run().results}
    assert (codes["commits"], codes["changes"]) == ("shallow", "shallow")
    git("-C", str(shallow), "fetch", "-q", "--unshallow")
    whole.run()
    grades = {one.stream: one.grade for one in bench.run().results}
    assert (grades["commits"], grades["changes"]) == ("complete", "complete")
    for table in ("commit_file", "commit_change"):
        assert told(bench, table) == told(whole, table)
    assert_same(bench, tmp_path / "again")


def test_what_a_shallow_clone_does_not_show_is_not_gone(git: Git, tmp_path: Path) -> None:
    for number in range(6):
        write(git, f"f{number}.py", "x = 1\n")
        git("commit", "-qm", f"n{number}")
    place = tmp_path / "place"
    git("clone", "-q", f"file://{folder(git)}", str(place))
    bench = local(place, tmp_path / "data")
    bench.run()
    shutil.rmtree(place)
    write(git, "new", "x")
    git("commit", "-qm", "new")
    git("clone", "-q", "--depth", "1", f"file://{folder(git)}", str(place))
    assert result(bench.run(), "commits").code == "shallow"
    assert commits(bench) == {"rows": 7, "commits": 7}
    git("-C", str(place), "fetch", "-q", "--unshallow")
    found = result(bench.run(), "commits")
    assert (found.grade, found.got) == ("complete", 7)
    assert_same(bench, tmp_path / "again")


@pytest.mark.parametrize("later", [False, True])
def test_a_head_that_is_on_no_branch_is_followed(git: Git, tmp_path: Path, later: bool) -> None:
    write(git, "a", "1")
    git("commit", "-qm", "one")
    if not later:
        git("checkout", "-q", "--detach")
    bench = mirrored(git, tmp_path / "data")
    assert result(bench.run(), "commits").got == 1
    if later:
        git("checkout", "-q", "--detach")
    for number in range(3):
        write(git, f"n{number}", "x")
        git("commit", "-qm", f"n{number}")
    found = result(bench.run(), "commits")
    assert (found.grade, found.got) == ("complete", 4)


def test_commits_of_very_many_paths_are_stored_before_there_are_many(
    git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for commit in range(6):
        for number in range(10):
            write(git, f"f{number}", f"{commit}")
        git("commit", "-qm", f"n{commit}")
    monkeypatch.setattr(gitslices.slices, "__defaults__", (1,))
    monkeypatch.setattr(storing, "PATHS_IN_ONE_GO", 25)
    held, flush = list[int](), storing.Storing._flush

    def counted(self: storing.Storing) -> None:
        held.append(self._paths)
        flush(self)

    monkeypatch.setattr(storing.Storing, "_flush", counted)
    bench = local(folder(git), tmp_path / "data")
    assert result(bench.run(), "commits").got == 6
    assert max(held) == 30
    assert_same(bench, tmp_path / "again")


def test_a_file_made_a_link_is_one_change_without_the_git_program_too(
    git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And modes that git does not tell apart are none."""
    write(git, "README", "x\n")
    write(git, "a.py", "x = 1\n")
    git("commit", "-qm", "one")
    (Path(folder(git)) / "README").unlink()
    os.symlink("docs/README", Path(folder(git)) / "README")
    git("add", "-A")
    git("commit", "-qm", "two")
    link = b"120000 README\0" + bytes.fromhex(git("rev-parse", "HEAD:README").strip())
    file = b"100664 a.py\0" + bytes.fromhex(git("rev-parse", "HEAD:a.py").strip())
    put = ("hash-object", "-t", "tree", "-w", "--literally", "--stdin")
    done = subprocess.run(
        ["git", "-C", str(folder(git)), *put], input=link + file, capture_output=True, check=True
    )
    tree = done.stdout.decode().strip()
    git("update-ref", "HEAD", git("commit-tree", "-p", "HEAD", "-m", "old", tree).strip())
    seen = []
    for reader in ("git", "dulwich"):
        if reader == "dulwich":
            monkeypatch.setattr(gitread, "have_git", lambda: False)
        bench = local(folder(git), tmp_path / reader)
        bench.run()
        seen.append((told(bench, "commit_file"), told(bench, "commit_change")))
    assert seen[0] == seen[1]
    assert {"subject": "two", "path": "README", "change": "T"} in seen[0][0]
