"""A machine that lacks something is told in one sentence what; nothing is pictured as boxes."""

from __future__ import annotations

import sys
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from PIL import Image

from reports.pictures import browser, fonts
from yuanzheng import failures
from yuanzheng.cli import run

LATIN = Path("/usr/share/fonts/truetype/dejavu")
CHINESE = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")


@pytest.fixture
def latin_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with nothing but Latin letters."""
    if not LATIN.is_dir() or which("fc-list") is None:
        pytest.skip("没有 DejaVu 字体或 fontconfig：跳过字体检查")
    conf = tmp_path / "latin.conf"
    conf.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{LATIN}</dir><cachedir>{tmp_path / 'cache'}</cachedir></fontconfig>"
    )
    monkeypatch.setenv("FONTCONFIG_FILE", str(conf))


def test_without_chinese_fonts_no_picture_is_accepted(
    home: Path, latin_only: None, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "distributions", list)
    assert run(["shoot", "青禾"]) == failures.WRONG
    said = capsys.readouterr().err
    assert "fonts-noto-cjk" in said
    assert said.count("\n") == 1
    assert not (home / "evidence").exists()


def test_a_font_that_a_package_carries_will_do(
    home: Path, latin_only: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not CHINESE.is_file():
        pytest.skip("没有 Noto CJK 字体：跳过")
    package = home / "site" / "font_pack"
    package.mkdir(parents=True)
    (package / "NotoSansCJK-Regular.ttc").symlink_to(CHINESE)
    about = home / "site" / "font_pack-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: font-pack\nVersion: 1.0\n")
    (about / "RECORD").write_text("font_pack/NotoSansCJK-Regular.ttc,,\n")
    monkeypatch.setattr(
        fonts, "distributions", lambda: __import__("importlib.metadata").metadata.distributions(
            path=[str(home / "site")]
        ),
    )  # fmt: skip
    Image.new("RGB", (80, 60), "green").save("mine.png")
    page = "http://github.example/qinghe-lab/qinghe/stargazers"
    assert run(["shoot", "青禾", "--attach", "mine.png", "--for", page]) == failures.COMPLETE


def test_without_a_browser_or_its_library_one_sentence_says_so(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    text = (home / "config.toml").read_text()
    (home / "config.toml").write_text(f'{text}\n[reports]\nbrowser = "/no/such/chromium"\n')
    assert run(["shoot", "青禾"]) == failures.WRONG
    assert "[reports] 的键 browser" in capsys.readouterr().err
    (home / "config.toml").write_text(f'{text}\n[reports]\nbrowser = "{which("false")}"\n')
    assert run(["shoot", "青禾"]) == failures.WRONG
    assert "没能启动" in capsys.readouterr().err
    (home / "config.toml").write_text(text)
    monkeypatch.setattr(browser, "which", lambda _: None)
    assert run(["shoot", "青禾"]) == failures.WRONG
    assert "请安装 chromium" in capsys.readouterr().err
    monkeypatch.setitem(sys.modules, "playwright.sync_api", None)
    assert run(["shoot", "青禾"]) == failures.WRONG
    assert "yuanzheng[screenshots]" in capsys.readouterr().err


def test_the_browser_is_given_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "ghp_" + "a" * 36)
    script, seen = tmp_path / "browser", tmp_path / "environment"
    script.write_text(f'#!/bin/sh\nenv > "{seen}"\nexec "{browser.program("")}" "$@"\n')
    script.chmod(0o755)
    with browser.engine() as engine:
        browser.launched(engine, str(script), "http://127.0.0.1:9", None).close()
    assert "PATH=" in seen.read_text()
    assert "ghp_" not in seen.read_text()
