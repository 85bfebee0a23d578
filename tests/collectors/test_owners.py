"""An organisation or user as a source: what it has is found, kept up to date, and never fewer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from bench import START, Bench, person, result, settings_for

from collectors import standin
from collectors.loop import collect
from collectors.results import ProjectSources, RunSummary
from collectors.settings import CollectorSettings
from collectors.standin.community.model import Person, Repository
from collectors.standin.faults import Fault, Reply, html
from collectors.targets import parse
from warehouse.store import Warehouse

ORG, USER = "Acme", "dev0"
WEBS = {
    "github": "http://github.example", "gitee": "http://gitee.example",
    "gitcode": "http://gitcode.example",
}  # fmt: skip


@pytest.fixture
def made() -> standin.Community:
    """Acme has three repositories on each platform, one a fork and one archived; dev0 has one."""
    org = replace(person("Acme", 500), kind="Organization")
    user = person(USER, 501)
    made = standin.Community([person("other", 502), org, user])
    for platform in WEBS:
        for number, name in enumerate(("one", "two", "three")):
            add(made, platform, org, name, number)
        add(made, platform, user, "own", 3)
    for repo in made.repositories:
        repo.is_fork, repo.archived = repo.name == "two", repo.name == "three"
    return made


def add(
    made: standin.Community, platform: str, owner: Person, name: str, days: int = 9
) -> Repository:
    from collectors.standin.git.store import GitStore

    at = START + timedelta(days=days)
    number = 8000 + len(made.repositories)
    repo = Repository(platform, number, owner, name, name, GitStore(), at, at, at)  # type: ignore[arg-type]
    made.repositories.append(repo)
    return repo


@pytest.fixture
def server(made: standin.Community) -> Iterator[standin.StandIn]:
    with standin.serve(made) as running:
        yield running


@pytest.fixture
def bench(server: standin.StandIn, tmp_path: Path) -> Bench:
    return Bench(server, tmp_path / "data", (f"{WEBS['github']}/Acme",))


def members(bench: Bench) -> set[str]:
    return {row["repo_id"] for row in bench.query("FROM project_repo")}


def asked(bench: Bench, since: int) -> list[str]:
    return [s.path for s in bench.server.requests[since:]]


@pytest.mark.parametrize("platform", WEBS)
def test_everything_public_but_forks_is_collected_and_the_run_says_so(
    bench: Bench, platform: str
) -> None:
    summary = bench.run(f"{WEBS[platform]}/Acme")
    assert result(summary, "owner_repositories").grade == "complete"
    assert result(summary, "owner_repositories").got == 3, "the fork is known"
    expected = {f"{platform}:acme/one", f"{platform}:acme/three"}
    assert members(bench) == expected
    assert {r.repo_id for r in summary.results if r.stream == "repository"} == expected
    assert {r.grade for r in summary.results if r.stream == "repository"} == {"complete"}
    (note,) = summary.notes
    assert "共 3 个" in note
    assert "1 个是别处仓库的 Fork，没有计入" in note
    [row] = bench.query("FROM project_owner")
    assert (row["repo_id"], row["include_forks"]) == (f"{platform}:acme", False)


@pytest.mark.parametrize("platform", WEBS)
def test_a_user_is_an_owner_too(bench: Bench, platform: str) -> None:
    bench.run(f"{WEBS[platform]}/{USER}")
    assert members(bench) == {f"{platform}:{USER}/own"}


def with_forks(bench: Bench) -> RunSummary:
    use = settings_for(bench.server.proxy)
    targets = tuple(parse(url, use) for url in bench.urls)
    project = ProjectSources("p", "示例", None, (), targets, include_forks=True)
    with Warehouse(bench.places.database) as warehouse:
        return collect(
            warehouse, [project], settings=use, places=bench.places,
            clock=lambda: bench.server.now, progress=bench.progress, stop=bench.stop,
            sleep=bench.sleep,
        )  # fmt: skip


def test_forks_count_where_the_project_says_so(bench: Bench) -> None:
    summary = with_forks(bench)
    assert members(bench) == {"github:acme/one", "github:acme/two", "github:acme/three"}
    assert "没有计入" not in summary.notes[0]


def test_a_quiet_night_adds_nothing_and_asks_conditionally(bench: Bench) -> None:
    bench.run()
    before = bench.tables()
    last = bench.run()
    assert last.rows_added == 0
    assert bench.tables() == before
    lists = [s for s in bench.server.requests if s.path in {"/users/Acme", "/orgs/Acme/repos"}]
    assert [s.status for s in lists] == [200, 200, 304, 304]


def test_new_ones_join_the_next_night(bench: Bench, made: standin.Community) -> None:
    bench.run()
    add(made, "github", made.person("Acme"), "four")
    bench.run()
    assert members(bench) == {"github:acme/one", "github:acme/three", "github:acme/four"}


def test_what_vanished_keeps_its_rows_and_says_itself_that_it_is_gone(
    bench: Bench, made: standin.Community
) -> None:
    bench.run()
    made.delete(made.repository("github", "Acme/one"))
    summary = bench.run()
    assert members(bench) == {"github:acme/one", "github:acme/three"}
    gone = [r for r in summary.results if r.repo_id == "github:acme/one"]
    assert {r.code for r in gone} == {"gone"}
    assert result(summary, "owner_repositories").grade == "complete"
    assert len(bench.query("FROM owner_repo WHERE closed_at IS NOT NULL")) == 1
    assert "1 个以前列出、现在不再列出" in summary.notes[0]
    assert bench.query("FROM repo_fact WHERE repo_id = 'github:acme/one' AND closed_at IS NULL")


BROKEN = [Reply(500, b"{}"), html(200), Reply(404, b"{}"), Reply(200, b"{}"), Reply(301, b"{}")]


@pytest.mark.parametrize("answer", BROKEN, ids=["500", "html", "404", "object", "301"])
@pytest.mark.parametrize("path", ["/users/Acme$", r"/orgs/Acme/repos\?"])
def test_a_list_that_cannot_be_read_loses_none_of_those_known(
    bench: Bench, answer: Reply, path: str
) -> None:
    bench.run()
    bench.server.faults.append(Fault(answer, path=path, times=None))
    summary = bench.run()
    found = result(summary, "owner_repositories")
    assert (found.grade, found.got, bool(found.reason)) == ("partial", 3, True)
    assert members(bench) == {"github:acme/one", "github:acme/three"}
    read = {r.repo_id for r in summary.results if r.stream == "repository"}
    assert read == members(bench)
    bench.server.faults.clear()
    assert result(bench.run(), "owner_repositories").grade == "complete"


def test_an_owner_that_is_not_there_is_gone(bench: Bench) -> None:
    for web in WEBS.values():
        (found,) = bench.run(f"{web}/nobody").results
        assert (found.grade, found.code, found.failed) == ("not_observable", "gone", True)
        assert "组织或用户" in (found.reason or "")


def test_what_is_written_out_too_is_collected_once(bench: Bench) -> None:
    summary = bench.run(f"{WEBS['github']}/acme/One", *bench.urls)
    names = [r.repo_id for r in summary.results if r.stream == "repository"]
    assert sorted(names) == ["github:acme/one", "github:acme/three"]
    assert len(bench.query("FROM project_repo")) == 2


def test_a_renamed_one_keeps_its_place(bench: Bench, made: standin.Community) -> None:
    bench.run()
    made.rename(made.repository("github", "Acme/one"), "uno")
    before = len(bench.server.requests)
    summary = bench.run()
    assert members(bench) == {"github:acme/one", "github:acme/three"}
    assert "/repos/Acme/uno" in asked(bench, before)
    read = {r.repo_id: r.code for r in summary.results if r.stream == "repository"}
    assert read == {"github:acme/one": None, "github:acme/three": None}


def test_another_one_under_a_name_used_before_is_another(
    bench: Bench, made: standin.Community
) -> None:
    bench.run()
    made.rename(made.repository("github", "Acme/one"), "uno")
    new = add(made, "github", made.person("Acme"), "one")
    bench.run()
    assert members(bench) == {"github:acme/one", "github:acme/three", f"github:acme/one@{new.id}"}
    rows = bench.query("FROM repo_fact WHERE closed_at IS NULL")
    names = {row["repo_id"]: row["full_name"] for row in rows}
    assert names["github:acme/one"] == "Acme/uno"
    assert names[f"github:acme/one@{new.id}"] == "Acme/one"


def listed(bench: Bench) -> list[dict[str, object]]:
    """The list of Acme's repositories, as the stand-in gives it."""
    from urllib.request import ProxyHandler, build_opener

    opener = build_opener(ProxyHandler({"http": bench.server.proxy}))
    with opener.open("http://api.github.example/orgs/Acme/repos") as answer:
        rows: list[dict[str, object]] = json.loads(answer.read())
    return rows


