"""One repository under several addresses is read once, under the one it has now."""

from __future__ import annotations

import pytest
from bench import Bench, settings_for
from test_lists import GITHUB, repo_of

from collectors import standin
from collectors.standin.faults import Fault, secondary_limit

NOW = GITHUB.replace("tool", "newname")
BETWEEN = GITHUB.replace("tool", "between")


def read_under(bench: Bench, *urls: str) -> set[str]:
    """The ids under which it was read; all others must be told as duplicates."""
    results = bench.run(*urls).results
    odd = {r.code for r in results} - {None, "renamed", "no_token", "no_push", "disabled"}
    assert odd == ({"duplicate"} if len(urls) > 1 else set())
    return {r.repo_id for r in results if r.code != "duplicate"}


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("order", [(GITHUB, NOW), (NOW, GITHUB)])
def test_the_present_address_wins_wherever_it_stands(
    bench: Bench, server: standin.StandIn, order: tuple[str, str], known: bool
) -> None:
    if known:
        bench.run(GITHUB)
    server.community.rename(repo_of(server, "github"), "newname")
    for _ in range(2):
        assert read_under(bench, *order) == {"github:dev0/newname"}


def test_an_old_address_alone_is_read_and_said(bench: Bench, server: standin.StandIn) -> None:
    server.community.rename(repo_of(server, "github"), "newname")
    for _ in range(2):
        assert read_under(bench, GITHUB) == {"github:dev0/tool"}


def test_of_two_old_addresses_the_one_read_before_is_read_again(
    bench: Bench, server: standin.StandIn
) -> None:
    # Read at the same time, the first of them is a matter of chance.
    bench.settings = settings_for(server.proxy).model_copy(update={"workers": 1})
    repo = repo_of(server, "github")
    for name in ("between", "newname"):
        server.community.rename(repo, name)
    assert read_under(bench, BETWEEN, GITHUB) == {"github:dev0/between"}
    assert read_under(bench, GITHUB, BETWEEN) == {"github:dev0/between"}


def test_projects_apart_keep_their_own_addresses(bench: Bench, server: standin.StandIn) -> None:
    """What one project names does not take from another what it names by an older name."""
    from collectors.results import ProjectSources
    from collectors.targets import parse

    server.community.rename(repo_of(server, "github"), "newname")
    use = settings_for(server.proxy)
    bench.projects = [
        ProjectSources(f"p{n}", f"p{n}", None, (), (parse(url, use),))
        for n, url in enumerate((GITHUB, NOW))
    ]
    assert read_under(bench, GITHUB) == {"github:dev0/tool", "github:dev0/newname"}


def counted(bench: Bench) -> list[object]:
    return [row["repo_id"] for row in bench.query("FROM project_repo ORDER BY repo_id")]


def test_rows_of_earlier_nights_count_once_when_both_addresses_are_named(
    bench: Bench, server: standin.StandIn
) -> None:
    """By the address that is read; also on a night on which nobody can be asked; and back again."""
    repo, old, new = repo_of(server, "github"), "github:dev0/tool", "github:dev0/newname"
    bench.run(GITHUB)
    server.community.rename(repo, "newname")
    bench.run(GITHUB, NOW)
    assert counted(bench) == [new]
    server.faults.append(Fault(secondary_limit(403, 7200), r"^api\.github", times=None))
    bench.run(GITHUB, NOW)
    assert counted(bench) == [new]
    server.faults.clear()
    server.community.rename(repo, "tool")
    bench.run(GITHUB, NOW)
    assert counted(bench) == [old]


def test_an_address_added_again_on_a_night_without_answers_is_counted(
    bench: Bench, server: standin.StandIn
) -> None:
    bench.run(GITHUB)
    bench.run("http://gitee.example/dev0/tool")
    server.faults.append(Fault(secondary_limit(403, 7200), r"^api\.github", times=None))
    bench.run(GITHUB, "http://gitee.example/dev0/tool")
    assert counted(bench) == ["gitee:dev0/tool", "github:dev0/tool"]
