"""The bar says what is left; nobody watching, nothing drawn."""

from __future__ import annotations

import io
import re

import pytest
from rich.console import Console

from yuanzheng import progress
from yuanzheng.progress import Countdown, Drawn, Quiet, shown


def drawn(width: int = 140) -> tuple[Drawn, io.StringIO]:
    bars = progress._bars()
    out = io.StringIO()
    bars.live.console = Console(file=out, width=width, force_terminal=True)
    return Drawn(bars, 3), out


def text(bar: Drawn, out: io.StringIO) -> str:
    bars = bar._bars
    console = Console(file=(found := io.StringIO()), width=140)
    console.print(bars.get_renderable())
    return found.getvalue()


def test_what_is_left_and_the_quota() -> None:
    bar, out = drawn()
    bar.start("github:a/b", 4)
    bar.stream("github:a/b", "issues")
    bar.page(100, 4812)
    bar.page(100, 4811)
    said = text(bar, out)
    assert "还剩 3 个" in said
    assert "github:a/b" in said
    assert "issues 已取 200 条，限额剩 4,811 次" in said
    bar.stream("github:a/b", "forks")
    bar.ended("github:a/b", "issues")
    assert "1/4" in text(bar, out)
    bar.done("github:a/b")
    assert "还剩 2 个" in text(bar, out)


def test_what_an_owner_has_lengthens_the_bar() -> None:
    bar, out = drawn()
    for number in range(5):
        bar.start(f"github:a/{number}", 1)
        bar.done(f"github:a/{number}")
    assert "5/5" in text(bar, out)


def test_waiting_is_counted_down() -> None:
    bar, out = drawn()
    bar.start("github:a/b", 4)
    bar.waiting(42, "GitHub 请求限额恢复")
    assert re.search(r"等待 GitHub 请求限额恢复，还有 4[12] 秒，到 \d\d:\d\d", text(bar, out))
    assert "还有 0 秒" in str(Countdown(-1, "x"))


def test_foreign_text_cannot_command() -> None:
    bar, out = drawn()
    bar.start("git:/x/\x1b[2J[red]evil", 2)
    bar.stream("git:/x/\x1b[2J[red]evil", "a\x1b]0;t\x07b")
    said = text(bar, out)
    assert "\x1b" not in said
    assert "[red]evil" in said


def test_quiet_when_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    with shown(2, quiet=False) as bar:
        assert isinstance(bar, Quiet)
        bar.start("x", 1)
    assert capsys.readouterr().err == ""
