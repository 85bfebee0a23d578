"""`yuanzheng serve` as a process."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import requests

from yuanzheng.cli import run
from yuanzheng.web.kept.kept import kept
from yuanzheng.web.settings import WebSettings


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return found.getsockname()[1]


def configured(folder: Path, published: Path, **web: object) -> Path:
    data = folder / "data"
    data.mkdir()
    (data / "published").symlink_to(published)
    lines = ["[warehouse]", f"folder = {json.dumps(str(data))}", "[web]"]
    path = folder / "config.toml"
    path.write_text("\n".join([*lines, *(f"{k} = {json.dumps(v)}" for k, v in web.items())]))
    return path


def command(path: Path) -> list[str]:
    return [sys.executable, "-m", "yuanzheng", "serve", "--config", str(path)]


def answered(port: int) -> requests.Response:
    for _ in range(200):
        try:
            return requests.get(f"http://127.0.0.1:{port}/nowhere", timeout=5)
        except requests.ConnectionError:
            time.sleep(0.05)
    raise AssertionError("never answered")


def test_it_answers_until_it_is_told_to_stop(tmp_path, published, port):
    pipe = subprocess.PIPE
    typed = command(configured(tmp_path, published, port=port))
    started = subprocess.Popen(typed, stdout=pipe, stderr=pipe, text=True)
    assert answered(port).status_code == 404
    assert requests.get(f"http://127.0.0.1:{port}/", timeout=60).status_code == 200
    started.send_signal(signal.SIGTERM)
    said, warned = started.communicate(timeout=30)
    assert (started.returncode, warned) == (0, "")
    assert f"http://127.0.0.1:{port}/" in said
    assert "已停下" in said


ENDLESS = """
import asyncio, os, signal, socket, threading, urllib.request
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from yuanzheng.web import answering
from yuanzheng.web.settings import WebSettings

async def endless():
    while True:
        yield b"x" * 1_000_000
        await asyncio.sleep(0)

def ask():
    answer = urllib.request.urlopen(f"http://127.0.0.1:{bound.getsockname()[1]}/")
    answer.read(10)
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Event().wait()

app, answering.PATIENCE = FastAPI(), 1
app.get("/")(lambda: StreamingResponse(endless()))
bound = socket.create_server(("127.0.0.1", 0))
threading.Thread(target=ask, daemon=True).start()
answering.run(app, WebSettings(), bound)
"""


def test_an_answer_that_does_not_end_is_cut_and_told_in_a_sentence():
    typed = [sys.executable, "-c", ENDLESS]
    done = subprocess.run(typed, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "有 1 个请求等了 1 秒还没有答完，已中断。\n"


@pytest.fixture
def refused(capsys: pytest.CaptureFixture[str]) -> Callable[[Path], str]:
    """The one sentence with which it does not start."""

    def told(path: Path) -> str:
        assert run(["serve", "--config", str(path)]) == 1
        [line] = capsys.readouterr().err.splitlines()
        return line

    return told


def test_a_folder_without_data_is_said(tmp_path, refused):
    (path := tmp_path / "config.toml").write_text("", encoding="utf-8")
    assert "还没有数据文件夹" in refused(path)
    assert not (tmp_path / "data").exists()


def test_a_taken_port_is_said(tmp_path, published, refused):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        path = configured(tmp_path, published, port=taken.getsockname()[1])
        assert "已被别的程序占用" in refused(path)


@pytest.mark.parametrize("web", [
    {"host": "0.0.0.0"}, {"address": "https://zheng.example"}, {"proxies": ["10.0.0.1"]},
])  # fmt: skip
def test_it_does_not_open_to_others_without_users(tmp_path, published, refused, web):
    assert "yuanzheng user add" in refused(configured(tmp_path, published, **web))


@pytest.mark.parametrize(("key", "value"), [
    ("host", "evil.example"), ("address", "https://a/b"), ("address", "javascript:1"),
    ("proxies", ["everybody"]), ("port", 0), ("port", 70000),
])  # fmt: skip
def test_a_setting_that_makes_no_sense_is_said(tmp_path, published, refused, key, value):
    assert f"[web] 的键 {key}" in refused(configured(tmp_path, published, **{key: value}))


def with_an_admin(path: Path) -> Path:
    kept(path.parent / "data", WebSettings()).accounts.add("管理", "admin", "correct horse battery")
    return path


def test_it_does_not_open_to_others_without_the_name_they_use(tmp_path, published, refused):
    path = with_an_admin(configured(tmp_path, published, host="0.0.0.0"))
    assert "[web] 的键 address 还空着" in refused(path)


def test_it_warns_where_passwords_would_go_in_the_clear(tmp_path, published, capsys, monkeypatch):
    monkeypatch.setattr("yuanzheng.web.answering.run", lambda *_: None)
    monkeypatch.setattr("yuanzheng.serving._bound", lambda _: socket.socket())
    path = with_an_admin(configured(tmp_path, published, address="http://zheng.example"))
    assert run(["serve", "--config", str(path)]) == 0
    assert "明文经过网络" in capsys.readouterr().err
