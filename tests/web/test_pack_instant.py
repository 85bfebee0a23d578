"""A pack is of the instant the pages show the project at."""

from __future__ import annotations

import re
import sys
import threading
from contextlib import chdir
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from collectors.standin import SAMPLE_NOW, serve
from yuanzheng.cli import run
from yuanzheng.web.place import Place
from yuanzheng.web.settings import WebSettings

sys.path.insert(0, str(Path(__file__).parents[1] / "seal"))

import workshop


def nights(home: Path) -> None:
    """A night of both projects; scored by hand two days later; a night of the other alone."""
    home.mkdir()
    with pytest.MonkeyPatch.context() as patch, chdir(home), serve() as platforms:
        for name in ("GITHUB_TOKEN", "GITEE_TOKEN", "HF_TOKEN"):
            patch.delenv(name, raising=False)
        text = workshop._CONFIG.format(proxy=platforms.proxy)
        Path("config.toml").write_text(text, encoding="utf-8")
        for days, typed in ((0, ["run"]), (2, ["score"]), (3, ["run", "别的项目"])):
            patch.setattr("yuanzheng.clock.now", lambda at=SAMPLE_NOW + timedelta(days=days): at)
            assert run([*typed, "--quiet"]) == 0


def test_a_pack_is_of_the_instant_the_page_shows(tmp_path: Path, opening: Any) -> None:
    nights(tmp_path / "home")
    data = tmp_path / "home" / "data"
    place = Place(tmp_path / "home" / "config.toml", data, data / "published", WebSettings())
    with opening(place) as served:
        rows = served.get("/api/v1/projects").json()["items"]
        [own] = [one for one in rows if one["name"] == workshop.NAME]
        home = f"/projects/{quote(own['project_id'])}"
        csrf = re.search(r'name="csrf" value="(\w+)"', served.get("/verify").text)
        assert csrf
        form = {"csrf": csrf[1], "policy": workshop.POLICY}
        assert served.post(f"{home}/packs", data=form).status_code == 303
        for _ in range(600):
            if made := served.get(f"/api/v1{home}/packs").json()["items"]:
                break
            assert "没有做成" not in (text := served.get(f"{home}/packs").text), text
            threading.Event().wait(0.1)
        [pack] = made
        assert pack["name"] == f"{workshop.NAME} {own['as_of'][:10]}.zip"
