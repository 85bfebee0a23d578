"""Help and complaints about the command line are Chinese, click's own words too."""

from __future__ import annotations

import re
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from yuanzheng import failures
from yuanzheng.cli import root, run

COMMANDS = [
    "demo", "init", "run", "collect", "score", "report", "refresh", "publish", "pack",
    "verify", "schedule", "check", "trace", "history", "thin", "shard", "unite", "shoot", "recheck",
    "policies", "forms", "people", "compare", "show", "register",
    "summary", "serve", "user",
    "notice", "backup", "restore",
    "runs",
]  # fmt: skip
ALLOWED = {
    "summary",
    "test",
    "to",
    "from",
    "list",
    "wait",
    "folder",
    "all",
    "template",
    "mask",
    "names",
    "yuanzheng",
    "GitHub",
    "Gitee",
    "GitCode",
    "Hugging",
    "Face",
    "git",
    "toml",
    "config",
    "JSON",
    "SIGTERM",
    "Ctrl",
    "C",
    "cron",
    "demo",
    "h",
    "help",
    "o",
    "out",
    "c",
    "p",
    "policy",
    "as",
    "of",
    "json",
    "q",
    "quiet",
    "force",
    "once",
    "now",
    "rows",
    "sql",
    "BagIt",
    "zip",
    "ZIP",
    "attach",
    "ca",
    "PEM",
    "PDF",
    "signer",
    *("Chromium", "JPEG", "PNG", "Star", "WebP", "attach", "for", "install", "jsonl", "pictures"),
    *("pip", "sample", "screenshots", "seed", "zip"),
    *("after", "days", "warehouse", "yes"),
    *("accept", "publish", "last", "nightly", "schedule"),
    *("Word", "facts", "policies", "show"),
    *("explain", "scoring", "stars", "w", "weight", "weights"),
    *("CSV", "Excel", "Markdown", "XLSX", "csv", "t", "xlsx"),
    *("add", "generate", "list", "password", "project", "remove", "role"),
    *("access", "address", "docs", "host", "md", "web"),
}


def test_every_command_is_there() -> None:
    assert list(root.commands) == COMMANDS


@pytest.mark.parametrize("command", [None, *COMMANDS])
def test_no_english_is_left_in_the_help(command: str | None) -> None:
    args = [command, "--help"] if command else ["--help"]
    result = CliRunner().invoke(root, args, prog_name="yuanzheng")
    assert result.exit_code == 0
    assert result.output.startswith("用法：yuanzheng")
    assert "选项：" in result.output
    words = set(re.findall(r"[A-Za-z]+", result.output))
    assert words <= ALLOWED | set(COMMANDS), words - ALLOWED


def test_every_option_says_what_it_is_for() -> None:
    for command in root.commands.values():
        for option in (p for p in command.params if isinstance(p, click.Option)):
            assert option.help, (command.name, option.name)
            assert option.is_flag or option.metavar, (command.name, option.name)


def test_help_names_the_exit_codes() -> None:
    text = CliRunner().invoke(root, ["--help"]).output
    for code, words in failures.EXIT_CODES.items():
        assert f"{code} {words}" in text


def test_no_command_shows_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([]) == 0
    assert "命令：" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["rnu"], "没有这个命令：rnu。你是不是要 run？"),
        (["run", "--polcy", "x"], "没有这个选项：--polcy。你是不是要 --policy？"),
        (["run", "-z"], "没有这个选项：-z。"),
        (["--nonsense"], "没有这个选项：--nonsense。"),
        (["run", "--policy"], "选项 --policy 后面缺少一个值。"),
        (["run", "--json=1"], "选项 --json 不带值。"),
        (["runs", "--last", "五"], "--last 的值不对：请写正整数，如 20。"),
        (["runs", "--last", "0"], "--last 的值不对：请写正整数，如 20。"),
        (["runs", "--last", "9" * 20], "--last 的值不对：请写正整数，如 20。"),
        (["recheck", "x", "--sample", "十"], "--sample 的值不对：请写整数，如 20。"),
        (["recheck", "x", "--seed", "x"], "--seed 的值不对：请写整数，如 20。"),
        (["backup", "--wait", "一会"], "--wait 的值不对：请写数字，如 20。"),
        (["init"], "缺少参数：网址…。"),
        (["demo", "a", "b"], "多余的参数：a b。"),
    ],
)
def test_a_wrong_command_line_is_explained(
    args: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(args) == failures.USAGE
    said = capsys.readouterr()
    assert f"错误：{words}" in said.err
    assert "--help" in said.err
    assert not re.search(r"\b(Error|Usage|Try|No such|Missing|Got|Option)\b", said.err)


def test_python_dash_m_works() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "yuanzheng", "--help"], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("用法：yuanzheng")


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom yuanzheng.cli import run\nrun(['run', '--help'])\n"
        "heavy = {'pandas', 'duckdb', 'requests', 'pydantic', 'rich', 'apscheduler', 'github',"
        " 'huggingface_hub', 'dulwich', 'jinja2'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("[]\n")
