"""A pack from a stranger: each ends in a Chinese sentence, and nobody else is asked."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from yuanzheng import failures
from yuanzheng.cli import run


def _with(figures: str | bytes, folder: Path, **files: str) -> Path:
    data = folder / "bad" / "data"
    data.mkdir(parents=True)
    raw = figures.encode() if isinstance(figures, str) else figures
    (data / "figures.json").write_bytes(raw)
    for name, text in files.items():
        (data / f"{name}.json").write_text(text)
    return data.parent


def _changed(pack: Path, **changes: Any) -> str:
    held = json.loads((pack / "data" / "figures.json").read_text())
    return json.dumps({**held, **changes})


def _figure(pack: Path, **changes: Any) -> str:
    held = json.loads((pack / "data" / "figures.json").read_text())
    return _changed(pack, figures=[{**held["figures"][0], **changes}])


WRONG = {
    "empty": (lambda _: "", "不是能读的 JSON"),
    "bytes": (lambda _: b"\xff\xfe\x00", "不是能读的 JSON"),
    "deep": (lambda _: "[" * 200_000, "不是能读的 JSON"),
    "long number": (lambda _: '{"as_of": ' + "9" * 100_000 + "}", "JSON"),
    "list": (lambda _: "[]", "不合格式"),
    "no figures": (lambda p: _changed(p, figures=[]), "没有一个有值的数字"),
    "no sources": (lambda p: _changed(p, repositories=[]), "没有平台上的来源"),
    "too many": (lambda p: _changed(p, repositories=["github:a/b"] * 501), "不合格式"),
    "naive": (lambda p: _changed(p, as_of="2026-10-31T16:00:00"), "不合格式"),
    "future": (lambda p: _changed(p, as_of="9999-12-31T23:59:59+00:00"), "不可能"),
    "past": (lambda p: _changed(p, as_of="0001-01-01T00:00:00+00:00"), "不可能"),
    "infinite": (lambda p: _figure(p, value=1e999), "不合格式"),
    "huge": (lambda p: _figure(p, value=1e300), "不合格式"),
    "negative": (lambda p: _figure(p, n=-1), "不合格式"),
    "words": (lambda p: _figure(p, value="\u001b[31m9"), "不合格式"),
    "a local path": (lambda p: _changed(p, repositories=["git:/etc@1"]), "不能再问"),
    "elsewhere": (lambda p: _changed(p, repositories=["evil:a/b"]), "不能再问"),
    "odd appeal": (lambda p: _changed(p, config={"scoring.bots": '["x"]'}), "申诉不合格式"),
    "no appeal": (lambda p: _changed(p, config={"scoring.bots": "{"}), "申诉不合格式"),
    "odd name": (lambda p: _changed(p, repositories=["github:../../x"]), "不能再问"),
}  # fmt: skip


@pytest.mark.parametrize("name", list(WRONG))
def test_each_ends_in_a_sentence(here, pack, tmp_path, platforms, capsys, name):
    made, words = WRONG[name]
    assert run(["recheck", str(_with(made(pack), tmp_path))]) == failures.WRONG
    said = capsys.readouterr().err
    assert words in said
    assert "源证自身出错" not in said
    assert "\x1b" not in said
    assert platforms.requests == []


@pytest.mark.parametrize(
    "url",
    ["http://evil.example/a/b", "http://127.0.0.1/x.git", "file:///etc", "ssh://evil.example/a.git",
     "/etc", "http://github.example/qinghe-lab", "http://user:pw@evil.example/a/b"],
)  # fmt: skip
def test_a_pack_sends_nobody_elsewhere(here, pack, tmp_path, platforms, capsys, url):
    sources = json.dumps({"sources": [{"repo_id": "github:qinghe-lab/qinghe", "url": url}]})
    bad = _with(_changed(pack), tmp_path, project=sources)
    assert run(["recheck", str(bad), "--sample", "1"]) == failures.WRONG
    assert "不能再问" in capsys.readouterr().err
    assert platforms.requests == []


def test_one_source_that_cannot_be_asked_leaves_the_whole_unknown(recheck, pack, tmp_path):
    held = json.loads((pack / "data" / "figures.json").read_text())
    stars = [f for f in held["figures"] if f["metric_id"] == "stars"]
    more = [*held["repositories"], "git:mine@12345678"]
    code, found = recheck(_with(_changed(pack, figures=stars, repositories=more), tmp_path))
    assert code == failures.PARTIAL
    verdicts = {f["part"]: f["verdict"] for f in found["recheck"]["figures"]}
    assert verdicts.pop("") == "unknown"
    assert set(verdicts.values()) == {"equal"}


def test_hostile_words_are_shown_harmless(here, pack, tmp_path, capsys):
    evil = "\x1b]0;x\x07\u202e" + "长" * 900
    bad = _with(_figure(pack, metric_id=evil, evidence_id="E\x1b[2J", part=evil), tmp_path)
    assert run(["recheck", str(bad)]) == failures.PARTIAL
    said = capsys.readouterr().out
    assert not {"\x1b", "\x07", "\u202e"} & set(said)
    assert max(map(len, said.splitlines())) < 600


def test_zips_that_are_none_or_too_much(here, pack, tmp_path, capsys):
    good = (pack / "data" / "figures.json").read_bytes()
    bomb, twice, torn = (tmp_path / f"{name}.zip" for name in ("bomb", "twice", "torn"))
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data/figures.json", b" " * 65_000_000)
    with zipfile.ZipFile(twice, "w") as archive:
        archive.writestr("a/data/figures.json", good)
        archive.writestr("b/data/figures.json", good)
    with zipfile.ZipFile(torn, "w") as archive:
        archive.writestr("data/figures.json", good)
    whole = bytearray(torn.read_bytes())
    whole[200] ^= 0xFF
    torn.write_bytes(whole)
    (tmp_path / "none.zip").write_bytes(b"PK nonsense")
    for name, words in (
        ("bomb", "太大"), ("twice", "不是能读的 zip"), ("torn", "不是能读的 zip"),
        ("none", "不是能读的 zip"),
    ):  # fmt: skip
        assert run(["recheck", str(tmp_path / f"{name}.zip")]) == failures.WRONG
        assert words in capsys.readouterr().err, name
