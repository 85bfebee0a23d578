"""Mirrors of ours: silent servers, Ctrl-C, broken mirrors, repositories that turned empty."""
# ruff: noqa: F811 - the fixture `git` is shared by import

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from bench import START, Bench, result, settings_for
from test_git_reading import Git, folder, git, history, odd_history, write  # noqa: F401
from werkzeug.wrappers import Response

from collectors import errors, gitprogram, gitread, gitrun, gitvalues, standin
from collectors.errors import Interrupted, Unreachable
from collectors.standin.faults import Change, Fault, Reply, secondary_limit
from collectors.standin.git import store

pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="这台机器没有 git 程序")


@pytest.fixture(params=["git", "dulwich"])
def reader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "dulwich":
        monkeypatch.setattr(gitread, "have_git", lambda: False)
    return str(request.param)


@pytest.fixture
def silent() -> Iterator[str]:
    """A server that takes every connection and never says a word."""
    held = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept() -> None:
            while True:
                try:
                    held.append(server.accept()[0])
                except OSError:
                    return

        threading.Thread(target=accept, daemon=True).start()
        yield f"127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)
    for connection in held:
        connection.close()


def children() -> set[str]:
    listed = subprocess.run(["ps", "-eo", "ppid,args"], capture_output=True, check=True).stdout
    rows = [row.split(None, 1) for row in listed.decode("utf-8", "replace").splitlines()]
    return {row[1] for row in rows if row[0] == str(os.getpid()) and row[1].startswith("git ")}


@pytest.mark.parametrize("scheme", ["http", "git"])
def test_a_silent_server_does_not_hang_the_run(
    silent: str, reader: str, scheme: str, tmp_path: Path
) -> None:
    started = time.monotonic()
    with pytest.raises(Unreachable, match="请检查网络"):
        gitread.mirror(f"{scheme}://{silent}/a.git", tmp_path / "m.git", gitrun.Way(timeout=0.2))
    assert time.monotonic() - started < 4
    assert list(tmp_path.iterdir()) == [], "nothing half-written stays"
    assert not children()


@pytest.mark.parametrize("scheme", ["http", "git"])
def test_a_stop_ends_a_running_clone_within_a_second(
    silent: str, scheme: str, tmp_path: Path
) -> None:
    began = time.monotonic()
    way = gitrun.Way(timeout=30, stop=lambda: time.monotonic() - began > 0.4)
    with pytest.raises(Interrupted):
        gitread.mirror(f"{scheme}://{silent}/a.git", tmp_path / "m.git", way)
    assert 0.4 < time.monotonic() - began < 1.4
    assert list(tmp_path.iterdir()) == []
    assert not children()


def test_a_stop_is_heard_by_dulwich_while_objects_come(
    server: standin.StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gitread, "have_git", lambda: False)
    way = gitrun.Way(server.proxy, 5, stop=lambda: True)
    with pytest.raises(Interrupted):
        gitread.mirror("http://github.example/dev0/tool.git", tmp_path / "m.git", way)
    assert list(tmp_path.iterdir()) == []


def test_a_stop_ends_the_reading_of_a_history(git: Git) -> None:
    odd_history(git)
    pieces = gitprogram.GitProgram(folder(git), gitrun.Way(stop=lambda: True))
    with pytest.raises(Interrupted):
        list(pieces.log(None, "HEAD"))


def test_a_reader_that_leaves_early_leaves_no_process(git: Git) -> None:
    for n in range(30):
        write(git, f"f{n}", "x" * 9)
        git("commit", "-qm", "m" * 50_000)
    pieces = gitprogram.GitProgram(folder(git)).log(None, git("rev-parse", "HEAD"))
    next(pieces)
    pieces.close()  # type: ignore[attr-defined]
    assert not children()


def test_git_is_in_no_terminal_s_process_group(git: Git, tmp_path: Path) -> None:
    """So that Ctrl-C reaches us and not git, and nobody is asked for a passphrase."""
    write(git, "a", "1")
    git("commit", "-qm", "one")
    told = tmp_path / "group"
    program = tmp_path / "git"
    program.write_text(f'#!/bin/sh\nps -o pgid= -p $$ > {told}\nexec {shutil.which("git")} "$@"\n')
    program.chmod(0o755)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
        gitprogram.GitProgram(folder(git)).head()
    assert int(told.read_text()) != os.getpgrp()


