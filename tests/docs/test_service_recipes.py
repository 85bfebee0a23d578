"""The recipes of docs/service: real commands, files their programs accept, one time of night."""

from __future__ import annotations

import configparser
import json
import re
import shlex
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from apscheduler.triggers.cron import CronTrigger

from yuanzheng import failures
from yuanzheng.cli import root as commands
from yuanzheng.nights import timing
from yuanzheng.schedule_settings import ScheduleSettings

FOLDER = Path(__file__).parents[2] / "docs" / "service"
GUIDE = FOLDER.with_suffix(".md")
NIGHT = ScheduleSettings().cron
MOMENT = datetime(2026, 11, 1, tzinfo=UTC)


def text(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def unit(name: str = "yuanzheng.service") -> configparser.ConfigParser:
    found = configparser.ConfigParser(strict=False, interpolation=None)
    found.optionxform = str  # type: ignore[assignment, method-assign]
    found.read_string(text(name))
    return found


def lines() -> list[tuple[str, list[str]]]:
    """Every command line of ours in the recipes, by the file it stands in."""
    found = []
    for path in sorted(FOLDER.iterdir()):
        for line in text(path.name).splitlines():
            for words in re.findall(r"(?<![\w-])yuanzheng ((?:schedule|refresh)[^\n]*)", line):
                found.append((path.name, shlex.split(words)))
    container = text("Containerfile")
    [entry] = re.findall(r"^ENTRYPOINT (.*)$", container, re.M)
    [rest] = re.findall(r"^CMD (.*)$", container, re.M)
    assert json.loads(entry) == ["yuanzheng"]
    return [*found, ("Containerfile", json.loads(rest))]


def test_every_recipe_runs_a_command_of_ours() -> None:
    known = {name for name, _ in lines()}
    assert known == {path.name for path in FOLDER.iterdir()}
    for name, (command, *args) in lines():
        with commands.commands[command].make_context(command, args) as context:
            assert context.params, name


def test_the_guide_names_every_recipe_and_every_key() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    for path in FOLDER.iterdir():
        assert f"](service/{path.name})" in guide
    for key in ScheduleSettings.model_fields:
        assert f"| `{key}` |" in guide


def test_the_unit_stops_it_gently() -> None:
    service = unit()["Service"]
    assert service["KillSignal"] == "SIGTERM"
    assert service["SuccessExitStatus"] == str(failures.INTERRUPTED)
    assert service["ExecStart"].split()[1] == "schedule"
    assert service["WorkingDirectory"] == service["ReadWritePaths"]
    assert "ReadWritePaths=" in GUIDE.read_text(encoding="utf-8")


def test_the_unit_is_one_for_systemd(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("没有 systemd-analyze")
    path = tmp_path / "yuanzheng-tried.service"
    there = re.sub(r"ExecStart=\S+", f"ExecStart={sys.executable}", text("yuanzheng.service"))
    path.write_text(re.sub(r"User=\w+", "User=root", there), encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", str(path)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_cron_line_is_one_for_cron() -> None:
    said = subprocess.run(
        ["crontab", "-h"], capture_output=True, text=True, check=False
    ).stderr if shutil.which("crontab") else ""  # fmt: skip
    if "-n" not in said:
        pytest.skip("没有能只核对不安装的 crontab")
    done = subprocess.run(
        ["crontab", "-n", str(FOLDER / "crontab")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_all_of_them_mean_the_same_night() -> None:
    workflow: dict[Any, Any] = yaml.safe_load(text("github-actions.yml"))
    [times] = workflow[True]["schedule"]  # YAML 1.1 reads the key `on` so
    there = CronTrigger.from_crontab(times["cron"], timezone=UTC)
    assert there.get_next_fire_time(None, MOMENT) == timing.next_after(NIGHT, MOMENT)
    assert f"\n{NIGHT} " in text("crontab")
    gitee = yaml.safe_load(text("gitee-go.yml"))["triggers"]["schedule"][0]["cron"]
    assert gitee.split()[:4] == NIGHT.split()[:4]


def test_no_two_nights_of_a_workflow_at_once_and_no_token_in_it() -> None:
    workflow = yaml.safe_load(text("github-actions.yml"))
    assert workflow["concurrency"]["cancel-in-progress"] is False
    assert workflow["permissions"] == {"contents": "read"}
    steps = workflow["jobs"]["refresh"]["steps"]
    tokens = next(step["env"] for step in steps if "env" in step)
    assert all(value.startswith("${{ secrets.") for value in tokens.values())
