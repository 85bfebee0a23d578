"""The Hub as it is: one test or more for each line H1–H8 of ../shared/apis.md."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from lines import asked, of, rewritten, strikes
from nights import Night
from town import Town

from collectors.standin import hub
from collectors.standin.community.model import HubRepository
from collectors.standin.dispatch import SITES
from collectors.standin.faults import Reply, html

DAY = timedelta(days=1)


@pytest.fixture
def town(towns: Callable[[str], Town]) -> Town:
    return towns("huggingface")


def model(town: Town) -> HubRepository:
    return town.server.community.hub[0]


def snapshots(town: Town, name: str) -> list[int | None]:
    sql = f"SELECT value FROM count_snapshot WHERE name = '{name}' ORDER BY observed_at"
    return [row["value"] for row in town.query(sql)]


def test_h01_the_window_of_five_minutes_is_obeyed_and_nothing_is_lost(town: Town) -> None:
    town.server.hub_quota.anonymous = 9
    town.settings = town.patient(max_wait_seconds=400)
    began = town.server.now
    assert Night(town).unhealed() == []
    assert town.server.now - began >= timedelta(minutes=5)
    assert not [s for s in asked(town) if s.status == 429], "obeyed before it is refused"


def test_h01_a_window_longer_than_we_may_wait_is_said_and_the_next_run_goes_on(town: Town) -> None:
    town.server.hub_quota.anonymous = 9
    night = Night(town)
    assert night.wrong() == []
    assert "quota" in {r.code for r in night.summary.results}
    town.server.hub_quota.anonymous = 5000
    town.server.advance(timedelta(minutes=6))
    assert Night(town).unhealed() == []


def test_h02_every_night_is_a_snapshot_of_downloads(town: Town) -> None:
    for downloads, whole in ((50, 900), (70, 960), (40, 990)):
        model(town).downloads, model(town).downloads_all_time = downloads, whole
        assert Night(town).unhealed() == []
        town.server.advance(DAY)
    assert snapshots(town, "downloads_30d") == [50, 70, 40]
    assert snapshots(town, "downloads_all") == [900, 960, 990]


@pytest.mark.parametrize("fault", [None, Reply(404, b"{}"), html(), Reply(301, b"")])
def test_h03_no_request_counts_as_a_download_whatever_goes_wrong(
    town: Town, fault: Reply | None
) -> None:
    if fault is not None:
        strikes(town, fault, "/(raw|tree)/", times=None)
    assert Night(town).wrong() == []
    assert Night(town).unhealed() == [] or fault is None
    assert town.server.counted_downloads == []
    assert not [s for s in asked(town) if "/resolve/" in s.path]
    files = {s.path.rpartition("/")[2] for s in asked(town) if "/raw/" in s.path}
    assert files <= {"README.md", "LICENSE"}


def test_h04_no_downloads_is_a_count_of_none_and_may_be_corrected(town: Town) -> None:
    one = model(town)
    one.library_name, one.downloads, one.downloads_all_time = None, 0, 0
    night = Night(town)
    assert night.unhealed() == []
    one.downloads, one.downloads_all_time = 31, 4000
    town.server.advance(DAY)
    assert Night(town).unhealed() == []
    assert snapshots(town, "downloads_30d") == [0, 31]


def test_h04_downloads_the_answer_does_not_tell_are_unknown_and_not_none(town: Town) -> None:
    fewer = rewritten(lambda told: {k: v for k, v in told.items() if "download" not in k})
    strikes(town, fewer, "expand")
    found = of(town.run(), "repository")
    assert (found.grade, found.code) == ("partial", "unread")
    assert snapshots(town, "downloads_30d") == [None]
    assert Night(town).unhealed() == []


def test_h05_models_datasets_and_spaces_are_counted_apart(town: Town) -> None:
    made, base = town.server.community, "http://huggingface.example"
    made.hub.append(replace(model(town), kind="dataset", id="dev0/data", downloads=8))
    made.hub.append(replace(model(town), kind="space", id="dev0/room"))
    town.run(*town.urls, f"{base}/datasets/dev0/data", f"{base}/spaces/dev0/room")
    rows = town.query("SELECT repo_id, value FROM count_snapshot WHERE name = 'downloads_30d'")
    assert {row["repo_id"]: row["value"] for row in rows} == {
        "huggingface:dev0/model": 50, "huggingface:datasets/dev0/data": 8,
    }  # fmt: skip


def test_h06_a_count_at_half_for_a_night_stands_between_the_others(town: Town) -> None:
    for downloads in (50, 25, 51):
        model(town).downloads = downloads
        night = Night(town)
        assert night.unhealed() == []
        assert not [r for r in night.summary.results if r.failed]
        town.server.advance(DAY)
    assert snapshots(town, "downloads_30d") == [50, 25, 51]


def test_h07_likes_may_fall_and_the_declared_licence_stands_apart_from_the_found(
    town: Town,
) -> None:
    town.run()
    one = model(town)
    one.likes = 5
    one.card = {"license": "other", "license_name": "dev0-licence", "license_link": "LICENSE"}
    one.tags = ("zh", "license:other")
    town.server.advance(DAY)
    assert Night(town).unhealed() == []
    assert snapshots(town, "likes") == [7, 5]
    declared = town.query("SELECT licence_field FROM repo_fact ORDER BY observed_at")
    assert [row["licence_field"] for row in declared] == ["mit", "dev0-licence"]
    found = town.query("SELECT content FROM document WHERE path = 'LICENSE'")
    assert found == [{"content": "MIT License\n"}]


def test_h07_a_licence_that_stands_nowhere_is_unknown(town: Town) -> None:
    model(town).card, model(town).tags = {}, ("zh",)
    assert Night(town).unhealed() == []
    assert town.query("SELECT licence_field FROM repo_fact") == [{"licence_field": None}]


def test_h08_a_mirror_is_asked_where_it_is_configured_and_named_in_every_answer(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    mirror = "http://mirror.example"
    monkeypatch.setitem(SITES, "mirror.example", hub.site)
    town.settings = town.patient(huggingface={"api": mirror, "web": "http://huggingface.example"})
    assert Night(town).unhealed() == []
    assert {s.host for s in town.server.requests} == {"mirror.example"}
    urls = [row["url"] for row in town.query("SELECT url FROM answer")]
    assert urls
    assert all(url.startswith(f"{mirror}/") for url in urls)
