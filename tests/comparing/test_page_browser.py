"""The comparison's page in a real browser: driven by hand, by keyboard, on paper, on a phone."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from shutil import which
from types import SimpleNamespace
from typing import Any

import pytest
from page_sample import HOSTILE, comparison, weighed
from pypdf import PdfReader

from reports.comparing import standing
from reports.comparing.page import written
from scoring.comparison.weights import standard

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
OTHER = {"stars": 0.3, "forks": 0.02, "commits": 0.11, "discussion": 0.07, "releases": 0.25,
         "people": 0.05}  # fmt: skip
REMARK = "建议补充第三方许可证清单，" * 12
ROW = """rows => rows.map(row => ({
  project: row.dataset.project, rank: row.querySelector('.place').textContent,
  score: row.querySelector('.total').value, interval: row.querySelector('.span').textContent,
  twins: row.querySelector('.twins').textContent, share: row.querySelector('.share').textContent,
  name: row.querySelector('.name').textContent}))"""


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
def pages(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The comparisons and their files: `evil` has the names nobody should have."""
    folder = tmp_path_factory.mktemp("比较")
    held = {
        "plain": comparison(14), "evil": comparison(24, hostile=True), "hundred": comparison(100),
        "many": comparison(300), "other": comparison(14, scheme=weighed(**OTHER)),
    }  # fmt: skip
    for name, one in held.items():
        (folder / f"{name}.html").write_bytes(written(one))
    return SimpleNamespace(folder=folder, **held)


@pytest.fixture
def visit(browser: Any, pages: Any) -> Iterator[Any]:
    """Opens a page; whatever it says aloud or asks for besides itself fails the test."""
    said: list[str] = []
    contexts = []

    def opened(name: str = "plain", hash: str = "", width: int = 1440, **settings: Any) -> Any:
        address = (pages.folder / f"{name}.html").as_uri()
        context = browser.new_context(viewport={"width": width, "height": 900}, **settings)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("dialog", lambda dialog: said.append(dialog.message))
        page.on("request", lambda request: said.append(request.url))
        page.goto(address + hash)
        return page

    yield opened
    own = ("data:", pages.folder.as_uri())
    assert [one for one in said if not one.startswith(own)] == []
    for context in contexts:
        context.close()


def rows(page: Any, part: str = "#ranked") -> list[dict[str, str]]:
    return page.eval_on_selector_all(f"{part} tr[data-project]", ROW)


def until(page: Any, condition: str) -> None:
    """Playwright's own way evaluates text within the page, which the page forbids."""
    for _ in range(400):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(25)
    raise AssertionError(condition)


def reread(page: Any, label: str) -> str:
    """What the field holds after a reload. Chromium shows a reloaded page an empty store at times
    (10 of 1,500 on a busy machine, version 156), and the whole of it the next time."""
    page.reload()
    if not page.get_by_label(label).input_value():
        page.reload()
    return str(page.get_by_label(label).input_value())


def settled(page: Any) -> None:
    """What was typed is ranked in the next frame, its intervals follow."""
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    until(page, "!document.querySelector('#ranked').textContent.includes('正在算')")


def amounts(page: Any, kind: str) -> list[str]:
    return page.eval_on_selector_all(f"input[type={kind}]", "all => all.map(one => one.value)")


def read(text: str) -> str:
    """What a PDF's text says: fonts map some characters to the radicals that look like them."""
    alike = str.maketrans("⻅⻚⻓⻔⻋⻰⻢⻘⻩", "见页长门车龙马青黄")
    return "".join(unicodedata.normalize("NFKC", text).translate(alike).split())


def weigh(page: Any, weights: dict[str, float]) -> None:
    total = sum(one.weight for one in standard().indicators)
    for place, one in enumerate(standard().indicators):
        amount = 100 * weights.get(one.id, 0.0) / total
        page.locator("input[type=number]").nth(place).fill(f"{amount:.10g}")


