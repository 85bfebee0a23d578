"""`.mailmap`: kept line by line, in step with HEAD, and heard in its own projects only."""
# ruff: noqa: F811 - the fixture `git` is shared by import

from __future__ import annotations

import os
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path

import pytest
from bench import START, Bench, Quiet, result, settings_for
from test_git_reading import Git, folder, git, write  # noqa: F401

from collectors import gitread, hosts, mailmaps, standin
from collectors.loop import collect
from collectors.results import ProjectSources
from collectors.standin.faults import Fault, Reply
from collectors.standin.git.store import Signature
from collectors.targets import parse
from scoring import run as scoring
from scoring.people.run import resolve
from scoring.settings import ScoringSettings
from warehouse.settings import WarehouseSettings
from warehouse.store import Row, Warehouse

pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="这台机器没有 git 程序")
SETTINGS = settings_for("http://127.0.0.1:9")


def key(address: str) -> str:
    return sha256(address.encode()).hexdigest()


GOLDEN = {
    "Ann Lee <Ann@X.org>": [(None, key("ann@x.org"), "Ann Lee", None)],
    "<ann@x.org> <old@x.org>": [(None, key("old@x.org"), None, key("ann@x.org"))],
    "Ann <ann@x.org> <Old@x.org>": [(None, key("old@x.org"), "Ann", key("ann@x.org"))],
    "Ann <ann@x.org> ÅNN L <old@x.org>": [("ånn l", key("old@x.org"), "Ann", key("ann@x.org"))],
    "ann@x.org <ann@x.org> Old@x.org <old@x.org>": [
        ("", key("old@x.org"), None, key("ann@x.org"))
    ],
    "Ann <ann@x.org> <nobody>": [(None, None, "Ann", key("ann@x.org"))],
    "Ann <ann@x.org> # who else": [(None, key("ann@x.org"), "Ann", None)],
    "# Ann <ann@x.org>": [],
    "": [],
    "no address": [],
    "Ann <ann@x.org> rest": [],
    "<<<<<<< HEAD": [],
    "\0\xff>": [],
}  # fmt: skip


@pytest.mark.parametrize("text", GOLDEN, ids=repr)
def test_lines(text: str) -> None:
    found = list(mailmaps.lines("r", text.encode()))
    told = [(f.commit_name, f.commit_email_key, f.proper_name, f.proper_email_key) for f in found]
    assert told == GOLDEN[text]
    assert "@" not in str(found)


def test_a_broken_line_takes_no_other_with_it_and_lines_keep_their_numbers() -> None:
    text = b"# people\nAnn <a@x.org>\nbroken <\n\nBob \xff <b@x.org>\r\n"
    assert [(f.line, f.proper_name) for f in mailmaps.lines("r", text)] == [
        (2, "Ann"), (5, "Bob \ufffd"),
    ]  # fmt: skip


