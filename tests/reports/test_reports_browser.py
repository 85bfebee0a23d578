"""The pages in a real browser: silent, offline, and no wider than a phone."""

from __future__ import annotations

from collections.abc import Iterator
from shutil import which
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


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


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", ["index", "harbor", "evil", "empty"])
def test_page_is_silent_offline_and_fits(browser, sample, tmp_path, name, width):
    path = sample.out / "index.html" if name == "index" else getattr(sample, name) / "证据表.html"
    page = browser.new_page(viewport={"width": width, "height": 844})
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    assert said == []
    assert [url for url in asked if not url.startswith("data:")] == [path.as_uri()]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    picture = tmp_path / "page.png"
    page.screenshot(path=str(picture))
    assert picture.stat().st_size > 5_000
    page.close()


def test_styles_are_applied_under_the_policy(browser, sample):
    page = browser.new_page()
    page.goto((sample.harbor / "证据表.html").as_uri())
    size = page.evaluate("getComputedStyle(document.querySelector('h1')).fontSize")
    assert size == "34px"
    page.close()


def test_print_fits_a4(browser, sample, tmp_path):
    page = browser.new_page()
    page.goto((sample.harbor / "证据表.html").as_uri())
    page.emulate_media(media="print")
    printed = page.pdf(prefer_css_page_size=True, print_background=True)
    assert printed.startswith(b"%PDF")
    assert b"/MediaBox" in printed
    page.set_viewport_size({"width": 703, "height": 1000})  # A4 between its margins, in CSS pixels
    assert page.evaluate("document.documentElement.scrollWidth") <= 703
    page.close()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("name", ["index", "harbor", "empty"])
def test_the_accessibility_check_is_clean(browser, sample, name, width):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="没有安装 axe：跳过")
    path = sample.out / "index.html" if name == "index" else getattr(sample, name) / "证据表.html"
    # the check is a script, which the pages themselves never allow
    context = browser.new_context(bypass_csp=True, viewport={"width": width, "height": 844})
    page = context.new_page()
    page.goto(path.as_uri())
    found = axe.Axe().run(page).response["violations"]
    told = [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"][:3]]
    assert told == []
    context.close()
