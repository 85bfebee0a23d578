"""The pages for reading in a real browser: on a desk, on a phone, without scripts, by keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from shutil import which
from typing import Any
from urllib.parse import quote

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
LONG = "/projects/project-002"
MADE = "/projects/project-010"
PAGES = ["/", MADE, f"{MADE}/clauses", f"{MADE}/tables/2", f"{MADE}/evidence/E1",
         f"{MADE}/sources", LONG, "/trends?project=project-001&project=project-002",
         "/policies", "/policies/nanshan-project", "/runs", "/comparisons"]  # fmt: skip
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


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


@pytest.fixture
def visit(browser: Any, made_up: Any) -> Iterator[Any]:
    """Opens pages; whatever one says aloud, or asks of another host, fails the test."""
    said: list[str] = []
    contexts = []

    def opened(path: str, width: int = 1280, base: str = made_up.base, **settings: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900}, **settings)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(f"{path}: {message.text}"))
        page.on("pageerror", lambda error: said.append(f"{path}: {error}"))
        page.on("dialog", lambda dialog: said.append(dialog.message))
        page.on("request", lambda one: one.url.startswith(base) or said.append(one.url))
        page.goto(base + path)
        return page

    yield opened
    assert said == []
    for context in contexts:
        context.close()


def test_nobody_is_kept_out(visit):
    """Axe's rules on every page, and nothing wider than a phone."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page, broken = visit("/", 360), []
    for path in PAGES:
        page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + path)
        if wider := page.evaluate(WIDER):
            broken.append(f"{path}: {wider} px wider than 360")
        page.set_viewport_size({"width": 1280, "height": 900})
        found = axe.Axe().run(page).response["violations"]
        broken += [f"{path}: {one['id']} {one['nodes'][0]['html'][:160]}" for one in found]
        if wider := page.evaluate(WIDER):
            broken.append(f"{path}: {wider} px wider than 1280")
        page.set_viewport_size({"width": 360, "height": 900})
    assert broken == []


def test_without_scripts_a_reader_filters_sorts_and_finds_the_answer(visit):
    page = visit("/", java_script_enabled=False)
    page.fill("input[name=q]", "项目 01")
    page.click("form.filters button")
    assert page.locator("tbody tr").count() == 10
    page.click("thead >> text=星标数")
    numbers = [
        int(text.replace(",", ""))
        for text in page.locator("td[data-label=星标数] .number:not(.unknown)").all_inner_texts()
    ]
    assert numbers == sorted(numbers, reverse=True)
    page.click("tbody th a >> nth=0")
    page.click("text=星标数与Fork数")
    row = page.locator("tr:has(td.what:text-is('星标数'))")
    value = row.locator(".number").inner_text()
    row.locator("th a").click()
    assert page.locator(".figure-value .number").inner_text() == value
    assert page.locator("text=SHA-256").count() > 1
    assert "yuanzheng trace" in page.locator("pre >> nth=0").inner_text()


def test_the_keyboard_reaches_the_text_at_once(visit):
    page = visit("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_report_of_the_copy_runs_apart_from_the_site(visit, local):
    """Its own look holds, and nothing in it may act for the reader."""
    name = quote("证据表.html")
    project = local.get("/").text.split('href="/projects/')[1].split('"')[0]
    answer = local.get(f"/projects/{project}/files/{name}")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("sandbox;")
    assert "script-src 'none'" in policy
    page = visit(f"/projects/{project}/files/{name}", base=local.base)
    assert page.evaluate("getComputedStyle(document.querySelector('.sheet')).maxWidth") == "1240px"
    table = local.get(f"/projects/{project}/files/{quote('证据表.xlsx')}")
    assert table.headers["content-disposition"].startswith("attachment")


def test_weights_are_saved_as_they_are_shown_and_opened_again(visit, made_up):
    page = visit("/comparisons")
    frame = page.frame_locator("#comparison")
    frame.locator("input[type=number][data-weight] >> nth=0").fill("77")
    frame.locator("input[type=number][data-weight] >> nth=0").press("Enter")
    page.click("text=保存下面表里现在的权重")
    sync_api = pytest.importorskip("playwright.sync_api")
    sync_api.expect(page.locator("#shown")).to_have_value(re.compile(r"stars:0\.77"))
    page.fill("input[name=name]", "<b>看星标</b>")
    page.fill("textarea[name=reason]", "这一批看社区的关注。")
    page.click("#save-form button")
    page.wait_for_url("**/comparisons/*")
    assert page.locator(".chosen b").inner_text() == "<b>看星标</b>"
    assert "这一批看社区的关注。" in page.locator(".chosen").inner_text()
    assert frame.locator("input[type=number][data-weight] >> nth=0").input_value() == "77"
    record = made_up.app.state.site.kept.store.rows("SELECT what FROM audit WHERE did = 'changed'")
    assert any("看星标" in row["what"] and "看社区的关注" in row["what"] for row in record)
    page.click(".saved button")
    assert page.locator(".saved").count() == 0


@pytest.mark.parametrize(
    "shown", ["", "stars:-1", "nothing:1", "stars:nan", "stars", "stars:1e400"]
)
def test_weights_that_cannot_be_are_not_saved(made_up, shown):
    before = made_up.app.state.site.kept.weightings.every()
    token = made_up.get("/comparisons").text.split('name="csrf" value="')[1].split('"')[0]
    said = {"csrf": token, "name": "x", "reason": "因为" if shown else "", "shown": shown}
    answer = made_up.post("/comparisons", data=said)
    assert answer.status_code == 422
    assert "没有保存" in answer.text
    assert made_up.app.state.site.kept.weightings.every() == before
