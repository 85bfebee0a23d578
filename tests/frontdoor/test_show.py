"""show: one project at a glance, the figures those of its report, no wider than the terminal."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from reports import loading
from reports.arranging import missing
from warehouse.store import Warehouse
from yuanzheng import failures
from yuanzheng.cli import run
from yuanzheng.widths import columns

HOSTILE = "\x1b[31m甲\u202e=1+1" + "很长的项目名称" * 12


@pytest.fixture
def database(tmp_path: Path, write: Callable[[str], Path], compared: Any) -> Path:
    path = tmp_path / "data" / "warehouse.duckdb"
    path.parent.mkdir()
    with Warehouse(path) as warehouse, warehouse.transaction():
        compared.fill(warehouse, 2, unknown=0.3)
        compared.put(warehouse, "hostile", {"stars": None, "commits": 5.0}, name=HOSTILE)
    write("")
    return path


def test_figures_outcomes_and_gaps_are_those_of_the_report(
    database: Path, capsys: pytest.CaptureFixture[str], root: Path, compared: Any
) -> None:
    assert run(["show", "项目 001", "--json"]) == failures.COMPLETE
    told = json.loads(capsys.readouterr().out)
    schema = json.loads((root / "yuanzheng" / "output.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(told, schema)
    with Warehouse(database, read_only=True) as warehouse:
        project = next(p for p in loading.projects(warehouse) if p.name == "项目 001")
        report = loading.load(warehouse, project, compared.AS_OF)
    shown = told["shown"]
    figures = [(one["evidence_id"], one["value"]) for one in shown["figures"]]
    assert figures == [(row.evidence_id, row.value) for row in report.key_figures()]
    assert [one["outcome"] for one in shown["outcomes"]] == [c.outcome for c in report.clauses]
    assert [one["clause_id"] for one in shown["gaps"]] == [c.clause_id for c in missing(report)]


@pytest.mark.parametrize("width", [30, 50, 80, 120])
def test_it_is_no_wider_than_the_terminal_and_nothing_in_it_commands_it(
    database: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    for name in (HOSTILE, "项目 000"):
        assert run(["show", name]) == failures.COMPLETE
        said = capsys.readouterr().out
        assert max(map(columns, said.splitlines())) <= width
        assert "\x1b" not in said
        assert "\u202e" not in said


def test_unknown_is_said_and_is_no_zero(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["show", HOSTILE]) == failures.COMPLETE
    said = capsys.readouterr().out
    assert "未知" in said
    assert "示例数据" in said
    assert "注意：" in said  # the project has no repository


def test_what_is_missing_is_said_once_and_the_command_works_as_printed(
    database: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "2000")
    with Warehouse(database) as warehouse, warehouse.transaction():
        warehouse.execute(
            "UPDATE finding SET outcome = '不满足', level = '必须', short = '星标数还差 9 个'"
        )
    elsewhere = (tmp_path / "config.toml").rename(tmp_path / "my own.toml")
    assert run(["show", "项目 001", "--config", str(elsewhere)]) == failures.COMPLETE
    said = capsys.readouterr().out
    assert "，星标数还差 9 个\n" in said
    assert "还差 星标数还差" not in said
    assert said.endswith(f" --config '{elsewhere}'\n")


def test_what_is_not_there_is_refused(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["show", "项目 009"]) == failures.WRONG
    assert "最接近的是" in capsys.readouterr().err
    assert run(["show", "项目 001", "--as-of", "2026-01-31"]) == failures.WRONG
    assert "还没有计算过" in capsys.readouterr().err