# Broken mirrors


def _no_head(place: Path) -> None:
    (place / "HEAD").unlink()


def _junk_head(place: Path) -> None:
    (place / "HEAD").write_bytes(b"\0junk")


def _no_objects(place: Path) -> None:
    shutil.rmtree(place / "objects")


def _lost_objects(place: Path) -> None:
    for file in (place / "objects").rglob("*"):
        if file.is_file():
            file.unlink()


def _half_pack(place: Path) -> None:
    for file in (place / "objects").rglob("*.pack"):
        file.chmod(0o644)
        file.write_bytes(file.read_bytes()[:100])


def _junk_refs(place: Path) -> None:
    (place / "packed-refs").write_bytes(b"junk\n" * 9)
    (place / "refs/heads/main").parent.mkdir(parents=True, exist_ok=True)
    (place / "refs/heads/main").write_text("1" * 40 + "\n")


def _junk_config(place: Path) -> None:
    (place / "config").write_text("[core\n")


_DAMAGES = [
    _no_head, _junk_head, _no_objects, _lost_objects, _half_pack, _junk_refs, _junk_config
]  # fmt: skip


@pytest.fixture
def origin(git: Git) -> str:
    odd_history(git)
    write(git, "LICENSE", "MIT License\n")
    git("commit", "-qm", "licence")
    git("gc", "-q")
    git("clone", "-q", "--bare", str(folder(git)), str(folder(git).parent / "o.git"))
    return f"file://{folder(git).parent}/o.git"