@pytest.mark.parametrize("width", [360, 768, 1024, 1440])
def test_no_page_is_wider_than_its_window(visit: Any, width: int) -> None:
    page = visit("evil", width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_shown_table_is_that_of_the_comparison(visit: Any, pages: Any) -> None:
    shown = rows(visit("evil"))
    ranked = [one for one in pages.evil.projects if one.rank is not None]
    assert [one["rank"] for one in shown] == [str(one.rank) for one in ranked]
    assert [float(one["score"]) for one in shown] == [one.score for one in ranked]


def test_scores_and_intervals_for_other_weights_are_those_of_the_program(
    visit: Any, pages: Any
) -> None:
    page = visit("plain")
    weigh(page, OTHER)
    settled(page)
    shown = {one["name"]: one for one in rows(page) + rows(page, "#apart")}
    twins = [one for pair in pages.other.unseparable for one in pair[:2]]
    assert len(shown) == len(pages.other.projects)
    for one in pages.other.projects:
        there = shown[one.name]
        if one.score is None:
            assert (there["rank"], there["score"], there["interval"]) == ("—", "", "—")
            continue
        assert float(there["score"]) == pytest.approx(one.score, abs=1e-9)
        ends = dict.fromkeys([one.rank_low, one.rank_high])
        assert (there["rank"], there["interval"]) == (str(one.rank), "–".join(map(str, ends)))
        count = twins.count(one.project_id)
        assert there["twins"] == (f"≈ {count} 个" if count else "")


def test_the_page_counts_its_own_intervals_as_the_program_counted_them(
    visit: Any, pages: Any
) -> None:
    page = visit("hundred")
    before = rows(page)
    page.locator("input[type=number]").first.fill("99")
    until(page, "document.querySelector('.span').textContent.includes('算')")
    page.locator("input[type=number]").first.fill("10.000001")  # no more the shipped weights
    settled(page)
    after = rows(page)
    assert len(before) > 80
    for key in ("interval", "twins"):
        assert [one[key] for one in after] == [one[key] for one in before]


def test_a_slider_moved_by_keys_ranks_anew_and_says_so(visit: Any) -> None:
    page = visit()
    before = rows(page)
    slider = page.get_by_role("slider", name="星标数的权重", exact=True)
    slider.focus()
    page.keyboard.press("End")
    until(page, "document.querySelector('#status').textContent.includes('权重已改')")
    assert slider.get_attribute("aria-valuetext").startswith("50，占 ")
    assert [one["score"] for one in rows(page)] != [one["score"] for one in before]
    assert page.locator("#status").get_attribute("aria-live") == "polite"
    assert "w=stars%3A0.5%2C" in page.url
    page.get_by_role("button", name="恢复原权重").click()
    assert rows(page) == before


def test_presets_name_who_says_so(visit: Any, pages: Any) -> None:
    page = visit()
    preset = pages.plain.presets[1]
    page.get_by_label("权重方案").select_option(label=preset.title)
    assert preset.origin in page.locator("#origin").inner_text()
    assert preset.reason in page.locator("#origin").inner_text()
    parts = page.locator(".weight .part").all_inner_texts()
    assert parts[0] == "12 %"


def test_a_small_weight_is_not_told_as_none(visit: Any) -> None:
    page = visit()
    weigh(page, {"stars": 10.0, "forks": 0.001})
    settled(page)
    page.locator("#minutes").scroll_into_view_if_needed()
    until(page, "document.querySelector('.weights-list').textContent.includes('<0.1 %')")
    parts = page.locator(".weight .part").all_inner_texts()
    assert parts[:3] == ["100 %", "<0.1 %", "0 %"]
    assert [standing.percent(share) for share in (0, 0.0001, 0.0005, 1)] == [
        "0 %", "<0.1 %", "0.1 %", "100 %",
    ]  # fmt: skip


def test_weights_nobody_should_use_are_spoken_of(visit: Any) -> None:
    page = visit()
    weigh(page, {"people": 1.0})
    page.wait_for_selector("#warning:not([hidden])")
    assert "账号" in page.locator("#warning").inner_text()
    weigh(page, {})
    until(page, "document.querySelector('#warning').textContent.includes('都是 0')")
    assert rows(page) == []


def test_weights_nobody_should_use_are_no_fault_of_a_project_and_told_on_paper(visit: Any) -> None:
    page = visit()
    weigh(page, {"people": 1.0, "stars": 1.0})
    settled(page)
    printed = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))
    assert read("按人数的权重太大") in read("".join(one.extract_text() for one in printed.pages))
    weigh(page, {})
    until(page, "document.querySelector('#warning').textContent.includes('都是 0')")
    assert "都是 0" in page.locator("#apart-why").inner_text()
    page.locator("#apart .name").first.click()
    text = page.locator("#drawer").inner_text()
    assert "没有：所有的权重都是 0" in text
    assert "未知占比太大" not in text
    page.keyboard.press("Escape")
    page.get_by_role("button", name="恢复原权重").click()
    assert "未知占比超过" in page.locator("#apart-why").text_content()


