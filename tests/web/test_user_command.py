"""`yuanzheng user`: accounts from the terminal, passwords never among the arguments."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from yuanzheng.cli import run
from yuanzheng.web.access import passwords
from yuanzheng.web.kept.kept import Kept, kept
from yuanzheng.web.settings import WebSettings

CONFIG = """[[project]]
name = "One"
repositories = ["https://github.com/a/one"]
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def held(here: Path) -> Kept:
    return kept(here / "data", WebSettings())


def test_accounts_are_made_listed_changed_and_removed(here, root, capsys):
    assert run(["user", "add", "管理", "--role", "管理员", "--generate"]) == 0
    shown = capsys.readouterr().out.split("：")[1].split()[0]
    assert passwords.matches(held(here).accounts.password("管理"), shown)
    assert held(here).accounts.named("管理").must_change
    assert run(["user", "add", "申报", "--role", "申报单位", "--project", "One", "--generate"]) == 0
    assert run(["user", "role", "申报", "--role", "评审"]) == 0
    capsys.readouterr()
    assert run(["user", "list", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    schema = json.loads((root / "yuanzheng" / "output.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(found, schema, cls=jsonschema.Draft202012Validator)
    assert {one["name"]: one["role"] for one in found["users"]} == {
        "管理": "admin",
        "申报": "reviewer",
    }
    assert run(["user", "remove", "申报"]) == 0
    assert run(["user", "list"]) == 0
    assert "申报" not in capsys.readouterr().out.splitlines()[-1]


@pytest.mark.parametrize(("words", "code", "said"), [
    (["add", "甲甲", "--role", "评审", "--generate"], 1, "第一个用户要是管理员"),
    (["add", "甲甲", "--generate"], 2, "--role"),
    (["add", "甲甲", "--role", "神", "--generate"], 1, "没有角色“神”"),
    (["add", "甲甲", "--role", "申报单位", "--generate"], 1, "能看哪些项目"),
    (["add", "甲甲", "--role", "管理员", "--project", "One", "--generate"], 1, "不用写项目"),
    (["add", "甲甲", "--role", "申报单位", "--project", "Two"], 1, "没有项目“Two”"),
    (["add", "甲甲", "--role", "管理员"], 1, "在终端里"),
    (["add", "a@b.example", "--role", "管理员", "--generate"], 1, "用户名"),
    (["remove", "甲甲"], 1, "没有用户“甲甲”"), (["password", "甲甲"], 1, "没有用户“甲甲”"),
    ([], 2, "user 后面"), (["add"], 2, "user 后面"), (["list", "x"], 2, "user 后面"),
    (["destroy", "x"], 2, "user 后面"),
])  # fmt: skip
def test_what_makes_no_sense_is_said(here, capsys, words, code, said):
    assert run(["user", *words]) == code
    told = capsys.readouterr()
    assert said in told.err
    assert "只显示这一次" not in told.out + told.err


def test_no_password_is_shown_that_opens_nothing(here, capsys):
    """The admin who is refused a second account would hand it on as that of the first."""
    assert run(["user", "add", "管理", "--role", "管理员", "--generate"]) == 0
    capsys.readouterr()
    assert run(["user", "add", "管理", "--role", "管理员", "--generate"]) == 1
    told = capsys.readouterr()
    assert "已经有用户“管理”" in told.err
    assert "只显示这一次" not in told.out + told.err


def test_a_password_is_typed_unseen_on_a_terminal(here):
    screen, terminal = pty.openpty()
    command = [sys.executable, "-m", "yuanzheng", "user", "add", "管理", "--role", "管理员"]
    started = subprocess.Popen(
        command, stdin=terminal, stdout=terminal, stderr=terminal, start_new_session=True
    )
    os.close(terminal)
    seen = b""
    for prompt in ("不会显示", "再输一遍"):
        while prompt.encode() not in seen:
            seen += os.read(screen, 4096)
        os.write(screen, b"correct horse battery\n")
    while "已建用户".encode() not in seen:
        seen += os.read(screen, 4096)
    assert started.wait(30) == 0
    os.close(screen)
    assert b"horse" not in seen
    account = held(here).accounts
    assert passwords.matches(account.password("管理"), "correct horse battery")
    assert not account.named("管理").must_change
