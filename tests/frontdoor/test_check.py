"""check against the stand-in platforms, and against nothing."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from collectors import hosts
from collectors.settings import CollectorSettings
from collectors.standin import SAMPLE_NOW, StandIn, serve
from collectors.standin.call import STANDIN_TOKEN
from warehouse.settings import WarehouseSettings
from warehouse.store import Warehouse
from yuanzheng import failures
from yuanzheng.checks import github, huggingface, machine, standing, v5
from yuanzheng.checks.standing import Standing, sentences, skew
from yuanzheng.cli import run
from yuanzheng.sample import settings_for

TOKEN = "YUANZHENG_DEMO_HAS_NO_TOKEN"
LOOKS = [github.look, partial(v5.look, "gitee"), partial(v5.look, "gitcode"), huggingface.look]


@pytest.fixture(scope="module")
def platforms() -> Iterator[StandIn]:
    with serve() as standin:
        yield standin


@pytest.fixture
def settings(platforms: StandIn, monkeypatch: pytest.MonkeyPatch) -> CollectorSettings:
    monkeypatch.setattr("yuanzheng.clock.now", lambda: platforms.now)
    return settings_for(platforms.proxy)


@pytest.mark.parametrize("look", LOOKS)
def test_no_token(look: Any, settings: CollectorSettings) -> None:
    found = look(settings)
    assert (found.reachable, found.token, found.login) == (True, "absent", None)
    assert found.skew_seconds == pytest.approx(0, abs=2)
    assert any("没有令牌" in words for _, words in sentences(found))


@pytest.mark.parametrize("look", LOOKS)
def test_a_good_token(
    look: Any, settings: CollectorSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(TOKEN, STANDIN_TOKEN)
    found = look(settings)
    assert found.token == "accepted"
    assert found.login
    said = " ".join(words for _, words in sentences(found))
    assert f"账号 {found.login}" in said
    assert STANDIN_TOKEN not in said + repr(found)


@pytest.mark.parametrize("look", LOOKS)
def test_a_bad_token(
    look: Any, settings: CollectorSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(TOKEN, "wrong-wrong")
    found = look(settings)
    assert (found.token, found.well) == ("refused", False)
    bad = [words for well, words in sentences(found) if not well]
    assert any("不被接受" in words and TOKEN in words for words in bad)


@pytest.mark.parametrize("look", LOOKS)
def test_nobody_there(look: Any) -> None:
    nobody = settings_for("http://127.0.0.1:9")
    found = look(nobody)
    assert (found.reachable, found.well) == (False, False)
    assert ["连不上" in words for _, words in sentences(found)] == [True]


def test_the_quota_is_read(settings: CollectorSettings) -> None:
    found = github.look(settings)
    assert found.quota_limit == 5000
    assert found.quota_left is not None
    assert found.quota_resets_at is not None
    assert huggingface.look(settings).quota_limit == 5000


BASE = Standing("github", "https://a", "T", True, "accepted", login="li", scopes=())


@pytest.mark.parametrize(
    ("standing_", "well", "words"),
    [
        (BASE, True, "权限：只读公开数据，正合适"),
        (replace(BASE, scopes=("public_repo",)), True, "public_repo，正合适"),
        (replace(BASE, scopes=("admin:org", "repo")), True, "admin:org、repo 比需要的大"),
        (replace(BASE, scopes=None), True, "平台没有说明它的权限"),
        (replace(BASE, token="unknown"), True, "平台这次没有回答"),
        (replace(BASE, skew_seconds=7200.0), False, "本机时钟慢了 7,200 秒"),
        (replace(BASE, skew_seconds=-45.0), False, "本机时钟快了 45 秒"),
        (replace(BASE, quota_left=0, quota_limit=60), True, "限额还剩 0 / 60 次"),
    ],
)
def test_what_is_said(standing_: Standing, well: bool, words: str) -> None:
    assert standing_.well is well
    assert any(words in said for _, said in sentences(standing_))


def test_skew_is_unknown_without_a_date() -> None:
    assert skew(None, SAMPLE_NOW) is None
    assert skew("yesterday", SAMPLE_NOW) is None
    ahead = SAMPLE_NOW - timedelta(seconds=90)
    assert skew("Sat, 31 Oct 2026 15:00:00 GMT", ahead) == 90


def test_every_platform_has_its_words() -> None:
    assert set(standing._words()) == set(hosts.hosts())


def test_the_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    places = WarehouseSettings(folder=tmp_path / "not" / "yet")
    said = {words: well for well, words in machine.sentences(places)}
    assert any("还没有数据仓库" in words for words in said)
    monkeypatch.setattr(machine, "free_bytes", lambda _: 5 * 1024**2)
    monkeypatch.setattr(machine, "git_version", lambda: None)
    said = {words: well for well, words in machine.sentences(places)}
    assert next(w for w, well in said.items() if not well).endswith("请先清出空间。")
    assert any("dulwich" in words for words in said)


def test_a_broken_warehouse_is_found(tmp_path: Path) -> None:
    places = WarehouseSettings(folder=tmp_path)
    places.database.write_bytes(b"not a database" * 100)
    assert [w for well, w in machine.sentences(places) if not well]
    places.database.unlink()
    Warehouse(places.database).close()
    assert all(well for well, _ in machine.sentences(places) if "磁盘" not in _)


def test_folders_nothing_can_be_put_into_are_found(tmp_path: Path, capsys: Any) -> None:
    (tmp_path / "taken").write_text("x", encoding="utf-8")
    clone = tmp_path / "clone"
    (clone / ".git").mkdir(parents=True)
    text = '[warehouse]\nfolder = "taken/data"\n[backup]\nfolder = "taken"\n'
    text += f'[[project]]\nname = "x"\nrepositories = ["{clone}"]\n'
    (tmp_path / "config.toml").write_text(text, encoding="utf-8")
    assert run(["check"]) == failures.PARTIAL
    said = capsys.readouterr()
    why = f"写不了：{tmp_path}/taken 是一个文件，不是文件夹；"
    assert f"✗ 数据文件夹 {tmp_path}/taken/data {why}" in said.err
    assert f"✗ 备份文件夹 {tmp_path}/taken {why}" in said.err
    assert "第一次采集时会建" not in said.out


def test_what_is_wrong_in_a_declaration_of_people_is_found(tmp_path: Path, capsys: Any) -> None:
    clone = tmp_path / "clone"
    (clone / ".git").mkdir(parents=True)
    text = f'[[project]]\nname = "x"\npeople = "p.toml"\nrepositories = ["{clone}"]\n'
    (tmp_path / "config.toml").write_text(text, encoding="utf-8")
    assert run(["check"]) == failures.PARTIAL
    assert f"✗ 项目“x”：{tmp_path}/p.toml：找不到这个文件" in capsys.readouterr().err
    (tmp_path / "p.toml").write_text('[[person]]\nname = "a"\naliases = ["x"]\n', "utf-8")
    assert run(["check"]) == failures.PARTIAL
    assert (
        "✗ 项目“x”：p.toml：第 1 个 [[person]] 的 aliases 第 1 项读不懂" in capsys.readouterr().err
    )
    (tmp_path / "p.toml").write_text("", encoding="utf-8")
    assert run(["check"]) == failures.COMPLETE
    assert "✓ 项目“x”：p.toml 没有发现写错的" in capsys.readouterr().out


def test_the_command(
    settings: CollectorSettings, platforms: StandIn, root: Path, tmp_path: Path, capsys: Any
) -> None:
    text = f"""
