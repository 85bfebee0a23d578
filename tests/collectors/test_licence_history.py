"""Earlier licence files and SPDX headers are read from git objects, and again from the archive."""
# ruff: noqa: F811 - the fixture `git` is shared by import

from __future__ import annotations

from pathlib import Path

import pytest
from bench import START, Bench, settings_for
from test_git_reading import Git, folder, git, write  # noqa: F401
from test_replay import assert_same

from collectors import gitread, standin

TAG = "SPDX-License-" + "Identifier: "


def local(path: Path, data: Path) -> Bench:
    nowhere = standin.StandIn(standin.Community(), START)
    return Bench(nowhere, data, (str(path),), settings=settings_for("http://127.0.0.1:9"))


def told(bench: Bench) -> list[tuple[str, str | None, str | None]]:
    rows = bench.query(
        "SELECT split_part(path, '/', 4) AS name, content, unreadable FROM document"
        " WHERE role = 'past_licence' AND closed_at IS NULL ORDER BY observed_at, path"
    )
    return [(row["name"], row["content"], row["unreadable"]) for row in rows]


@pytest.fixture(params=["git", "dulwich"])
def repository(request: pytest.FixtureRequest, git: Git, monkeypatch: pytest.MonkeyPatch) -> Git:
    if request.param == "dulwich":
        monkeypatch.setattr(gitread, "have_git", lambda: False)
    return git


def test_every_version_of_the_licence_file_is_kept(repository: Git, tmp_path: Path) -> None:
    bench = local(folder(repository), tmp_path / "d")
    write(repository, "LICENSE", "one")
    repository("commit", "-qm", "a")
    write(repository, "other", "x")
    repository("commit", "-qm", "b")
    bench.run()
    assert told(bench) == [("LICENSE", "one", None)]
    write(repository, "LICENSE", "two")
    repository("commit", "-qm", "c")
    repository("rm", "-q", "LICENSE")
    repository("commit", "-qm", "d")
    bench.run()
    contents = {one[1] for one in told(bench)}
    assert contents == {"one", "two", None}
    assert [one[2] for one in told(bench) if one[1] is None] == ["这次提交删去了这个文件"]
    before = bench.tables()["document"]
    bench.run()
    assert bench.tables()["document"] == before, "a quiet night changes nothing"
    assert {r["grade"] for r in bench.query("SELECT grade FROM stream_state")} == {"complete"}
    assert_same(bench, tmp_path / "again")


def test_the_header_of_a_source_file_is_kept_and_nothing_else_of_it(
    repository: Git, tmp_path: Path
) -> None:
    (folder(repository) / "src" / "deep").mkdir(parents=True)
    (folder(repository) / "node_modules").mkdir()
    write(repository, "src/deep/a.py", f"# Copyright Li <li@example.org>\n# {TAG}MIT\nsecret = 1\n")
    write(repository, "src/b.py", "x = 1\n")
    write(repository, "node_modules/c.js", f"// {TAG}ISC\n")
    write(repository, "huge.c", "x" * 300_000)
    repository("commit", "-qm", "a")
    bench = local(folder(repository), tmp_path / "d")
    bench.run()
    rows = bench.query("FROM document WHERE role = 'source'")
    found = {row["path"]: row["content"] for row in rows}
    assert set(found) == {"src/deep/a.py", "src/b.py", "huge.c"}
    assert str(found["src/deep/a.py"]).endswith(f"{TAG}MIT")
    assert "li@example.org" not in str(found)
    assert (found["src/b.py"], found["huge.c"]) == ("", None)
    write(repository, "src/b.py", f"# {TAG}MIT\nx = 2\n")
    repository("rm", "-q", "src/deep/a.py")
    repository("commit", "-qm", "b")
    bench.run()
    rows = bench.query("FROM document WHERE role = 'source' AND closed_at IS NULL")
    assert {row["path"]: row["content"] for row in rows}["src/b.py"] == f"# {TAG}MIT"
    assert len(rows) == 2
    assert_same(bench, tmp_path / "again")


def test_more_versions_than_are_read_are_told_of(
    repository: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from collectors import licencegit

    rules = {**licencegit._rules(), "versions": 2}
    monkeypatch.setattr(licencegit, "_rules", lambda: rules)
    for number in range(4):
        write(repository, "COPYING", str(number))
        repository("commit", "-qm", "x")
    bench = local(folder(repository), tmp_path / "d")
    bench.run()
    contents = {one[1] for one in told(bench)}
    assert contents == {"2", "3", None}
    assert any("4 次，只读了最近 2 次" in str(one[2]) for one in told(bench))
