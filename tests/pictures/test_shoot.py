"""`yuanzheng shoot`: a project's pages in a real browser, from the stand-in platforms."""

from __future__ import annotations

import json
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from collectors.standin import StandIn
from collectors.standin.faults import Change, Fault
from yuanzheng import failures
from yuanzheng.cli import run

FOLDER = Path("evidence/青禾/screenshots")


def _lines(folder: Path = FOLDER) -> list[dict[str, Any]]:
    text = (folder / "pictures.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def _set_a_cookie(response: Any) -> None:
    response.headers["Set-Cookie"] = "sid=keks4711; Path=/"


def test_each_page_is_pictured_hashed_and_described(
    home: Path, platforms: StandIn, capsys: Any
) -> None:
    platforms.faults.append(Fault(Change(_set_a_cookie), host="^github.example", times=None))
    assert run(["shoot", "青禾"]) == failures.COMPLETE
    said = capsys.readouterr().out
    lines = _lines()
    graded = {(line["platform"], line["page"]): line["grade"] for line in lines}
    assert graded == {
        ("gitee", "home"): "complete", ("gitee", "licence"): "not_observable",
        ("gitee", "contributors"): "complete", ("gitee", "stars"): "complete",
        ("github", "home"): "complete", ("github", "licence"): "complete",
        ("github", "contributors"): "complete", ("github", "stars"): "not_observable",
        ("git", "home"): "not_observable",
    }  # fmt: skip
    assert "共 9 页，截到 6 页" in said
    assert "要求登录" in said
    held = {path.name for path in FOLDER.iterdir()} - {"pictures.jsonl"}
    assert held == {file["file"] for line in lines for file in line["files"]}
    for line in lines:
        _check(line)
    everything = b"".join(path.read_bytes() for path in FOLDER.iterdir())
    assert b"keks4711" not in everything
    assert b"geheim123" not in everything
    assert not any("cookie" in seen.headers for seen in platforms.requests)


def _check(line: dict[str, Any]) -> None:
    assert (line["grade"] == "complete") == (line["reason"] is None)
    data = {file["role"]: (FOLDER / file["file"]).read_bytes() for file in line["files"]}
    for file in line["files"]:
        held = (FOLDER / file["file"]).read_bytes()
        assert (file["sha256"], file["bytes"]) == (sha256(held).hexdigest(), len(held))
    if not data:
        return
    assert (line["status"], line["viewport"]) == (200, [1280, 900])
    assert line["browser"].startswith("Chromium ")
    assert line["server_date"] == "Sat, 31 Oct 2026 15:00:00 GMT"
    assert line["taken_at"].endswith("+00:00")
    assert line["taken_at_beijing"].endswith("+08:00")
    raw, stamped = (Image.open(BytesIO(data[role])).convert("RGB") for role in ("raw", "stamped"))
    strip = stamped.height - raw.height
    assert strip > 60
    assert stamped.crop((0, strip, raw.width, stamped.height)).tobytes() == raw.tobytes()
    assert len({stamped.getpixel((x, 20)) for x in range(400)}) > 1, "nothing stands in the strip"
    assert data["mhtml"].startswith(b"From: <Saved by Blink>")
    assert line["url"].encode() in data["mhtml"]


def test_pictures_taken_before_stay(home: Path, capsys: Any) -> None:
    Image.new("RGB", (80, 60), "green").save("mine.png")
    page = "http://github.example/qinghe-lab/qinghe/stargazers"
    again = ["shoot", "青禾", "--out", "there", "--attach", "mine.png", "--for", page, "--json"]
    assert run(again) == failures.COMPLETE
    found = json.loads(capsys.readouterr().out)
    assert (found["folder"], len(found["pictures"])) == ("there", 1)
    before = {path.name: path.read_bytes() for path in Path("there").glob("*.png")}
    assert run(again) == failures.COMPLETE
    assert len(_lines(Path("there"))) == 2
    assert len(list(Path("there").glob("*.png"))) == 2 * len(before) == 4
    assert all((Path("there") / name).read_bytes() == data for name, data in before.items())


def test_a_picture_the_applicant_brings_is_marked(home: Path, capsys: Any) -> None:
    Image.new("RGB", (800, 600), "green").save("mine.jpg")
    page = "http://github.example/qinghe-lab/qinghe/stargazers"
    assert run(["shoot", "青禾", "--attach", "mine.jpg", "--for", page]) == failures.COMPLETE
    (line,) = _lines()
    assert (line["origin"], line["mark"]) == ("attached", "申报单位提供，未经本工具采集")
    assert (line["url"], line["status"], line["browser"]) == (page, None, None)
    attached, stamped = line["files"]
    assert (FOLDER / attached["file"]).read_bytes() == Path("mine.jpg").read_bytes()
    assert attached["role"] == "attached"
    assert (stamped["role"], stamped["height"] > 600 + 60) == ("stamped", True)
    for file in line["files"]:
        assert sha256((FOLDER / file["file"]).read_bytes()).hexdigest() == file["sha256"]


def test_what_cannot_be_attached_is_said(home: Path, capsys: Any) -> None:
    Path("mine.png").write_bytes(b"\x89PNG\r\n\x1a\n broken")
    page = "http://github.example/qinghe-lab/qinghe/stargazers"
    wrong = [
        (["--attach", "mine.png"], "要同时写"),
        (["--attach", "mine.png", "--for", page], "不是能读的图片"),
        (["--attach", "none.png", "--for", page], "读不了截图"),
        (["--attach", "mine.png", "--for", "http://github.example/other/thing"], "不是项目"),
        (["--attach", "mine.png", "--for", "http://evil.example/qinghe-lab/qinghe"], "不是项目"),
        (["--attach", "mine.png", "--for", f"{page}?access_token=0123456789"], "令牌"),
    ]
    for options, words in wrong:
        assert run(["shoot", "青禾", *options]) == failures.WRONG
        assert words in capsys.readouterr().err
    assert not FOLDER.exists()
    assert run(["shoot", "红禾"]) == failures.WRONG
    assert "最接近的是 青禾" in capsys.readouterr().err


def test_a_page_outside_the_configured_platforms_is_not_done(home: Path, capsys: Any) -> None:
    """Somebody has to mend the configuration: that is no page the platform shows to nobody."""
    config = home / "config.toml"
    config.write_text(config.read_text().replace("gitee.example", "gitee.elsewhere"))
    assert run(["shoot", "青禾"]) == failures.PARTIAL
    said = capsys.readouterr()
    assert "请检查 [collectors.gitee] 的键 web" in said.err
    assert {line["platform"] for line in _lines() if line["failed"]} == {"gitee"}
