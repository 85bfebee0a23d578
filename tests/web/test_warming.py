"""Pages of a new copy are there before anybody asks, and nothing of the copy before."""

from __future__ import annotations

import gzip
import json
import shutil
import threading
from types import SimpleNamespace

import crowd_sample
import pytest

from yuanzheng.web.copies import Copies
from yuanzheng.web.showing import answers, comparing, projects, seeing, warming
from yuanzheng.web.showing.keeping import Bodies


@pytest.fixture
def site(tmp_path, monkeypatch):
    """A few projects, and nothing kept yet."""
    monkeypatch.setattr(answers, "bodies", Bodies(2**24))
    monkeypatch.setattr(projects, "bodies", answers.bodies)
    monkeypatch.setattr(warming, "REST", 0.0)
    place = SimpleNamespace(config=None)
    return SimpleNamespace(copies=Copies(crowd_sample.published(tmp_path, 7)), place=place)


def test_first_pages_and_tables_of_every_project_are_made(site):
    answers.bodies.get(("older copy", "page"), lambda: b"old")
    opened = warming.follow(site, None, threading.Event())
    assert opened is site.copies.current()
    kept = {key[2] for key in answers.bodies._held if key[-1] == ""}
    assert kept == {one.project_id for one in seeing.standings(opened)}
    assert all(key[0] == opened.copy.folder for key in answers.bodies._held)
    assert sum("table" in key for key in answers.bodies._held) >= 4 * len(kept)


def test_the_comparison_is_that_of_the_copy_whatever_lies_among_its_evidence(site, monkeypatch):
    """A file made by `compare` may be older than the copy, or of some projects only."""
    opened = site.copies.current()
    old = opened.copy.evidence / "比较" / "比较.html"
    old.parent.mkdir(parents=True, exist_ok=True)
    old.write_bytes(b"of last year")
    warming.warm(site, opened, threading.Event())
    monkeypatch.setattr(comparing, "made", None)
    found = comparing.compared(opened, None)
    assert found is not None
    text = gzip.decompress(found.packed).decode()
    assert all(one.project_id in text for one in seeing.standings(opened) if one.scored)
    assert "of last year" not in text


def test_readers_have_the_copy_before_until_the_pages_of_the_new_one_are_made(site, monkeypatch):
    before = warming.follow(site, None, threading.Event())
    published = before.copy.folder.parent
    shutil.copytree(before.copy.folder, published / "newer")
    said = json.loads((published / "current.json").read_bytes()) | {"copy": "newer"}
    site.copies.prepare(60)
    (published / "current.json").write_text(json.dumps(said), encoding="utf-8")
    shown, make = [], warming.comparing.compared
    monkeypatch.setattr(
        warming.comparing, "compared",
        lambda *given: shown.append(site.copies.current()) or make(*given),
    )  # fmt: skip
    newer = warming.follow(site, before, threading.Event())
    assert shown == [before]
    assert site.copies.current() is newer
    assert newer.copy.name == "newer"
    assert all(key[0] == newer.copy.folder for key in answers.bodies._held)
    assert warming.follow(site, newer, threading.Event()) is newer
    assert shown == [before], "nothing is made twice"


def test_it_ends_at_once_when_it_is_over(site):
    over = threading.Event()
    over.set()
    warming.warm(site, site.copies.current(), over)
    assert answers.bodies.size == 0
