"""Pages that do what they can: each ends in a sentence, and the next one is pictured."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from collectors.standin.faults import Before, Fault, Reply
from reports.pictures.run import shoot
from reports.pictures.shooting import Limits

GOOD = "/qinghe-lab/qinghe"
EVIL = "http://evil.example/"


def page(body: str, status: int = 200, **headers: str) -> Reply:
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    text = f"<!DOCTYPE html><meta charset=utf-8><title>页面</title><body>{body}</body>"
    return Reply(status, text.encode(), named, content_type="text/html; charset=utf-8")


def to(url: str) -> Reply:
    return page("", 302, Location=url)


PAGES = {
    "noisy": page(
        f"<iframe src='{EVIL}'></iframe><iframe src='file:///etc/passwd'></iframe>"
        f"<img src='{EVIL}x.png'><script>alert(1); confirm(2); prompt(3); open('{EVIL}');"
        f"fetch('{EVIL}y'); new WebSocket('ws://evil.example/'); window.open('/x');"
        "navigator.serviceWorker && navigator.serviceWorker.register('/w.js')</script>你好"
    ),
    "file": Reply(200, b"MZ", (("Content-Disposition", "attachment; filename=x.exe"),),
                  content_type="application/octet-stream"),
    "elsewhere": to(EVIL),
    "inside": to(""),
    "refresh": page(f"<meta http-equiv=refresh content='0;url={EVIL}'>"),
    "signin": to("/login?return_to=x"),
    "loop": to("/test/loop"),
    "403": page("", 403),
    "404": page("", 404),
    "429": page("", 429),
    "500": page("", 500),
    "restless": page("你好<script>setInterval(() => fetch('/x' + Math.random()), 50)</script>"),
    "tall": page("<div style='height:90000px;width:9000px;background:teal'>"),
}  # fmt: skip

EXPECTED = {
    "noisy": ("complete", None),
    "file": ("not_observable", "没有下载"),
    "elsewhere": ("not_observable", "平台以外的网址"),
    "inside": ("not_observable", "平台以外的网址"),
    "refresh": ("not_observable", "平台以外的网址"),
    "signin": ("not_observable", "登录"),
    "loop": ("not_observable", "没有尽头"),
    "403": ("not_observable", "平台回答 403"),
    "404": ("not_observable", "平台回答 404"),
    "429": ("not_observable", "平台回答 429"),
    "500": ("not_observable", "平台回答 500"),
    "restless": ("partial", "没有停下来"),
    "tall": ("partial", "只截取前"),
}


def test_every_page_ends_in_a_sentence_and_nobody_else_is_asked(platforms, studio, album):
    inside = to(f"http://127.0.0.1:{platforms.port}/lantu/harbor")
    for name, reply in {**PAGES, "inside": inside}.items():
        platforms.faults.append(Fault(reply, path=f"^/test/{name}$", times=None))
    asked = album(*(f"/test/{name}" for name in PAGES), GOOD)
    *found, good = shoot(asked, studio, lambda: False)
    assert good.grade == "complete"
    for name, picture in zip(PAGES, found, strict=True):
        grade, words = EXPECTED[name]
        assert picture.grade == grade, (name, picture.reason)
        assert (words or "") in (picture.reason or ""), name
        assert bool(picture.files) == (grade != "not_observable"), name
        assert picture.failed == (grade != "complete" and name not in {"signin", "403"})
    assert {seen.host for seen in platforms.requests} == {"github.example"}
    assert not any(seen.path == "/lantu/harbor" for seen in platforms.requests)
    assert found[0].left_out >= 3, "what the noisy page is made of elsewhere is told"
    assert good.left_out == 0
    tall = next(p for p in found if p.url.endswith("tall"))
    tiles = [file for file in tall.files if file.role == "raw"]
    assert [file.tile for file in tiles] == [1, 2, 3, 4, 5, 6]
    assert {file.height for file in tiles} == {4000}
    assert tall.page_size == (9008, 90016)


def test_who_may_see_stars_is_no_missing_page(platforms, studio, album):
    platforms.faults.append(Fault(page("", 404), path="/stargazers$"))
    (found,) = shoot(album(f"{GOOD}/stargazers", page="stars"), studio, lambda: False)
    assert (found.grade, found.failed) == ("not_observable", False)
    assert "不表示没有" in str(found.reason)


def test_a_browser_that_hangs_is_ended_and_one_that_dies_replaced(
    platforms, album, tmp_path, chromium, studio_at
):
    """The program is found by its number, which a script in front of it writes down."""
    script, number = tmp_path / "browser", tmp_path / "number"
    script.write_text(f'#!/bin/sh\necho $$ > "{number}"\nexec "{chromium}" "$@"\n')
    script.chmod(0o755)
    hang = page("<script>setTimeout(() => { for (;;); }, 300)</script>你好")
    platforms.faults.append(Fault(hang, path="^/test/hang"))

    def kill() -> None:
        os.kill(int(number.read_text()), signal.SIGKILL)

    platforms.faults.append(Fault(Before(kill), path="^/test/dies"))
    limits = Limits(timeout=2, settle=1)
    studio = studio_at(platforms.proxy, program=str(script), limits=limits)
    found = list(shoot(album("/test/hang", GOOD, "/test/dies", GOOD), studio, lambda: False))
    assert [p.grade for p in found] == ["not_observable", "complete", "not_observable", "complete"]
    assert all(found[n].failed for n in (0, 2))
    assert "崩溃" in str(found[2].reason)


def test_no_network_is_said(album, studio_at):
    dead = studio_at("http://127.0.0.1:9")
    (found,) = shoot(album(GOOD), dead, lambda: False)
    assert (found.grade, found.failed) == ("not_observable", True)
    assert "连接不上" in str(found.reason)


def test_a_wish_to_stop_is_heard_between_two_pages(studio, album):
    wishes = iter([False, True])
    assert len(list(shoot(album(GOOD, GOOD, GOOD), studio, lambda: next(wishes)))) == 1


def test_files_lie_in_the_folder_only(platforms, studio, album, tmp_path):
    asked = album("/test/../../../etc")
    list(shoot(asked, studio, lambda: False))
    assert [path.name for path in tmp_path.iterdir()] == ["pictures"]
    assert {path.parent for path in Path(asked.folder).rglob("*")} <= {asked.folder}
