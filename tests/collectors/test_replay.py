"""The archive alone gives the warehouse back, table by table."""
# ruff: noqa: F811 - the fixture `git` is shared by import

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partialmethod
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from bench import START, Bench, only, settings_for
from test_git_reading import Git, git, odd_history, write  # noqa: F401
from test_lists import GITHUB, repo_of
from warcio.archiveiterator import ArchiveIterator
from warcio.warcwriter import WARCWriter

from collectors import standin, storing
from collectors.diary import FORMAT
from collectors.events import Otherwise
from collectors.excerpt import Excerpt
from collectors.replay import rebuild
from collectors.results import ProjectSources
from collectors.standin.call import STANDIN_TOKEN
from collectors.standin.faults import Before, Cut, Fault, Reply, html, secondary_limit
from collectors.standin.git.store import Signature
from collectors.targets import parse
from collectors.trails import LiveTrail
from warehouse.archive import Archive
from warehouse.errors import WarehouseError
from warehouse.store import Warehouse
from warehouse.warcs import records


def rebuilt(bench: Bench, into: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of a warehouse made from the bench's archive alone."""
    into.mkdir()
    with Warehouse(into / "warehouse.duckdb") as warehouse:
        rebuild(bench.places.archive, warehouse)
    return Bench(bench.server, into).tables()


@pytest.fixture
def again(tmp_path: Path) -> Iterator[Path]:
    return tmp_path / "again"


def assert_same(bench: Bench, into: Path) -> None:
    truth, made = bench.tables(), rebuilt(bench, into)
    assert {t for t in truth if truth[t] != made[t]} == set()
    assert truth["answer"]


def test_of_a_first_night_of_two_platforms(bench: Bench, again: Path) -> None:
    bench.run()
    assert_same(bench, again)


def test_of_nights_with_changes_rests_and_304s(
    bench: Bench, server: standin.StandIn, again: Path
) -> None:
    bench.awake = False
    made, repo = server.community, repo_of(server, "github")
    for night in range(4):
        bench.run()
        server.advance(timedelta(hours=24))
        if night == 1:
            continue
        issue = made.add_issue(repo, f"new {night}", server.now, author=made.people[1])
        made.add_comment(repo, issue, "said", server.now, made.people[2])
        repo.threads[3].title, repo.threads[3].updated = "另一个标题", server.now
        del repo.stars[0], repo.forks[:1]
        server.advance(timedelta(hours=1))
    assert_same(bench, again)


def test_with_a_token_and_what_graphql_tells(
    bench: Bench, again: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", STANDIN_TOKEN)
    for _ in range(2):
        bench.run()
    assert_same(bench, again)


def test_of_a_token_revoked_in_the_middle(
    bench: Bench, server: standin.StandIn, again: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", STANDIN_TOKEN)
    revoke = Before(lambda: server.tokens.discard(STANDIN_TOKEN))
    server.faults.append(Fault(revoke, path="^/repos", nth=4))
    bench.run()
    server.faults.clear()
    server.tokens.add(STANDIN_TOKEN)
    bench.run()
    assert_same(bench, again)


@pytest.mark.parametrize("action", [
    Cut(100), html(), Reply(200, b"[{}]"), Reply(404, b"{}"), Reply(500),
    secondary_limit(403, 7200),
], ids=["cut", "page", "odd rows", "404", "500", "quota"])  # fmt: skip
def test_of_a_night_on_which_answers_go_wrong(
    bench: Bench, server: standin.StandIn, again: Path, action: object
) -> None:
    bench.run()
    server.advance(timedelta(hours=25))
    server.faults.append(Fault(action, path="issues|comments|forks|releases", nth=2, times=None))  # type: ignore[arg-type]
    bench.run()
    server.faults.clear()
    bench.run()
    assert_same(bench, again)


def test_of_an_interrupted_run(bench: Bench, server: standin.StandIn, again: Path) -> None:
    for most in (4, 20):
        bench.stop = lambda most=most: len(server.requests) > most
        bench.run()
        server.advance(timedelta(seconds=5))
    bench.stop = lambda: False
    bench.run()
    assert_same(bench, again)


def test_of_the_hub_and_of_an_owner(server: standin.StandIn, bench: Bench, again: Path) -> None:
    [model] = [m for m in standin.sample_community().hub if m.id == "lantu/harbor-7b"]
    server.community.hub.append(model)
    bench.run("http://huggingface.example/lantu/harbor-7b", "http://github.example/dev0")
    server.advance(timedelta(hours=30))
    model.discussions.pop()
    bench.run("http://huggingface.example/lantu/harbor-7b", "http://github.example/dev0")
    assert_same(bench, again)


def test_of_a_renamed_repository_under_two_addresses(
    bench: Bench, server: standin.StandIn, again: Path
) -> None:
    bench.run(GITHUB)
    server.community.rename(repo_of(server, "github"), "newname")
    bench.run(GITHUB, GITHUB.replace("tool", "newname"))
    assert_same(bench, again)


def test_of_a_folder_whose_history_is_rewritten(
    git: Git,
    tmp_path: Path,
    again: Path,
) -> None:
    odd_history(git)
    write(git, ".mailmap", "Li Lei <lilei@x.org> <1+lilei@users.noreply.github.com>\n")
    for path in ("LICENSE", "docs/README.md", "docs/SECURITY.md", ".github/CODEOWNERS"):
        write(git, path, "MIT License\n")
    git("commit", "-qm", "mailmap")
    place = git("rev-parse", "--show-toplevel").strip()
    nowhere = standin.StandIn(standin.Community(), START)
    use = settings_for("http://127.0.0.1:9")
    bench = Bench(nowhere, tmp_path / "data", (place,), settings=use)
    bench.run()
    bench.server.advance(timedelta(days=1))
    git("commit", "-q", "--amend", "-m", "rewritten")
    bench.run()
    assert_same(bench, again)
    assert place not in str(rebuilt(bench, tmp_path / "once more"))


def copied(path: Path, into: Path, change: Callable[[int, Any], bool]) -> None:
    """The archive's file, but for what `change` does to its records; false leaves one out."""
    into.mkdir()
    with path.open("rb") as old, (into / path.name).open("wb") as new:
        writer = WARCWriter(new, gzip=True, warc_version="1.1")
        for number, record in enumerate(ArchiveIterator(old)):
            if change(number, record):
                writer.write_record(record)


def test_a_changed_record_is_told(bench: Bench, tmp_path: Path) -> None:
    def forge(_: int, record: Any) -> bool:
        if "/issues?" in record.rec_headers.get_header("WARC-Target-URI"):
            body = record.content_stream().read().replace(b'"closed"', b'"opened"')
            record.raw_stream, record.length = BytesIO(body), len(body)
            record.payload_length = len(body)
        return True

    bench.run(GITHUB)
    [path] = bench.places.archive.iterdir()
    copied(path, tmp_path / "forged", forge)
    with Warehouse(tmp_path / "w.duckdb") as warehouse, pytest.raises(WarehouseError, match="散列"):
        rebuild(tmp_path / "forged", warehouse)


def test_a_record_left_out_is_told(bench: Bench, tmp_path: Path) -> None:
    bench.run(GITHUB)
    [path] = bench.places.archive.iterdir()
    # The request beside an answer tells nothing the note of its visit does not; a run of which
    # nobody says that it was over may have been killed.
    told = [record.kind != "request" and not record.is_note("owners") and not record.is_note("over")
            for record in records(path)]  # fmt: skip
    numbers = [n for n, tells in enumerate(told) if tells]
    for left_out in numbers[:: max(1, len(numbers) // 12)]:
        copied(path, tmp_path / f"{left_out}", lambda n, _, gone=left_out: n != gone)
        with Warehouse(tmp_path / f"{left_out}.duckdb") as warehouse, pytest.raises(Otherwise):
            rebuild(tmp_path / f"{left_out}", warehouse)


def test_an_excerpt_gives_what_the_project_has_and_names_no_other(
    bench: Bench, server: standin.StandIn, tmp_path: Path
) -> None:
    """Also when a run was killed; the other project's repository is nowhere in it."""
    use = settings_for(server.proxy)
    bench.projects = [
        ProjectSources(f"p{n}", f"项目{n}", None, (), (parse(url, use),))
        for n, url in enumerate((GITHUB, "http://gitee.example/dev0/tool"))
    ]
    for _ in range(2):
        bench.run()
        server.advance(timedelta(hours=25))
    whole, part = tmp_path / "whole", tmp_path / "part"
    with Warehouse(whole / "w.duckdb") as warehouse:
        found = rebuild(bench.places.archive, warehouse)
    made = Excerpt(frozenset({"p0"}), found)
    made.write(bench.places.archive, part)
    with Warehouse(tmp_path / "p0.duckdb") as warehouse:
        rebuild(part, warehouse)
        mine = warehouse.query("FROM issue ORDER BY key, observed_at")
        assert warehouse.query("SELECT project_id FROM project") == [{"project_id": "p0"}]
    truth = bench.query("FROM issue WHERE repo_id LIKE 'github:%' ORDER BY key, observed_at")
    assert mine == truth
    assert not [r for path in part.iterdir() for r in records(path) if "gitee" in r.scope]
    assert "项目1" not in "".join(
        r.payload().decode() for path in part.iterdir() for r in records(path) if r.is_note("run")
    )


def test_an_excerpt_without_addresses_gives_the_same_tables(
    bench: Bench, server: standin.StandIn, tmp_path: Path
) -> None:
    """Whatever was taken out: the rows, and what they say of the answers they came from."""
    made, repo = server.community, repo_of(server, "github")
    who, mail = made.people[1], "someone@mail.example.org"
    made.add_issue(repo, f"write to {mail}", server.now, author=who)
    signed = Signature(who.name, mail, server.now)
    made.commit(repo, {"README.md": f"# tool\n{mail}\n".encode()}, signed, f"by {mail}")
    for _ in range(2):
        bench.run(GITHUB)
        server.advance(timedelta(hours=25))
    (tmp_path / "whole").mkdir()
    with Warehouse(tmp_path / "whole" / "warehouse.duckdb") as warehouse:
        excerpt = Excerpt(frozenset({"p"}), rebuild(bench.places.archive, warehouse))
    excerpt.write(bench.places.archive, tmp_path / "part")
    bodies = b"".join(
        record.payload()
        for path in (tmp_path / "part").iterdir()
        for record in records(path)
        if record.kind != "revisit"
    )
    assert mail.encode() not in bodies
    assert b"@mail.example.org" in bodies
    assert excerpt.declared
    (tmp_path / "again").mkdir()
    with Warehouse(tmp_path / "again" / "warehouse.duckdb") as warehouse:
        rebuild(tmp_path / "part", warehouse)
    truth, again = bench.tables(), Bench(server, tmp_path / "again").tables()
    assert {t for t in truth if truth[t] != again[t]} == set()


def test_a_note_of_a_stranger_is_read_for_nothing_but_what_is_ours(tmp_path: Path) -> None:
    """Platforms are modules found by name: an archive names none but those there are."""
    named = {"repo_id": "git:x", "kind": "repository", "full_name": "x", "url": "/x"}
    told = {"project_id": "p", "title": "P", "applicant": None, "policies": [], "targets": []}
    run = {"format": FORMAT, "platforms": {}, "held": None, "done": None}
    for number, changed in enumerate((
        {"projects": [{**told, "targets": [{**named, "platform": "...standin"}]}]},
        {"projects": [told], "format": FORMAT + 1},
        {"projects": [told], "kind": "over"},
    )):  # fmt: skip
        folder = tmp_path / str(number)
        Archive(folder, START).note("run", {**run, **changed}, START)
        with Warehouse(folder / "w.duckdb") as warehouse, pytest.raises(Otherwise, match="读不懂"):
            rebuild(folder, warehouse)


def excerpt_of(bench: Bench, folder: Path, *projects: str) -> Path:
    """A folder with the warehouse made from these projects' part of the archive, as it was kept."""
    with Warehouse(folder / "whole" / "w.duckdb") as warehouse:
        made = Excerpt(frozenset(projects), rebuild(bench.places.archive, warehouse), redacts=False)
    made.write(bench.places.archive, folder / "part")
    (folder / "again").mkdir()
    with Warehouse(folder / "again" / "warehouse.duckdb") as warehouse:
        rebuild(folder / "part", warehouse)
    return folder / "again"


def test_an_excerpt_keeps_who_was_whose_double(
    bench: Bench, server: standin.StandIn, tmp_path: Path
) -> None:
    """Another project that has the old address alone is why it is read: the rest must be told."""
    use, moved = settings_for(server.proxy), GITHUB.replace("tool", "newname")

    def project(name: str, *urls: str) -> ProjectSources:
        return ProjectSources(name, name, None, (), tuple(parse(url, use) for url in urls))

    bench.projects = [project("a", GITHUB), project("b", GITHUB)]
    bench.run()
    server.community.rename(repo_of(server, "github"), "newname")
    bench.projects = [project("a", GITHUB), project("b", GITHUB, moved)]
    bench.run()
    again = Bench(server, excerpt_of(bench, tmp_path, "b"))
    for table in ("stream_state", "repo_fact", "issue", "commit"):
        assert again.tables()[table] == bench.tables()[table]
    mine = [row for row in bench.tables()["project_repo"] if row[0] == "b"]
    assert again.tables()["project_repo"] == mine


def _swapped(owner: object, call: Callable[..., Any], *given: Any, **told: Any) -> Any:
    return call(owner, *given, **told)


class Between:
    """Kills a run where one platform's pages were stored last and another's are about to be."""

    def __init__(self, stored: str, about: str) -> None:
        self.stored, self.about = stored, about
        self.armed = self.killed = False
        self._note, self._merge = LiveTrail.note, Warehouse.merge

    def patch(self, patch: pytest.MonkeyPatch) -> None:
        for owner, name in ((LiveTrail, "ready"), (LiveTrail, "note"), (Warehouse, "merge")):
            patch.setattr(owner, name, partialmethod(_swapped, getattr(self, name)))

    def ready(self, trail: LiveTrail) -> None:
        while not self.killed and self.armed == (self.stored in trail.scope):
            time.sleep(0.001)

    def note(self, trail: LiveTrail, kind: str, **told: Any) -> None:
        if self.killed:
            raise SystemExit
        self.armed |= kind == "flush" and self.stored in trail.scope
        self.armed &= kind == "flush"
        self._note(trail, kind, **told)

    def merge(self, warehouse: Warehouse, batches: Any) -> int:
        self.killed |= self.armed and batches[0].repo_id.startswith(self.about)
        if self.killed:
            raise SystemExit
        return self._merge(warehouse, batches)


def test_an_excerpt_of_a_run_that_was_killed_while_another_project_was_read(
    bench: Bench, server: standin.StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it had stored by then it had stored, whatever the other was about to do."""
    use = settings_for(server.proxy)
    bench.projects = [
        ProjectSources(name, name, None, (), (parse(url, use),))
        for name, url in (("a", GITHUB), ("b", "http://gitee.example/dev0/tool"))
    ]
    kill = Between("github", "gitee")
    with monkeypatch.context() as patch:
        kill.patch(patch)
        with pytest.raises(SystemExit):
            bench.run()
    server.advance(timedelta(hours=25))
    bench.run()
    again = Bench(server, excerpt_of(bench, tmp_path, "a"))
    truth = [row for row in bench.tables()["answer"] if row[1].startswith("github:")]
    assert again.tables()["answer"] == truth


def test_of_a_run_killed_behind_a_page_that_brought_nothing_new(
    bench: Bench, server: standin.StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tables show nothing of that page having been stored; that it answers 304 then does."""
    monkeypatch.setattr(storing, "SECONDS_IN_ONE_GO", 0.0)
    only(monkeypatch, "github", "forks")
    repo = repo_of(server, "github")
    repo.forks += [replace(repo.forks[0], id=70_000 + number) for number in range(200)]
    bench.run(GITHUB)
    server.advance(timedelta(hours=25))
    repo.forks[0] = replace(repo.forks[0], stars=7)  # on the page and in no row
    killed = Bench(server, tmp_path / "killed")
    copy = Before(lambda: shutil.copytree(bench.folder, killed.folder))
    server.faults.append(Fault(copy, path="forks", nth=2))
    bench.run(GITHUB)
    server.faults.clear()
    killed.run(GITHUB)
    assert_same(killed, tmp_path / "again")
    with Warehouse(tmp_path / "whole.duckdb") as warehouse:
        made = Excerpt(frozenset({"p"}), rebuild(killed.places.archive, warehouse))
    made.write(killed.places.archive, tmp_path / "part")
    (tmp_path / "mine").mkdir()
    with Warehouse(tmp_path / "mine" / "warehouse.duckdb") as warehouse:
        rebuild(tmp_path / "part", warehouse)
    assert Bench(server, tmp_path / "mine").tables() == killed.tables()