[collectors]
proxy = "{platforms.proxy}"
[collectors.github]
api = "{settings.platform("github").api}"
web = "{settings.platform("github").web}"
[[project]]
name = "澜图"
repositories = ["http://github.example/lantu/harbor"]
"""
    (tmp_path / "config.toml").write_text(text, encoding="utf-8")
    assert run(["check"]) == failures.COMPLETE
    said = capsys.readouterr().out
    assert "1 个项目，1 个来源" in said
    assert "GitHub\n  ✓ http://api.github.example 可以访问" in said
    assert "Gitee" not in said
    assert run(["check", "--json"]) == failures.COMPLETE
    found = json.loads(capsys.readouterr().out)
    schema = json.loads((root / "yuanzheng" / "output.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(found, schema)
    assert [p["platform"] for p in found["platforms"]] == ["github"]


def test_what_is_wrong_makes_exit_code_3(tmp_path: Path, capsys: Any) -> None:
    text = '[collectors]\nproxy = "http://127.0.0.1:9"\n[[project]]\nname = "x"\n'
    text += 'repositories = ["https://github.com/a/b"]\n'
    (tmp_path / "config.toml").write_text(text, encoding="utf-8")
    assert run(["check"]) == failures.PARTIAL
    assert "连不上 https://api.github.com" in capsys.readouterr().err


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(
    "secret", ["abcde\nfghij", "令牌abcdefghij", "abc\x07defghij", "\udce9abcdef"]
)
def test_a_token_no_header_can_carry(
    look: Any, secret: str, settings: CollectorSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(TOKEN, secret)
    found = look(settings)
    assert (found.reachable, found.token, found.well) == (True, "unusable", False)
    (said,) = [words for well, words in sentences(found) if not well]
    assert TOKEN in said
    assert not any(part in said for part in (*secret.split("\n"), "abc", "fghij"))


class _Odd(http.server.BaseHTTPRequestHandler):
    """Answers what no platform would."""

    def do_GET(self) -> None:
        status, body = self.server.odd  # type: ignore[attr-defined]
        self.send_response(status)
        if status == 302:
            self.send_header("Location", f"http://localhost:{self.server.server_port}/elsewhere")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def odd() -> Iterator[http.server.HTTPServer]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Odd) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


ODD = [(302, b""), (200, b"[]"), (200, b"null"), (200, b'{"resources": 3}'), (200, b"<html>")]


@pytest.mark.parametrize(("status", "body"), ODD)
@pytest.mark.parametrize("token", [None, "a-token"])
def test_odd_answers_are_a_sentence(
    odd: Any, status: int, body: bytes, token: str | None, root: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: Any,
) -> None:  # fmt: skip
    odd.odd = (status, body)
    for name in ("GITHUB_TOKEN", "GITEE_TOKEN", "HF_TOKEN"):
        monkeypatch.setenv(name, token) if token else None
    monkeypatch.setenv("no_proxy", "*")
    places = "".join(
        f'[collectors.{name}]\napi = "http://127.0.0.1:{odd.server_port}"\n'
        for name in ("github", "gitee", "huggingface")
    )
    (tmp_path / "config.toml").write_text(places, encoding="utf-8")
    assert run(["check", "--json"]) == failures.PARTIAL
    said = capsys.readouterr()
    found = json.loads(said.out)
    schema = json.loads((root / "yuanzheng" / "output.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(found, schema)
    assert "Traceback" not in said.err
    assert "源证自身出错" not in said.err
    github_said = [words for words in found["problems"] if words.startswith("GitHub：")]
    assert github_said
    assert all(words.endswith("。") for words in found["problems"])
