"""The address of an organisation or user: what every command says it means."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from yuanzheng import failures
from yuanzheng.cli import run
from yuanzheng.config import load

ENTRY = '[[project]]\nname = "平台"\nowners = ["https://github.com/Apache"]\npolicies = []\n'
MEANT = "https://github.com/Apache 是组织或用户：采集它名下全部公开的仓库、模型等"


def test_run_collect_and_refresh_say_it(
    fakes: Any, write: Callable[[str], Path], capsys: Any
) -> None:
    path = write(ENTRY)
    for command in ("run", "collect", "refresh"):
        assert run([command]) == failures.COMPLETE
        assert f"{MEANT}，不含 Fork" in capsys.readouterr().out
    assert run(["report"]) == failures.COMPLETE
    assert MEANT not in capsys.readouterr().out
    path.write_text(ENTRY + "include_forks = true\n", encoding="utf-8")
    assert load(path).projects[0].include_forks
    assert run(["collect"]) == failures.COMPLETE
    assert f"{MEANT}，含 Fork" in capsys.readouterr().out


def test_on_the_command_line_and_for_a_new_configuration(
    fakes: Any, tmp_path: Path, capsys: Any
) -> None:
    assert run(["collect", "https://github.com/Apache"]) == failures.COMPLETE
    assert MEANT in capsys.readouterr().out
    (target,) = fakes.collected[0][0].targets
    assert (target.repo_id, target.kind) == ("github:apache", "owner")
    assert run(["init", "https://github.com/Apache"]) == failures.COMPLETE
    assert MEANT in capsys.readouterr().out
    text = (tmp_path / "config.toml").read_text(encoding="utf-8")
    assert 'owners = ["https://github.com/Apache"]' in text


def test_check_says_it(write: Callable[[str], Path], capsys: Any) -> None:
    write('[collectors]\nproxy = "http://127.0.0.1:9"\n' + ENTRY)
    run(["check"])
    assert MEANT in capsys.readouterr().out