@pytest.mark.parametrize("typed", ["-5", ""])
def test_what_is_no_weight_does_not_stand_where_weights_are_read(visit: Any, typed: str) -> None:
    page = visit()
    first = page.locator("input[type=number]").first
    first.fill(typed)
    first.press("Tab")
    assert first.input_value() == "10"


def test_intervals_counted_while_a_slider_moves_are_of_the_weights_before(visit: Any) -> None:
    page = visit()
    page.evaluate("""() => {
        const input = document.querySelector("input[type=number]");
        window.type = (amount) => {
            input.value = amount;
            input.dispatchEvent(new Event("input", { bubbles: true }));
        };
        window.drawSoon = window.requestAnimationFrame;
        window.requestAnimationFrame = (work) => { window.atNextFrame = work; return 1; };
        window.type(0);
        window.atNextFrame();
        window.type(1000);
    }""")
    until(page, "!document.querySelector('#ranked').textContent.includes('正在算')")
    page.evaluate("() => { window.atNextFrame(); window.requestAnimationFrame = window.drawSoon; }")
    settled(page)
    fresh = visit()
    fresh.locator("input[type=number]").first.fill("1000")
    settled(fresh)
    assert rows(page) == rows(fresh)


def test_any_column_sorts_and_what_is_unknown_comes_last(visit: Any, pages: Any) -> None:
    page = visit("evil")
    head = page.get_by_role("button", name="实质性提交数")
    by_id = {str(at): one for at, one in enumerate(pages.evil.projects)}
    for order in ("descending", "ascending"):
        head.click()
        assert head.locator("xpath=ancestor::th").get_attribute("aria-sort") == order
        values = [by_id[one["project"]].cells[2].value for one in rows(page)]
        known = [one for one in values if one is not None]
        assert None in values
        assert values[: len(known)] == sorted(known, reverse=order == "descending")


def test_the_filter_leaves_who_is_asked_for(visit: Any, pages: Any) -> None:
    page = visit()
    page.get_by_label("筛选").fill("数据库")
    until(page, "document.querySelector('#status').textContent.includes('筛选出')")
    names = [one["name"] for one in rows(page) + rows(page, "#apart")]
    assert sorted(names) == sorted(one.name for one in pages.plain.projects if "数据库" in one.name)
    page.get_by_label("筛选").fill("查无此人")
    page.wait_for_selector("#none:not([hidden])")


def test_the_keyboard_alone_opens_the_evidence_and_comes_back(visit: Any, pages: Any) -> None:
    page = visit()
    page.locator("#close").evaluate("document.querySelector('input[type=number]').focus()")
    for _ in range(100):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.value')"):
            break
    page.keyboard.press("Enter")
    cell = pages.plain.projects[0].cells[0]
    text = page.locator("#drawer").inner_text()
    criterion, source = pages.plain.criteria[0], cell.sources[0]
    told = (criterion.definition, cell.command, cell.evidence_id, cell.digest, cell.parts[0].title,
            cell.seen[0].first[0].key, f"{cell.seen[0].rows:,} 条")  # fmt: skip
    for word in (*told, source.url, source.sha256, source.warc_file, "2026-10-31 21:00:00"):
        assert str(word) in text
    page.get_by_text("算出它的 SQL").click()
    assert "GROUP BY project_id" in page.locator("#drawer pre").inner_text()
    links = [one.get_attribute("href") for one in page.locator("#drawer a").all()]
    assert source.url in links
    assert any(one.endswith(f".html#{cell.evidence_id}") for one in links)
    page.keyboard.press("Escape")
    assert not page.locator("#drawer").is_visible()
    assert page.evaluate("document.activeElement.matches('.value')")


