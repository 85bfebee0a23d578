"""Readers read the newest published copy, and keep the one they began with."""

from __future__ import annotations

import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from warehouse import copies
from warehouse.store import Warehouse
from yuanzheng.web.copies import Copies, NothingPublished


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, stars in (("one", 1), ("two", 2)):
        (tmp_path / name).mkdir()
        with Warehouse(tmp_path / name / "warehouse.duckdb") as made:
            row = {"project_id": "p", "name": f"{stars}", "policies": [], "sample": False}
            made.replace("project", [row], {})
    return tmp_path


def name(opened) -> str:
    return opened.rows("SELECT name FROM project WHERE project_id = $p", {"p": "p"})[0]["name"]


def test_before_the_first_there_is_none(tmp_path):
    assert copies.current(tmp_path) is None
    with pytest.raises(NothingPublished):
        Copies(tmp_path).current()


def test_a_moved_pointer_is_followed_while_readers_keep_theirs(folder, point):
    site = Copies(folder)
    point(folder, "one")
    first = site.current()
    assert site.current() is first
    point(folder, "two")
    assert name(site.current()) == "2"
    shutil.rmtree(folder / "one")
    assert name(first) == "1"


def test_many_threads_read_at_once(folder, point):
    point(folder, "one")
    site = Copies(folder)
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: name(site.current()), range(200))) == {"1"}


@pytest.mark.parametrize("sql", [
    "INSERT INTO project (project_id) VALUES ('q')", "SET enable_external_access = true",
    "SELECT * FROM read_text('/etc/hostname')", "ATTACH 'other.duckdb'",
])  # fmt: skip
def test_it_is_only_for_reading(folder, point, sql):
    point(folder, "one")
    with pytest.raises(duckdb.Error):
        Copies(folder).current().rows(sql)


def test_the_pointer_says_what_it_points_to(folder, point):
    point(folder, "one")
    copy = copies.current(folder)
    assert copy.database == folder / "one" / "warehouse.duckdb"
    assert copy.evidence == folder / "one" / "evidence"
    assert copy.as_of == datetime(2026, 11, 18, 16, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"copy": "one"}', "\x00"])
def test_a_pointer_that_cannot_be_read_leaves_readers_what_they_had(folder, point, text):
    point(folder, "one")
    site = Copies(folder)
    site.current()
    (folder / "current.json").write_text(text, encoding="utf-8")
    assert name(site.current()) == "1"
    with pytest.raises(NothingPublished):
        Copies(folder).current()


def test_a_site_that_prepares_shows_the_copy_before_until_the_new_one_is_made(folder, point):
    site = Copies(folder)
    point(folder, "one")
    site.prepare(60)
    first = site.current()
    point(folder, "two")
    coming = site.newest()
    assert (name(coming), name(site.current())) == ("2", "1")
    site.show(coming)
    assert site.current() is site.newest() is coming
    site.show(first)
    assert site.current() is coming, "one that is no longer the newest is not shown again"


def test_what_is_not_made_in_time_is_shown_all_the_same(folder, point):
    site = Copies(folder)
    point(folder, "one")
    site.prepare(0.05)
    site.current()
    point(folder, "two")
    assert name(site.current()) == "1"
    time.sleep(0.06)
    assert name(site.current()) == "2"


def test_what_is_made_of_a_copy_is_made_once_whoever_asks(folder, point):
    point(folder, "one")
    opened, made = Copies(folder).current(), []
    with ThreadPoolExecutor(8) as pool:
        found = pool.map(lambda _: opened.once("what", lambda: made.append(1) or "it"), range(50))
    assert set(found) == {"it"}
    assert made == [1]