HOSTILE = ["../../etc", "Acme/..", "Acme/a/../b", "Acme/x?y=1", "evil/one", "Acme/%2e%2e", 7, None]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_refused_and_said(bench: Bench, name: object) -> None:
    rows = listed(bench)
    next(row for row in rows if row["name"] == "one")["full_name"] = name
    body = json.dumps(rows).encode()
    bench.server.faults.append(Fault(Reply(200, body), path=r"/orgs/Acme/repos\?per", times=None))
    bench.server.faults.append(Fault(Reply(200, body), path=r"/orgs/Acme/repos", times=None))
    before = len(bench.server.requests)
    found = result(bench.run(), "owner_repositories")
    assert (found.grade, found.code) == ("partial", "unread")
    assert members(bench) == {"github:acme/three"}
    asked_for = {path for path in asked(bench, before) if path.startswith("/repos/")}
    assert {path.split("/")[2:4] == ["Acme", "three"] for path in asked_for} == {True}


@pytest.mark.parametrize("mark", [{"private": True}, {"visibility": "internal"}])
def test_what_only_our_token_sees_is_left_out(bench: Bench, mark: dict[str, object]) -> None:
    rows = listed(bench)
    next(row for row in rows if row["name"] == "one").update(mark)
    body = json.dumps(rows).encode()
    bench.server.faults.append(Fault(Reply(200, body), path=r"/orgs/Acme/repos", times=None))
    summary = bench.run()
    assert result(summary, "owner_repositories").grade == "complete"
    assert members(bench) == {"github:acme/three"}
    assert bench.query("FROM owner_repo WHERE full_name = 'Acme/one'") == []