def test_a_project_tells_whom_it_cannot_be_told_from(visit: Any, pages: Any) -> None:
    page = visit()
    ahead, behind, _ = pages.plain.unseparable[0]
    names = {one.project_id: one.name for one in pages.plain.projects}
    page.locator("#ranked").get_by_role("button", name=names[ahead], exact=True).click()
    assert names[behind] in page.locator("#drawer").inner_text()
    assert pages.plain.policies[0].title in page.locator("#drawer").inner_text()


def test_the_address_shows_a_colleague_the_same(visit: Any) -> None:
    page = visit()
    weigh(page, OTHER)
    page.get_by_label("筛选").fill("平台")
    page.get_by_role("button", name="Fork 数").click()
    page.locator("#ranked .value").nth(4).click()
    until(page, "location.hash.includes('q=')")
    settled(page)
    other = visit(hash=page.url[page.url.index("#") :])
    settled(other)
    assert rows(other) == rows(page)
    assert other.locator("#drawer").inner_text() == page.locator("#drawer").inner_text()
    for kind in ("range", "number"):
        assert amounts(other, kind) == amounts(page, kind)


@pytest.mark.parametrize("hash", [
    "#w=stars:-1,forks:1e9,commits:NaN,nothing:3,__proto__:1,discussion:&s=__proto__.down&p=__proto__&c=x",
    "#w=stars:Infinity&s=constructor&q=&p=%00", "#%E0%A4%A", "#" + "w=stars:9," * 5000,
    "#q=" + "<img src=x onerror=alert(1)>" * 3, "#w=stars:99999999", "#p=p&c=stars&d=zzz",
])  # fmt: skip
def test_a_hostile_address_changes_nothing(visit: Any, hash: str) -> None:
    page = visit(hash=hash)
    assert page.locator("#status").count() == 1
    assert all(0 <= float(one) <= 1000 for one in amounts(page, "range"))
    assert not page.locator("#drawer").is_visible()
    assert page.locator("img").count() == 0


def test_jumping_within_the_page_keeps_the_view(visit: Any) -> None:
    page = visit("hundred")
    weigh(page, OTHER)
    settled(page)
    before = rows(page)
    page.get_by_role("link", name="评审意见底稿").click()
    until(page, "document.querySelector('#minutes').getBoundingClientRect().top < innerHeight")
    assert page.evaluate("document.activeElement.id") == "minutes-title"
    page.evaluate("location.hash = '#definitions'")
    page.wait_for_timeout(50)
    assert rows(page) == before


def test_a_link_from_other_data_says_so(visit: Any, pages: Any) -> None:
    assert not visit(hash=f"#d={pages.plain.digest[:12]}").locator("#foreign").is_visible()
    assert visit(hash=f"#d={pages.evil.digest[:12]}").locator("#foreign").is_visible()


def test_hostile_names_are_text(visit: Any, pages: Any) -> None:
    page = visit("evil")
    text = page.locator("#ranking").text_content()
    assert '<script>alert("x")</script>' in text
    assert "〔U+202E〕gpj.exe" in text
    assert "{{ 7*7 }}" in text
    assert page.locator("#ranking b, h1 + h1, img, iframe").count() == 0
    assert page.locator("script").count() == 2
    heights = page.eval_on_selector_all("#ranked tr", "all => all.map(one => one.offsetHeight)")
    assert max(heights) < 160, "a name of ten thousand characters takes no more room than others"
    for name in HOSTILE[:3]:
        at = next(i for i, one in enumerate(pages.evil.projects) if one.name == name)
        page.locator(f"tr[data-project='{at}'] .name").click()
        assert page.locator("#drawer-title").inner_text()
        page.keyboard.press("Escape")


