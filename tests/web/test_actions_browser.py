"""Packs, verifying, tokens and adding projects in a real browser, at two widths."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from typing import Any
from urllib.parse import quote

import pytest

from yuanzheng.web.place import Place
from yuanzheng.web.settings import WebSettings

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
CONFIG = '[[project]]\nname = "手写"\nrepositories = ["https://github.com/a/b"]\n'
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    chromium = next(filter(None, map(which, NAMES)), None)
    if chromium is None:
        pytest.skip("没有安装 chromium：跳过浏览器检查")
    api = pytest.importorskip("playwright.sync_api", reason="没有安装 playwright：跳过浏览器检查")
    with api.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def served(published: Path, tmp_path_factory: Any, opening: Any) -> Iterator[Any]:
    home = tmp_path_factory.mktemp("actions")
    (home / "config.toml").write_text(CONFIG, encoding="utf-8")
    place = Place(home / "config.toml", home / "data", published, WebSettings())
    with opening(place) as found:
        yield found


@contextmanager
def walking(browser: Any, width: int) -> Iterator[Any]:
    """A page whose scripts' errors and forbidden loads fail the test."""
    context = browser.new_context(viewport={"width": width, "height": 800})
    page, wrong = context.new_page(), list[str]()
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    yield page
    assert [words for words in wrong if "status of 4" not in words] == []
    context.close()


@pytest.mark.parametrize("width", [1280, 360])
def test_a_file_is_sent_and_told_of(browser: Any, served: Any, width: int) -> None:
    sent = {
        "name": "<b>青禾.zip",
        "mimeType": "application/zip",
        "buffer": b"PK\x05\x06" + bytes(18),
    }
    with walking(browser, width) as page:
        page.goto(served.base + "/verify")
        page.set_input_files("#pack", sent)
        page.get_by_role("button", name="送来核验").click()
        page.get_by_role("heading", name="不是证据包").wait_for()
        assert "<b>青禾.zip" in page.inner_text("main")
        assert page.evaluate(WIDE) <= 0


@pytest.mark.parametrize("width", [1280, 360])
def test_a_project_is_added_changed_and_removed(browser: Any, served: Any, width: int) -> None:
    name = f"新项目{width}"
    with walking(browser, width) as page:
        page.goto(served.base + "/")
        page.get_by_role("link", name="加项目").click()
        page.get_by_label("项目名称").fill(name)
        page.locator("#addresses").fill("/etc")
        page.get_by_role("button", name="加上", exact=True).click()
        assert "不在所配置的平台上" in page.get_by_role("alert").inner_text()
        assert page.get_by_label("项目名称").input_value() == name, "what was typed stays"
        page.locator("#addresses").fill("https://gitee.com/o/r")
        page.get_by_role("button", name="加上", exact=True).click()
        page.get_by_role("link", name=name).click()
        assert page.evaluate(WIDE) <= 0
        page.get_by_role("button", name="移除").click()
        page.wait_for_url("**/adding")
        assert page.get_by_role("link", name=name).count() == 0


@pytest.mark.parametrize("width", [1280, 360])
def test_the_page_of_packs_offers_what_the_project_is_held_against(
    browser: Any, served: Any, ids: dict[str, str], width: int
) -> None:
    with walking(browser, width) as page:
        page.goto(f"{served.base}/projects/{quote(ids['青禾 QingHe'])}")
        page.get_by_role("main").get_by_role("link", name="证据包：打包与下载").click()
        options = page.locator("#policy option").all_inner_texts()
        assert len(options) == 1
        assert page.evaluate(WIDE) <= 0