def test_pages_are_followed_and_a_list_that_falls_short_closes_nothing(
    bench: Bench, made: standin.Community
) -> None:
    for number in range(150):
        add(made, "github", made.person("Acme"), f"n{number}", number)
    bench.stop = stop_after_owner(bench)
    bench.run()
    assert bench.query("SELECT count(*) AS n FROM owner_repo")[0]["n"] == 153
    short = json.dumps(listed(bench)[:30]).encode()
    bench.server.faults.append(Fault(Reply(200, short), path="/orgs/Acme/repos", times=None))
    bench.stop = stop_after_owner(bench)
    found = result(bench.run(), "owner_repositories")
    assert found.grade == "partial"
    assert bench.query("FROM owner_repo WHERE closed_at IS NOT NULL") == []


def stop_after_owner(bench: Bench):
    """Asks to stop once the run turns to a repository: the many need not be read here."""
    before = len(bench.server.requests)
    return lambda: any(path.startswith("/repos/") for path in asked(bench, before))


def test_interrupted_before_the_list_was_read_says_so(bench: Bench) -> None:
    bench.stop = lambda: len(bench.server.requests) > 0
    summary = bench.run()
    assert summary.interrupted
    [state] = bench.query("FROM stream_state")
    assert (state["stream"], state["grade"]) == ("owner_repositories", "not_observable")


ADDRESSES = [
    ("https://github.com/Apache", "github:apache"),
    ("https://github.com/orgs/apache/repositories", "github:apache"),
    ("https://gitee.com/openharmony/", "gitee:openharmony"),
    ("https://gitee.com/organizations/openharmony/projects", "gitee:openharmony"),
    ("https://gitcode.com/openharmony", "gitcode:openharmony"),
    ("https://huggingface.co/BAAI", "huggingface:baai"),
]


@pytest.mark.parametrize(("text", "repo_id"), ADDRESSES)
def test_addresses_of_owners(text: str, repo_id: str) -> None:
    target = parse(text, CollectorSettings())
    assert (target.repo_id, target.kind) == (repo_id, "owner")


def hub_bench(tmp_path: Path, server: standin.StandIn) -> Bench:
    return Bench(server, tmp_path / "hub", ("http://huggingface.example/lantu",))


def test_on_the_hub_an_owner_has_models_datasets_and_spaces(tmp_path: Path) -> None:
    with standin.serve() as server:
        bench = hub_bench(tmp_path, server)
        summary = bench.run()
        assert result(summary, "owner_repositories").grade == "complete"
        assert members(bench) == {
            "huggingface:lantu/harbor-embed", "huggingface:lantu/harbor-7b",
            "huggingface:datasets/lantu/harbor-qa", "huggingface:spaces/lantu/harbor-demo",
        }  # fmt: skip
        kinds = bench.query("SELECT DISTINCT kind FROM project_repo ORDER BY kind")
        assert [row["kind"] for row in kinds] == ["dataset", "model", "space"]
        counts = bench.query("FROM count_snapshot WHERE repo_id = 'huggingface:lantu'")
        assert {row["name"]: row["value"] for row in counts} == {
            "followers": 17, "models": 2, "datasets": 1, "spaces": 1,
        }  # fmt: skip
        assert server.counted_downloads == []
        assert bench.run().rows_added == 0


def test_on_the_hub_a_lost_list_is_said_and_a_nobody_is_gone(tmp_path: Path) -> None:
    with standin.serve() as server:
        bench = hub_bench(tmp_path, server)
        server.faults.append(Fault(Reply(200, b"[]"), path=r"/api/models\?", times=None))
        found = result(bench.run(), "owner_repositories")
        assert (found.grade, found.code) == ("partial", "short")
        (gone,) = bench.run("http://huggingface.example/nobody-here").results
        assert gone.code == "gone"
        assert "所有者/名称" in (gone.reason or "")


def test_on_the_hub_a_name_used_again_is_no_new_version(tmp_path: Path) -> None:
    with standin.serve() as server:
        bench = Bench(server, tmp_path / "d", ("http://huggingface.example/lantu/harbor-7b",))
        bench.run()
        [model] = [m for m in server.community.hub if m.id == "lantu/harbor-7b"]
        model.hex_id = "0" * 24
        assert {r.code for r in bench.run().results} == {"name_reused"}