def test_the_minutes_are_printed_whole(visit: Any, pages: Any) -> None:
    page = visit("evil")
    first = next(one for one in pages.evil.projects if one.rank == 1)
    page.get_by_label("星标数：为什么是这个权重").fill("星标容易受宣传影响。\n所以略低。")
    page.get_by_label(f"对 {first.name} 的意见").fill(REMARK)
    page.get_by_label("评审批次、会议", exact=True).fill("二〇二六年第三批")
    printed = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True, print_background=True)))
    box = printed.pages[0].mediabox
    assert (round(box.width), round(box.height)) == (595, 842)
    text = read("".join(one.extract_text() for one in printed.pages))
    written_by_hand = ("星标容易受宣传影响。所以略低。", "二〇二六年第三批", REMARK)
    for words in (
        *written_by_hand,
        "评审意见底稿",
        "评审组长",
        "日期",
        "不可比",
        pages.evil.digest,
    ):
        assert read(words) in text, words
    for one in pages.evil.projects:
        if len(one.name) < 40 and one.name.isalpha():
            assert one.name in text
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 703, "height": 1000})  # A4 between its margins
    assert page.evaluate("document.documentElement.scrollWidth") <= 703
    over = "all => all.filter(one => one.scrollWidth > one.clientWidth + 1).length"
    assert page.eval_on_selector_all("#minutes td, #minutes th", over) == 0


def test_the_parts_of_the_minutes_are_numbered_without_a_gap(visit: Any) -> None:
    """The browser counts them; the figures stand only on paper."""
    page = visit()
    until(page, "document.querySelector('#minutes-body h3')")
    shown = "all => all.filter(one => one.offsetParent).map(one => one.textContent)"
    counted = "one => getComputedStyle(one, '::before').content"
    heads = page.locator("#minutes-body h3")
    assert page.eval_on_selector_all("#minutes-body h3", shown)[-1] == "签名"
    assert "counter(part, simp-chinese-informal)" in heads.first.evaluate(counted)
    printed = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))
    text = read("".join(one.extract_text() for one in printed.pages))
    for words in ("一、权重与理由", "二、排序、名次区间与意见", "三、各项数值", "四、签名"):
        assert words in text


def test_the_minutes_follow_the_weights(visit: Any) -> None:
    page = visit()
    page.get_by_label("星标数：为什么是这个权重").fill("宣传")
    weigh(page, OTHER)
    settled(page)
    page.locator("#minutes").scroll_into_view_if_needed()
    until(page, "document.querySelector('#minutes').textContent.includes('评审自定')")
    ranked = page.locator(".ranking-list tbody tr").all_inner_texts()
    assert rows(page)[0]["name"] in ranked[0]
    assert page.get_by_label("星标数：为什么是这个权重").input_value() == "宣传"


def test_what_is_typed_stays_in_the_browser_and_out_of_the_address(visit: Any) -> None:
    page = visit()
    page.get_by_label("星标数：为什么是这个权重").fill("只有我知道")
    page.get_by_label("筛选").fill("平台")
    until(page, "location.hash.includes('q=')")
    assert "%E5%8F%AA" not in page.url
    assert reread(page, "星标数：为什么是这个权重") == "只有我知道"


def test_two_windows_of_the_same_data_write_over_nothing_of_each_other(visit: Any) -> None:
    one = visit()
    two = one.context.new_page()
    two.goto(one.url)
    one.get_by_label("星标数：为什么是这个权重").fill("第一个窗口")
    two.get_by_label("评审批次、会议").fill("第二个窗口")
    two.locator("#filter").focus()
    assert reread(one, "评审批次、会议") == "第二个窗口"
    areas = "[...document.querySelectorAll('#minutes textarea')]"
    until(two, f"{areas}.some(one => one.value === '第一个窗口')")
    assert one.get_by_label("星标数：为什么是这个权重").input_value() == "第一个窗口"


def test_what_was_typed_for_the_data_before_can_be_taken_over(visit: Any, pages: Any) -> None:
    page = visit()
    page.get_by_label("星标数：为什么是这个权重").fill("同一批评审")
    page.goto((pages.folder / "other.html").as_uri())
    reason = page.get_by_label("星标数：为什么是这个权重")
    assert reason.input_value() == ""
    if not page.locator("#inherit").is_visible():  # as in `reread`
        page.reload()
    page.get_by_role("button", name="沿用上一份数据的底稿文字").click()
    assert reason.input_value() == "同一批评审"
    assert not page.locator("#inherit").is_visible()


