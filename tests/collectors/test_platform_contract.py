"""What every file in collectors/platforms must keep: adding one buys these tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from bench import Bench, settings_for

from collectors import hosts, standin
from collectors.settings import CollectorSettings, PlatformSettings
from collectors.streams import Stream
from collectors.targets import BadTarget, Target, parse
from warehouse.records import COLLECTED

PLATFORMS = hosts.names()
HOSTED = tuple(hosts.hosts())


@pytest.mark.parametrize("name", PLATFORMS)
def test_streams_are_named_once_and_fill_a_collected_table(name: str) -> None:
    streams: tuple[Stream, ...] = hosts.load(name).STREAMS
    names = [stream.name for stream in streams]
    assert names
    assert len(names) == len(set(names))
    assert {stream.table for stream in streams} <= {kind.TABLE for kind in COLLECTED}
    assert name not in HOSTED or names[0] == "repository", "the facts come first"
    assert "commits" in names
    assert "documents" in names


@pytest.mark.parametrize("name", HOSTED)
def test_a_platform_brings_its_own_settings(name: str) -> None:
    host, defaults = hosts.hosts()[name], CollectorSettings().platform(name)
    own = (defaults.api, defaults.web, defaults.token_env)
    assert own == (host.api, host.web, (host.token_env,))
    changed = CollectorSettings.model_validate({name: {"api": "http://127.0.0.1:1"}})
    assert changed.platform(name).api == "http://127.0.0.1:1"
    assert changed.platform(name).web == host.web, "one key may be set, the others stay"
    assert isinstance(changed.platform(name), PlatformSettings)
    assert "{}" in host.form


@pytest.mark.parametrize("name", HOSTED)
def test_a_target_is_named_alike_however_it_is_written(name: str) -> None:
    settings, web = CollectorSettings(), hosts.hosts()[name].web
    found = {parse(f"{web}/Owner/Name{tail}", settings).repo_id for tail in ("", "/", "?a=1")}
    assert found == {f"{name}:owner/name"}
    target = parse(f"{web}/Owner/Name", settings)
    assert (target.platform, target.url) == (name, f"{web}/Owner/Name")
    for text in (web, f"{web}/", f"{web}/../etc", f"{web}/a%00/b"):
        with pytest.raises(BadTarget):
            parse(text, settings)


@pytest.mark.parametrize("name", HOSTED)
def test_nothing_is_complete_without_a_network(
    name: str, tmp_path: Path, server: standin.StandIn
) -> None:
    """No answer at all is unknown in every stream, never zero."""
    web = settings_for("").platform(name).web
    bench = Bench(
        server, tmp_path / "d", (f"{web}/o/n",), settings=settings_for("http://127.0.0.1:9")
    )
    summary = bench.run()
    streams: tuple[Stream, ...] = hosts.load(name).STREAMS
    assert [r.stream for r in summary.results] == [stream.name for stream in streams]
    assert {(r.grade, r.got, r.failed) for r in summary.results} == {("not_observable", None, True)}


@pytest.mark.parametrize("name", HOSTED)
def test_what_is_not_there_is_gone_in_every_stream(
    name: str, tmp_path: Path, server: standin.StandIn
) -> None:
    web = settings_for("").platform(name).web
    summary = Bench(server, tmp_path / "d", (f"{web}/nobody/nothing",)).run()
    assert {(r.grade, r.code) for r in summary.results} == {("not_observable", "gone")}
    assert summary.requests == 1


@pytest.mark.parametrize("name", HOSTED)
def test_an_owner_is_a_target_too(name: str, tmp_path: Path, server: standin.StandIn) -> None:
    settings, web = CollectorSettings(), hosts.hosts()[name].web
    found = {parse(f"{web}/Owner{tail}", settings) for tail in ("", "/", "?a=1")}
    assert {(t.repo_id, t.kind, t.url) for t in found} == {
        (f"{name}:owner", "owner", f"{web}/Owner")
    }
    for url in ("http://127.0.0.1:9", ""):
        web = settings_for("").platform(name).web
        bench = Bench(server, tmp_path / f"d{len(url)}", (f"{web}/nobody",))
        bench.settings = settings_for(url) if url else None
        (only,) = bench.run().results
        assert (only.stream, only.grade, only.got) == ("owner_repositories", "not_observable", None)
        assert only.failed


def test_plain_git_has_no_host() -> None:
    assert "git" in PLATFORMS
    with pytest.raises(KeyError):
        CollectorSettings().platform("git")
    assert isinstance(parse("https://git.example.org/a/b.git", CollectorSettings()), Target)


@pytest.mark.parametrize("name", hosts.names())
def test_streams_wait_for_streams_before_them(name: str) -> None:
    """A name that is none, or a ring, and a stream would never be read."""
    before: set[str] = set()
    for stream in hosts.load(name).STREAMS:
        assert set(stream.after) <= before, stream.name
        before.add(stream.name)
        if stream.watch:
            assert 1 < stream.watch.days <= 14
            assert 0 <= stream.watch.turn < stream.watch.days