@pytest.fixture(params=["git", "dulwich"])
def local(
    git: Git, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Bench:
    """Two commits of two signatures that only a `.mailmap` can join, read by either program."""
    if request.param == "dulwich":
        monkeypatch.setattr(gitread, "have_git", lambda: False)
    commit(git, "dev1 Doe", "dev1@x.org", "1")
    commit(git, "d1", "old@x.org", "2")
    nowhere = standin.StandIn(standin.Community(), START)
    return Bench(nowhere, tmp_path / "d", (str(folder(git)),), settings=SETTINGS)


def commit(git: Git, name: str, email: str, text: str) -> None:
    write(git, "a.txt", text)
    git("commit", "-qm", text, GIT_AUTHOR_NAME=name, GIT_AUTHOR_EMAIL=email)


def say(git: Git, text: str | None) -> None:
    """Commits a `.mailmap`, or takes it away."""
    if text is None:
        git("rm", "-q", ".mailmap")
    else:
        write(git, ".mailmap", text)
    git("commit", "-qm", "people", "--allow-empty")


def persons(bench: Bench) -> set[frozenset[str]]:
    """Names of the signatures of each person."""
    with Warehouse(bench.places.database) as warehouse:
        resolve(warehouse)
        rows = warehouse.query(
            "SELECT list(i.name) AS names FROM person_alias p JOIN identity i USING (identity_id)"
            " WHERE i.closed_at IS NULL GROUP BY p.person_id"
        )
    return {frozenset(row["names"]) for row in rows}


def held(bench: Bench) -> list[Row]:
    return bench.query(
        "SELECT line, proper_name, closed_at IS NULL AS current FROM mailmap_line"
        " ORDER BY observed_at, line"
    )


JOINED = "dev1 Doe <dev1@x.org> <old@x.org>\n"
APART = {frozenset({"dev1 Doe"}), frozenset({"d1"}), frozenset({"Han"})}
ONE = {frozenset({"dev1 Doe", "d1"}), frozenset({"Han"})}


def test_a_later_mailmap_reaches_the_authors_of_older_commits(local: Bench, git: Git) -> None:
    assert result(local.run(), "mailmap").grade == "complete"
    assert persons(local) - {frozenset({"李雷"})} == APART
    say(git, JOINED)
    ended = result(local.run(), "mailmap")
    assert (ended.grade, ended.got, ended.expected) == ("complete", 1, 1)
    assert persons(local) - {frozenset({"李雷"})} == ONE


def test_a_mailmap_that_is_taken_away_no_longer_holds(local: Bench, git: Git) -> None:
    say(git, JOINED)
    local.run()
    assert frozenset({"dev1 Doe", "d1"}) in persons(local)
    say(git, None)
    assert result(local.run(), "mailmap").grade == "complete"
    assert held(local) == [{"line": 1, "proper_name": "dev1 Doe", "current": False}]
    assert frozenset({"dev1 Doe", "d1"}) not in persons(local)
    say(git, JOINED)
    local.run()
    assert frozenset({"dev1 Doe", "d1"}) in persons(local), "the same file again holds again"


def test_a_mailmap_that_is_changed_holds_as_it_is_now(local: Bench, git: Git) -> None:
    say(git, f"{JOINED}Ann <a@x.org>\n")
    local.run()
    say(git, "Kim <kim@x.org> <old@x.org>\n")
    local.run()
    assert [row["proper_name"] for row in held(local) if row["current"]] == ["Kim"]
    assert frozenset({"dev1 Doe", "d1"}) not in persons(local)


def test_an_unchanged_mailmap_adds_nothing(local: Bench, git: Git) -> None:
    say(git, JOINED)
    local.run()
    before = local.tables()
    assert result(local.run(), "mailmap").got == 1
    assert local.tables() == before


def test_only_a_file_of_bearable_size_is_read(local: Bench, git: Git) -> None:
    say(git, JOINED)
    local.run()
    say(git, JOINED + "#" * 1_100_000)
    ended = result(local.run(), "mailmap")
    assert (ended.grade, ended.code) == ("partial", "unread"), "what it says is unknown"
    assert not any(row["current"] for row in held(local))
    say(git, JOINED)
    assert result(local.run(), "mailmap").got == 1
    (folder(git) / ".mailmap").unlink()
    (folder(git) / ".mailmap").symlink_to("a.txt")
    git("add", "-A")
    git("commit", "-qm", "link")
    assert result(local.run(), "mailmap").got == 0, "git follows no link either"


def test_no_address_enters_the_tables(local: Bench, git: Git) -> None:
    say(git, f"{JOINED}<dev1@x.org> old@x.org <older@x.org>\n")
    local.run()
    rows = local.tables()["mailmap_line"]
    assert len(rows) == 2
    assert "x.org" not in str(rows)


def test_without_a_clone_it_is_not_known(bench: Bench, server: standin.StandIn) -> None:
    server.faults.append(Fault(Reply(500), path=r"\.git/", times=None))
    found = [r for r in bench.run().results if r.stream == "mailmap"]
    assert {(r.grade, r.got) for r in found} == {("not_observable", None)}


def test_an_empty_repository_says_so(git: Git, local: Bench) -> None:
    shutil.rmtree(folder(git) / ".git")
    git("init", "-q", "-b", "main")
    assert result(local.run(), "mailmap").code == "empty"


@pytest.mark.parametrize("name", ["github", "gitee", "gitcode", "git"])
def test_it_follows_the_commits_on_every_platform_with_clones(name: str) -> None:
    names = [stream.name for stream in hosts.load(name).STREAMS]
    assert names[names.index("commits") + 1] == "mailmap"


def test_it_is_read_from_the_clone_of_a_platform(
    bench: Bench, community: standin.Community
) -> None:
    repo = next(one for one in community.repositories if one.platform == "gitee")
    signed = Signature("dev0 Doe", "dev0@x.org", START)
    community.commit(repo, {".mailmap": JOINED.encode()}, signed, "people")
    results = [r for r in bench.run().results if r.stream == "mailmap"]
    assert {r.repo_id: (r.grade, r.got) for r in results} == {
        "github:dev0/tool": ("complete", 0), "gitee:dev0/tool": ("complete", 1),
    }  # fmt: skip


# Two applicants in one warehouse

EVIL = (
    "Mallory <m@evil.org> dev1 Doe <dev1@x.org>\n"
    "Mallory <m@evil.org> <dev1@x.org>\nMallory <m@evil.org> <old@x.org>\n"
    "Mallory <m@evil.org> <kim@x.org>\nMallory <m@evil.org> <forged@x.org>\n"
)


def repository(place: Path, signatures: list[tuple[str, str]], mailmap: str | None) -> Path:
    place.mkdir()
    plain = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run(
        ["git", "init", "-q", "-b", "main", str(place)], check=True, env=os.environ | plain
    )
    for number, (name, email) in enumerate(signatures):
        (place / "a.py").write_text(f"x = {number}\n")
        if mailmap is not None:
            (place / ".mailmap").write_text(mailmap)
        who = {
            f"GIT_{role}_{what}": value
            for role in ("AUTHOR", "COMMITTER")
            for what, value in (("NAME", name), ("EMAIL", email), ("DATE", "2025-12-01T00:00:00Z"))
        }
        for command in (["add", "-A"], ["commit", "-qm", f"change {number}"]):
            subprocess.run(
                ["git", "-C", str(place), *command], check=True, env=os.environ | plain | who
            )
    return place


def told_of_tool(place: Path, projects: dict[str, list[Path]]) -> dict[str, list[Row]]:
    """Everything a score says of project `tool` and of those who sign there."""
    sources = [
        ProjectSources(one, one, None, (), tuple(parse(str(path), SETTINGS) for path in paths))
        for one, paths in projects.items()
    ]
    places = WarehouseSettings(folder=place)
    with Warehouse(places.database) as warehouse:
        collect(
            warehouse, sources, settings=SETTINGS, places=places, clock=lambda: START,
            progress=Quiet(), stop=lambda: False,
        )  # fmt: skip
        scoring.score(warehouse, as_of=START, settings=ScoringSettings())
        signing = (
            "(SELECT c.author_id FROM commit c JOIN project_repo USING (repo_id)"
            " WHERE project_id = 'tool')"
        )
        own = f"(SELECT person_id FROM person_alias WHERE identity_id IN {signing})"
        questions = {
            "person_alias": f"FROM person_alias WHERE person_id IN {own} ORDER BY ALL",
            "person_label": f"FROM person_label WHERE person_id IN {own} ORDER BY ALL",
            "measurement": "FROM measurement WHERE project_id = 'tool' ORDER BY ALL",
            "act": "SELECT person_id, bot, ref FROM act WHERE project_id = 'tool' ORDER BY ALL",
        }
        return {name: warehouse.query(sql) for name, sql in questions.items()}


TOOL = [("dev1 Doe", "dev1@x.org"), ("d1", "old@x.org"), ("Kim", "kim@x.org")]
FORGED = {
    "nobody of the other project": [("Mallory", "m@evil.org")],
    "their very signatures": [("Mallory", "m@evil.org"), *TOOL],
    "other names with their addresses": [
        ("Mallory", "m@evil.org"), ("Eve", "dev1@x.org"), ("Eva", "kim@x.org"),
        ("Eva", "forged@x.org"),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("case", "own"),
    [(case, JOINED) for case in FORGED] + [("other names with their addresses", None)],
)
def test_a_mailmap_changes_nobody_in_another_project(
    tmp_path: Path, case: str, own: str | None
) -> None:
    tool = repository(tmp_path / "tool", TOOL, own)
    plain = repository(tmp_path / "plain", FORGED[case], None)
    evil = repository(tmp_path / "evil", FORGED[case], EVIL)
    honest = told_of_tool(tmp_path / "1", {"tool": [tool], "other": [plain]})
    harmed = told_of_tool(tmp_path / "2", {"tool": [tool], "other": [evil]})
    assert harmed == honest
    assert "Mallory" not in {row["label"] for row in harmed["person_label"]}


def test_a_mailmap_is_heard_in_every_repository_of_its_project(tmp_path: Path) -> None:
    tool = repository(tmp_path / "tool", TOOL, None)
    people = repository(tmp_path / "people", [("Mallory", "m@evil.org")], EVIL)
    told = told_of_tool(tmp_path / "1", {"tool": [tool, people]})
    assert [row["label"] for row in told["person_label"]] == ["Mallory"]