def test_what_an_earlier_version_of_the_page_kept_is_there(visit: Any, pages: Any) -> None:
    page = visit()
    before = {"reasons": {"stars": "从前写的", "forks": 7}, "remarks": None, "meeting": "第三批"}
    page.evaluate(
        "([key, text, digest]) => { localStorage.setItem(key + digest, text);"
        " localStorage.setItem('yuanzheng-latest-minutes', digest); }",
        ["yuanzheng-minutes-", json.dumps(before), pages.plain.digest],
    )
    assert reread(page, "评审批次、会议") == "第三批"
    reason = page.get_by_label("星标数：为什么是这个权重")
    assert reason.input_value() == "从前写的"
    reason.fill("现在写的")
    assert reread(page, "评审批次、会议") == "第三批"
    assert reason.input_value() == "现在写的"


@pytest.mark.parametrize("left", ["{", "null", "[]", '"x"', ""])
def test_nothing_is_offered_where_nothing_was_typed(visit: Any, pages: Any, left: str) -> None:
    page = visit()
    page.evaluate(
        "([key, text]) => { localStorage.setItem(key, text);"
        " localStorage.setItem('yuanzheng-latest-minutes', 'abc'); }",
        ["yuanzheng-minutes-abc", left],
    )
    page.reload()
    until(page, "document.querySelector('#minutes-body h3')")
    assert not page.locator("#inherit").is_visible()


def test_without_scripts_a_static_table_stands(visit: Any, pages: Any) -> None:
    page = visit("plain", java_script_enabled=False)
    assert page.locator("noscript").count() == 1
    assert "静态表" in page.locator("main").inner_text()
    assert not page.locator("#preset").is_visible()
    assert not page.locator("input[type=range]").first.is_visible()
    names = page.locator("#ranked .name").all_inner_texts()
    assert names == [one.name for one in pages.plain.projects if one.rank is not None]


@pytest.mark.parametrize(("name", "most"), [("hundred", 50), ("many", 200)])
def test_ranking_anew_takes_no_time(visit: Any, name: str, most: int) -> None:
    """Computation, changes of the page and its layout; the best of a few, others are at work."""
    page = visit(name)
    spent = page.evaluate("""async () => {
      const slider = document.querySelector('input[type=range]'), spent = [];
      for (let turn = 0; turn < 8; turn += 1) {
        slider.value = 5 * turn;
        slider.dispatchEvent(new Event('input', { bubbles: true }));
        await new Promise(done => requestAnimationFrame(() => {
          const start = performance.now();
          document.body.offsetHeight;
          const layout = performance.now() - start;
          spent.push(performance.getEntriesByName('rerank').at(-1).duration + layout);
          setTimeout(done, 30);
        }));
      }
      return spent; }""")
    assert min(spent) < most


def test_figures_are_read_from_cards_on_a_phone(visit: Any) -> None:
    page = visit(width=360)
    cell = page.locator("#ranked .figure").first
    assert cell.evaluate("one => getComputedStyle(one, '::before').content") == '"星标数"'
    page.locator("#ranked .value").first.click()
    assert page.locator("#drawer").bounding_box()["width"] <= 360
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize(("width", "open"), [(1440, False), (1440, True), (360, False)])
def test_the_accessibility_check_is_clean(visit: Any, width: int, open: bool) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="没有安装 axe：跳过")
    page = visit("plain", width=width)
    if open:
        page.locator("#ranked .value").first.click()
    found = axe.Axe().run(page).response["violations"]
    told = [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"][:2]]
    assert told == []


def test_pages_stay_small_and_the_same(pages: Any) -> None:
    hundred = (pages.folder / "hundred.html").read_bytes()
    assert len(hundred) < 3_000_000
    assert written(pages.hundred) == hundred


def test_nothing_but_the_page_s_own_scripts_may_run(pages: Any) -> None:
    text = Path(pages.folder / "evil.html").read_text(encoding="utf-8")
    data = re.search(r'id="data">(.*?)</script>', text, re.DOTALL)
    assert data is not None
    assert not set("<>&\u2028\u2029") & set(data[1])
    assert "default-src 'none'" in text
    assert "unsafe" not in text.split("</head>")[0]
