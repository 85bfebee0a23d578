"""Each role's way in a real browser: logging in, what there is to see, logging out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from shutil import which
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PASSWORD = "correct horse battery"
MINE = "青禾 QingHe"
WAYS = {
    "管理": ["/", "/users", "/links", "/records", "/account", "/verify", "/account/tokens",
             "/trends", "/comparisons", "/policies", "/runs"],
    "评审甲": ["/", "/links", "/account", "/verify", "/account/tokens", "/trends", "/comparisons",
               "/policies", "/runs"],
    "申报甲": ["/", "/account", "/adding", "/verify", "/account/tokens", "/trends", "/policies"],
}  # fmt: skip
"""Who walks where; whoever adds a page adds it here."""


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


@contextmanager
def walking(browser: Any, base: str, width: int = 1280, **more: Any) -> Iterator[Any]:
    """A page whose errors and foreign requests fail the test."""
    context = browser.new_context(viewport={"width": width, "height": 800}, **more)
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.on("request", lambda asked: wrong.append(asked.url) if not _own(asked.url, base) else None)
    yield page
    context.close()
    assert [words for words in wrong if "status of 40" not in words] == []


def _own(url: str, base: str) -> bool:
    return url.startswith((base, "data:"))


def entered(page: Any, base: str, name: str) -> None:
    """Logs in by keyboard alone: the name has the focus, Enter sends."""
    page.goto(base + "/login")
    page.locator("#name:focus").wait_for()
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(base + "/")
    assert name in page.locator("header.site").inner_text()


def unreadable(page: Any) -> list[str]:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="没有安装 axe：跳过")
    found = axe.Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"][:3]]


@pytest.mark.parametrize(
    ("name", "width"), [("管理", 360), ("管理", 1280), ("评审甲", 360), ("申报甲", 360)]
)
def test_each_role_walks_its_pages(browser, town, name, width):
    base = town.served.base
    with walking(browser, base, width, bypass_csp=True) as page:
        page.goto(base + "/login")
        assert unreadable(page) == []
        entered(page, base, name)
        for path in WAYS[name]:
            page.goto(base + path)
            assert page.locator("h1").is_visible(), path
            assert unreadable(page) == [], path
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path


@pytest.mark.parametrize("name", WAYS)
def test_the_way_round_leads_nowhere(browser, town, name):
    """What others may open and this role may not is not in its menu, and not behind the address."""
    base = town.served.base
    with walking(browser, base) as page:
        entered(page, base, name)
        for path in WAYS["管理"]:
            if path not in WAYS[name]:
                assert page.locator(f"nav a[href='{path}']").count() == 0
                page.goto(base + path)
                assert "不对" in page.locator("h1").inner_text()


def test_logging_out_by_keyboard(browser, town):
    base = town.served.base
    with walking(browser, base) as page:
        entered(page, base, "申报甲")
        page.get_by_role("button", name="退出").focus()
        page.keyboard.press("Enter")
        page.wait_for_url(base + "/login")
        page.go_back()
        page.goto(base + "/account")
        assert page.url.startswith(base + "/login")


def test_a_new_user_from_the_page_of_the_admin_to_a_password_of_ones_own(browser, own_town):
    base = own_town.served.base
    with walking(browser, base) as page:
        entered(page, base, "管理")
        page.get_by_role("link", name="用户").click()
        page.get_by_label("用户名").fill("新来的")
        page.locator("#new-role").select_option(label="申报单位")
        page.locator("#new-projects").select_option(label=MINE)
        page.get_by_role("button", name="建用户").click()
        password = page.locator("code.secret").inner_text()
    with walking(browser, base) as page:
        page.goto(base + "/login")
        page.get_by_label("用户名").fill("新来的")
        page.get_by_label("口令").fill(password)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/login" not in url)
        page.goto(base + "/account")
        assert "请先换一个自己的" in page.locator("main").inner_text()
        page.get_by_label("现在的口令").fill(password)
        for label in ("新口令（至少 12 个字符）", "再写一遍"):
            page.get_by_label(label).fill("my own horse battery")
        page.get_by_role("button", name="换口令").click()
        page.wait_for_load_state()
        assert "请先换一个自己的" not in page.locator("main").inner_text()


def test_a_link_from_a_message_opens_what_it_is_for(browser, own_town, ids):
    """Followed from another site, as from a mail in the browser: cookies of the site are not sent
    along with the first step, and its pages open all the same."""
    base, elsewhere = own_town.served.base, "http://mail.example/"
    admin = own_town.browser("管理")
    answer = admin.send("/links", {"subject": f"project:{ids[MINE]}", "days": "3"})
    path = "/s/" + answer.text.split("/s/")[1].split("<")[0]
    context = browser.new_context()
    page = context.new_page()
    mail = f'<!doctype html><a href="{base}{path}">link</a>'
    page.route(elsewhere, lambda route: route.fulfill(body=mail, content_type="text/html"))
    asked: list[dict[str, str]] = []
    page.on("request", lambda request: asked.append(request.headers))
    page.goto(elsewhere)
    page.get_by_role("link").click()
    assert MINE in page.locator("h1").inner_text()
    page.get_by_role("button", name="打开").click()
    page.wait_for_url("**/projects/**")
    assert "分享链接" in page.locator("header.site").inner_text()
    assert path not in page.url
    page.goto(base + "/login")
    assert page.url == base + "/"
    assert not [h for h in asked[-1:] if path in h.get("referer", "")]
    context.close()


def test_no_other_site_shows_it_in_a_frame_or_sends_its_forms(browser, town):
    base, elsewhere = town.served.base, "http://evil.example/"
    context = browser.new_context()
    page = context.new_page()
    entered(page, base, "管理")
    evil = (
        f'<!doctype html><iframe src="{base}/users"></iframe><form method="post"'
        f' action="{base}/users"><input name="name" value="evil"><input name="role" value="admin">'
        "<button>x</button></form>"
    )
    page.route(elsewhere, lambda route: route.fulfill(body=evil, content_type="text/html"))
    page.goto(elsewhere)
    assert "用户" not in page.frames[1].content()
    page.get_by_role("button").click()
    page.wait_for_url(base + "/users")
    assert "不是从本站打开" in page.content()
    assert town.kept.accounts.find("evil") is None
    context.close()