@pytest.mark.parametrize("damage", _DAMAGES, ids=[d.__name__ for d in _DAMAGES])
def test_a_broken_mirror_is_cloned_again(
    git: Git, origin: str, reader: str, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    nowhere = standin.StandIn(standin.Community(), START)
    bench = Bench(nowhere, tmp_path / "d", (origin,), settings=settings_for("http://127.0.0.1:9"))
    assert {r.grade for r in bench.run().results} == {"complete"}
    [place] = bench.places.mirrors.iterdir()
    damage(place)
    git("remote", "add", "o", origin)
    write(git, "NOTICE", "new")
    git("commit", "-qm", "new")
    git("push", "-q", "o", "main")
    assert {(r.grade, r.reason) for r in bench.run().results} == {("complete", None)}
    assert [p.name for p in bench.places.mirrors.iterdir()] == [place.name]
    held = bench.query("SELECT subject FROM commit WHERE closed_at IS NULL AND subject = 'new'")
    assert len(held) == 1
    assert len(bench.query("FROM document WHERE closed_at IS NULL AND path NOT LIKE '//%'")) == 2


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The git commands that speak to the server."""
    said = list[str]()
    really = gitprogram._remote

    def noted(arguments: list[str], *given: Any) -> bytes:
        said.append(arguments[0])
        return really(arguments, *given)

    monkeypatch.setattr(gitprogram, "_remote", noted)
    return said


def _told(place: Path) -> tuple[str, str]:
    """HEAD, branches and tags; and where they were had from."""
    told = [("symbolic-ref", "HEAD"), ("for-each-ref",), ("config", "remote.origin.url")]
    head, refs, url = (
        subprocess.run(
            ["git", "-C", str(place), *one], capture_output=True, text=True, check=False
        ).stdout
        for one in told
    )
    return head + refs, url.strip()


def test_where_the_server_names_what_is_here_nothing_is_fetched(
    origin: str, tmp_path: Path, asked: list[str]
) -> None:
    place = tmp_path / "m.git"
    mirrored = gitread.mirror(origin, place, gitrun.Way())
    before = history(mirrored), _told(place)
    asked.clear()
    again = gitread.mirror(origin, place, gitrun.Way())
    assert asked == ["ls-remote"]
    assert (history(again), _told(place)) == before


def test_a_mirror_follows_where_only_the_names_changed(
    origin: str, tmp_path: Path, asked: list[str]
) -> None:
    """Another default branch, a tag, a branch that is gone, another address; no commit is new."""
    place, other = tmp_path / "m.git", Path(origin.removeprefix("file://"))
    commands = (
        ("branch", "trunk"), ("symbolic-ref", "HEAD", "refs/heads/trunk"), ("tag", "other"),
        ("update-ref", "-d", "refs/tags/other"), ("update-ref", "--no-deref", "HEAD", "HEAD"),
        ("symbolic-ref", "HEAD", "refs/heads/main"), ("branch", "-D", "trunk"),
    )  # fmt: skip
    gitread.mirror(origin, place, gitrun.Way())
    for number, command in enumerate(commands):
        subprocess.run(["git", "-C", str(other), *command], check=True, capture_output=True)
        moved = other.rename(other.with_name(f"o{number}.git"))
        other = moved
        gitread.mirror(f"file://{moved}", place, gitrun.Way())
        refs, url = _told(place)
        assert refs == _told(moved)[0]
        assert url == f"file://{moved}"
        asked.clear()
        gitread.mirror(f"file://{moved}", place, gitrun.Way())
        assert asked == ["ls-remote"]
    assert "other" not in {tag.name for tag in gitread.open_local(place).tags()}


def test_a_mirror_without_its_configuration_is_put_right(origin: str, tmp_path: Path) -> None:
    place = tmp_path / "m.git"
    gitread.mirror(origin, place, gitrun.Way())
    (place / "config").unlink()
    assert len(history(gitread.mirror(origin, place, gitrun.Way()))) > 1


@pytest.mark.parametrize("whole_before", [False, True])
def test_a_shallow_server_does_not_set_git_going_without_end(
    git: Git, origin: str, tmp_path: Path, *, whole_before: bool
) -> None:
    """For the commit at which a history ends git started itself, and that one itself, for ever."""
    place, other = tmp_path / "m.git", Path(origin.removeprefix("file://"))
    began = time.monotonic()
    way = gitrun.Way(timeout=5, stop=lambda: time.monotonic() - began > 8)
    if whole_before:
        gitread.mirror(origin, place, way)
    for number in range(3):
        git("commit", "--allow-empty", "-qm", f"late {number}")
    shutil.rmtree(other)
    git("clone", "-q", "--bare", "--depth", "2", f"file://{folder(git)}", str(other))
    for _ in range(2):
        mirrored = gitread.mirror(origin, place, way)
        assert (mirrored.shallow(), mirrored.count(mirrored.head())) == (True, 2)
    # Made whole, it names what it named before.
    git("-C", str(other), "fetch", "-q", "--unshallow")
    mirrored = gitread.mirror(origin, place, way)
    assert not mirrored.shallow()
    assert mirrored.count(mirrored.head()) == int(git("rev-list", "--count", "HEAD"))
    assert not children()


def test_a_server_that_is_down_costs_no_mirror(origin: str, reader: str, tmp_path: Path) -> None:
    place = tmp_path / "m.git"
    mirrored = gitread.mirror(origin, place, gitrun.Way())
    before = len(history(mirrored))
    Path(origin.removeprefix("file://")).rename(tmp_path / "away")
    with pytest.raises((Unreachable, errors.Gone)):
        gitread.mirror(origin, place, gitrun.Way())
    assert len(history(gitread.open_local(place))) == before


def test_a_repository_broken_at_its_origin_is_cloned_again_only_once(
    git: Git, origin: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = standin.StandIn(standin.Community(), START)
    bench = Bench(nowhere, tmp_path / "d", (origin,), settings=settings_for("http://127.0.0.1:9"))
    clones = []
    really = gitread.mirror

    def broken(url: str, path: Path, way: gitrun.Way) -> gitvalues.Repository:
        clones.append(url)
        found = really(url, path, way)
        _junk_config(path)
        return found

    monkeypatch.setattr(gitread, "mirror", broken)
    ended = result(bench.run(), "commits")
    assert (ended.grade, ended.code) == ("not_observable", "unreachable")
    assert len(clones) == 2


# Empty


def test_a_repository_that_turned_empty_is_not_complete(git: Git, tmp_path: Path) -> None:
    odd_history(git)
    write(git, "LICENSE", "MIT License\n")
    git("commit", "-qm", "licence")
    nowhere = standin.StandIn(standin.Community(), START)
    bench = Bench(
        nowhere, tmp_path / "d", (str(folder(git)),), settings=settings_for("http://127.0.0.1:9")
    )
    bench.run()
    shutil.rmtree(folder(git) / ".git")
    git("init", "-q", "-b", "main")
    for stream in ("commits", "documents"):
        ended = result(bench.run(), stream)
        assert (ended.grade, ended.code) == ("partial", "empty")
        assert ended.got
    assert bench.query("SELECT count(*) AS n FROM commit WHERE closed_at IS NULL") == [{"n": 7}]


def test_an_empty_repository_nothing_is_held_of_is_complete(git: Git, tmp_path: Path) -> None:
    nowhere = standin.StandIn(standin.Community(), START)
    bench = Bench(
        nowhere, tmp_path / "d", (str(folder(git)),), settings=settings_for("http://127.0.0.1:9")
    )
    ended = result(bench.run(), "commits")
    assert (ended.grade, ended.code, ended.got) == ("complete", "empty", 0)


def test_an_empty_clone_is_not_looked_up_by_the_interface(
    bench: Bench, server: standin.StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def empty(*_: object) -> gitvalues.Repository:
        raise errors.Empty("仓库还是空的，没有提交。")

    def hollow(response: Response) -> None:
        response.set_data(json.dumps({**response.get_json(), "size": 0, "empty_repo": True}))

    server.faults.append(Fault(Reply(500), path=r"/contents|/commits\?", times=None))
    server.faults.append(Fault(Change(hollow), path=r"/repos/dev0/tool$", times=None))
    monkeypatch.setattr(gitread, "mirror", empty)
    ended = [r for r in bench.run().results if r.stream in {"commits", "documents"}]
    assert {(r.grade, r.code) for r in ended} == {("complete", "empty")}


def test_a_clone_follows_its_repository_to_a_new_name(
    bench: Bench, server: standin.StandIn
) -> None:
    """The old name is another repository's by then: what is fetched must not be its commits."""
    made = server.community
    repo = next(r for r in made.repositories if r.platform == "github")
    bench.run("http://github.example/dev0/tool")
    held = bench.query("SELECT sha FROM commit WHERE closed_at IS NULL ORDER BY sha")
    place = next(bench.places.mirrors.glob("*.git"))
    made.rename(repo, "newname")
    other = made.add_repository("github", made.people[0], "tool", START)
    made.commit(other, {"x.py": b"x"}, store.Signature("Eve", "eve@x.org", START), "another")
    gitread.mirror("http://github.example/dev0/newname.git", place, gitrun.Way(server.proxy, 5))
    assert gitread.open_local(place).contains(str(held[0]["sha"]), "HEAD")


@pytest.mark.parametrize("reader", ["git", "dulwich"])
def test_a_name_another_took_while_the_quota_is_spent_brings_none_of_its_commits(
    bench: Bench, server: standin.StandIn, reader: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody can say that night whose the name is; the history can."""
    if reader == "dulwich":
        monkeypatch.setattr(gitread, "have_git", lambda: False)
    made, url = server.community, "http://github.example/dev0/tool"
    repo = next(r for r in made.repositories if r.platform == "github")
    bench.run(url)
    held = bench.facts()["commit"]
    made.rename(repo, "newname")
    other = made.add_repository("github", made.people[0], "tool", START)
    made.commit(other, {"x.py": b"x"}, store.Signature("Eve", "eve@x.org", START), "another")
    limited = Fault(secondary_limit(403, 7200), r"^api\.github", times=None)
    server.faults.append(limited)
    night = bench.run(url)
    assert {result(night, s).code for s in ("commits", "documents")} == {"unconfirmed"}
    assert bench.facts()["commit"] == held
    server.faults.clear()
    assert result(bench.run(url), "repository").code == "name_reused"
    assert bench.facts()["commit"] == held
