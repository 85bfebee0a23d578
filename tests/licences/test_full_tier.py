"""Two tiers: what is weaker without the full one, what it may never do, and what a pack says."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from scoring.licences import engine, plain
from scoring.licences.arbitration import arbitrate
from scoring.licences.engine import Engine
from scoring.licences.identify import identify
from scoring.licences.opinions import Found, Opinion, Opinions
from scoring.licences.spdx import spdx_list
from warehouse.store import Row, Warehouse
from yuanzheng import failures
from yuanzheng.cli import run

MIT = spdx_list().licences["MIT"].text or ""
OWN = """The Harbour Licence

Permission is granted to the licensee to copy this work under these terms and conditions. The
licensor gives no warranty and bears no liability. Redistribution of copies must keep this licence
agreement and its copyright; royalty is due to nobody who is permitted to distribute it.
"""
_AS = ("-c", "user.name=Li", "-c", "user.email=li@example.org")
with_engine = pytest.mark.skipif(not engine.installed(), reason="没有安装 yuanzheng[licences]")


def _found(**told: Any) -> Found:
    words = {"categories": ("Permissive",), "score": 100.0, "coverage": 100.0, "matcher": "2-aho"}
    place = {"words": 161, "text": True, "first": 1, "last": 999}
    return Found(**{"spdx": "MIT", **words, **place, **told})


def _rows(place: Path, sql: str) -> list[Row]:
    with Warehouse(place / "data" / "warehouse.duckdb", read_only=True) as warehouse:
        return warehouse.query(sql)


def _repository(place: Path, text: str) -> Path:
    place.mkdir()
    (place / "LICENSE").write_text(text, encoding="utf-8")
    for command in (["init", "-q"], ["add", "."], [*_AS, "commit", "-qm", "first"]):
        subprocess.run(["git", "-C", str(place), *command], check=True)
    return place


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without the engine."""
    monkeypatch.setattr(engine, "installed", lambda: None)


def test_without_the_engine_a_doubtful_verdict_says_that_it_is_weaker(
    here: Path, alone: None
) -> None:
    made = [_repository(here / "plain", MIT), _repository(here / "own", OWN)]
    listed = ", ".join(f"'{path}'" for path in made)
    text = f'[[project]]\nname = "p"\nrepositories = [{listed}]\n'
    (here / "config.toml").write_text(text, encoding="utf-8")
    assert run(["run", "--json"]) == failures.COMPLETE
    rows = _rows(here, "FROM licence_verdict ORDER BY repo_id DESC")
    exact, own = (row["reason"] for row in rows)
    assert "较弱" not in exact
    assert "只由轻量档判断，这一结论较弱：没有安装完整档" in own
    tiers = [row["tier"] for row in _rows(here, "FROM licence_finding ORDER BY repo_id DESC")]
    assert tiers == ["light", "weak"]
    page = next(here.rglob("*.html")).parent
    assert any("这一结论较弱" in path.read_text("utf-8") for path in page.rglob("*.html"))


def test_a_pack_takes_over_what_the_engine_said_and_tells_that_it_was_not_checked(
    here: Path, alone: None, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither the machine that packs nor the one that verifies has the engine any more."""
    place = _repository(here / "own", OWN)
    assert run(["run", str(place), "--policy", "nanshan-project", "--json"]) == failures.COMPLETE
    _give(here, OWN)
    capsys.readouterr()
    out = here / "out"
    assert run(["score", "--json"]) == failures.COMPLETE
    [row] = _rows(here, "FROM licence_verdict")
    assert (row["concluded"], row["osi"]) == ("LicenseRef-scancode-harbour", "no")
    assert "较弱" not in row["reason"]
    said = capsys.readouterr().out
    [name] = [one["name"] for one in json.loads(said)["projects"]]
    asked = ["pack", name, "--policy", "nanshan-project", "--out", str(out), "--json"]
    assert run(asked) == failures.COMPLETE
    capsys.readouterr()
    [pack] = out.iterdir()
    assert run(["verify", str(pack), "--json"]) == failures.COMPLETE
    told = json.loads(capsys.readouterr().out)["verified"]
    assert told["passed"]
    assert any("2 份许可证文字由完整档（scancode 99.1）判断" in one for one in told["not_checked"])


def _give(here: Path, text: str) -> None:
    """What an engine would have said of the text, now and as it was at its first commit."""
    said = {"matches": [{
        "spdx": "LicenseRef-scancode-harbour", "categories": ["Proprietary Free"], "score": 100.0,
        "coverage": 100.0, "matcher": "3-seq", "words": 60, "text": True, "first": 1, "last": 5,
    }], "words": 62}  # fmt: skip
    with Warehouse(here / "data" / "warehouse.duckdb") as warehouse:
        [repo] = warehouse.query("SELECT repo_id FROM project_repo")
        row = {"engine": "scancode", "engine_version": "99.1", "said": json.dumps(said)} | repo
        keys = [_key(text, approximate) for approximate in (False, True)]
        warehouse.replace("licence_opinion", [row | {"text_sha256": key} for key in keys], {})


def _key(text: str, approximate: bool) -> str:
    from hashlib import sha256

    return sha256(b"%d\n%s" % (approximate, plain.plain(text).encode())).hexdigest()


RIDERS = (
    "\nThe Software may not be used for commercial purposes.\n",
    "\n本软件仅供学习研究，禁止商用。\n",
    "\nCompanies with more than 100 employees must obtain a separate agreement.\n",
)


@pytest.mark.parametrize("rider", RIDERS)
def test_an_engine_that_sees_only_the_licence_clears_no_rider(rider: str) -> None:
    text = MIT + rider
    lines = len(MIT.splitlines())
    for one in (_found(last=lines), _found(last=lines + 2, matcher="1-hash"), _found(first=3)):
        made = arbitrate(text, identify(text), Opinion((one,), 161))
        assert made.osi != "yes"
        assert made.status == "modified"


def test_an_engine_never_approves_what_the_light_tier_does_not_know_word_for_word() -> None:
    near = _found(spdx="Apache-2.0", coverage=96.0, score=96.0, matcher="3-seq", words=60)
    made = arbitrate(OWN, identify(OWN), Opinion((near,), 62))
    assert (made.osi, made.status) == ("unknown", "modified")


def test_a_closed_licence_beside_the_text_makes_a_human_look() -> None:
    text = MIT.replace("Permission is hereby granted", "Permission is hereby now granted")
    light = identify(text)
    closed = _found(spdx="LicenseRef-scancode-commons-clause", categories=("Source-available",))
    made = arbitrate(text, light, Opinion((_found(), closed), 170))
    assert made.osi != "yes"
    assert "commons-clause" in made.excerpt


@pytest.mark.parametrize("key", ["GPL-2.0-only", "AGPL-3.0-only", "EPL-2.0"])
def test_words_of_a_licence_itself_are_no_restriction(key: str) -> None:
    """“May not copy … except as expressly provided” stands in the GPL, which is open."""
    text = (spdx_list().licences[key].text or "").replace("software", "softwares", 1)
    light = identify(text)
    assert light.status == "modified"
    size = len(re.findall(r"[^_\W]+", plain.plain(text)))
    said = _found(spdx=key, words=size, last=len(text.splitlines()))
    assert arbitrate(text, light, Opinion((said,), size)).osi == "yes"
    for rider in RIDERS:
        made = arbitrate(text + rider, identify(text + rider), Opinion((said,), size))
        assert made.osi != "yes"


@with_engine
def test_the_engine_answers_and_is_killed_when_it_takes_too_long() -> None:
    asked = Engine()
    try:
        found = asked.ask(plain.plain(MIT), approximate=False)
        assert {one["spdx"] for one in found["matches"]} == {"MIT"}
        process = asked._process
        asked._deadline = 0.0
        assert asked.ask(OWN, approximate=True) == {"stopped": engine.TOO_LATE}
        assert process is not None
        assert process.poll() is not None, "it runs no longer"
        asked._deadline = 60.0
        assert asked.ask(plain.plain(MIT), approximate=False) == found, "a new one was started"
    finally:
        asked.close()


@with_engine
def test_what_was_said_is_not_asked_again(warehouse: Warehouse) -> None:
    first = Opinions(warehouse)
    said = first.of("git:a", OWN, True)
    first.close()
    assert said.stopped is None
    again = Opinions(warehouse)
    assert again.of("git:b", OWN, True) == said
    assert again._engine._process is None
    again.close()
    assert len(warehouse.query("FROM licence_opinion")) == 2


def test_a_worker_that_dies_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_START", "raise SystemExit(3)")
    asked = Engine(loading=20)
    assert asked.ask(OWN, approximate=False) == {"stopped": engine.BROKEN}
    monkeypatch.setattr(engine, "_START", f"import time; time.sleep({os.getpid()})")
    assert Engine(loading=0.2).ask(OWN, approximate=False) == {"stopped": engine.TOO_LATE}
