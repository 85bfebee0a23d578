"""history: every run gets its line, the table tells them, and what is wrong ends in 1."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from yuanzheng import failures, interrupt
from yuanzheng.cli import run

FIRST = datetime(2026, 11, 1, 18, 30, tzinfo=UTC)
At = Callable[[timedelta], None]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> At:
    """Sets the clock to so long after the first night."""
    return lambda later: monkeypatch.setattr("yuanzheng.clock.now", lambda: FIRST + later)


@pytest.fixture
def nights(clone: Path, at: At, capsys: Any) -> list[dict[str, Any]]:
    """Three real runs: two nights, and one after a gap; returns what was collected."""
    told = []
    for later in (timedelta(), timedelta(days=1), timedelta(days=4, hours=4)):
        at(later)
        assert run(["collect", str(clone), "--json"]) == failures.COMPLETE
        told.append(json.loads(capsys.readouterr().out)["collected"])
    return told


def found(root: Path, capsys: Any) -> dict[str, Any]:
    schema = json.loads((root / "yuanzheng" / "output.schema.json").read_text(encoding="utf-8"))
    document = json.loads(capsys.readouterr().out)
    jsonschema.validate(document, schema, cls=jsonschema.Draft202012Validator)
    assert isinstance(document["history"], dict)
    return document["history"]


def test_the_runs_are_told_with_their_gap(nights: list[dict[str, Any]], capsys: Any) -> None:
    assert run(["history"]) == failures.COMPLETE
    lines = [line.split("  ") for line in capsys.readouterr().out.splitlines() if line.strip()]
    cells = [[cell.strip() for cell in line if cell.strip()] for line in lines]
    roots = [json.loads(line)["root"] for line in Path("data/chain.jsonl").read_text().splitlines()]
    rows = [line for line in cells if line[0].isdigit()]
    assert [(row[0], row[-1]) for row in rows] == [(str(n), roots[n - 1][:16]) for n in (1, 2, 3)]
    assert rows[0][1:4] == ["2026-11-02 02:30", "0", f"{nights[0]['rows_added']:,}"]
    assert [line for line in cells if "间断" in line[0]] == [["间断 3 天 4 小时"]]
    assert "链是完好的" in cells[-1][0]


def test_json_holds_all_of_it(nights: list[dict[str, Any]], root: Path, capsys: Any) -> None:
    assert run(["history", "--json"]) == failures.COMPLETE
    history = found(root, capsys)
    assert [one["run"] for one in history["runs"]] == [1, 2, 3]
    assert all(len(one["root"]) == 64 for one in history["runs"])
    assert [one["rows_added"] for one in history["runs"]] == [n["rows_added"] for n in nights]
    assert [gap["before"] for gap in history["gaps"]] == [3]
    sizes = [path.stat().st_size for path in Path("data/archive").iterdir()]
    assert history["archive_bytes"] == sum(sizes) > 0


def test_what_was_changed_ends_in_one(
    nights: list[dict[str, Any]], root: Path, capsys: Any
) -> None:
    path = sorted(Path("data/archive").iterdir())[0]
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert run(["history", "--json"]) == failures.WRONG
    [finding] = [one for one in found(root, capsys)["findings"] if one["broken"]]
    assert (finding["kind"], finding["run"]) == ("changed_file", 1)
    assert run(["history", "--quiet"]) == failures.WRONG
    said = capsys.readouterr()
    assert said.out == ""
    assert f"✗ 第 1 次的存档 {path.name} 被改过" in said.err


def test_a_run_that_was_interrupted_has_its_line(
    clone: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.setattr(interrupt.Interrupt, "stop", lambda _: True)
    assert run(["collect", str(clone)]) == failures.INTERRUPTED
    capsys.readouterr()
    assert run(["history"]) == failures.COMPLETE
    said = capsys.readouterr().out
    assert "链上有 1 次采集" in said


def test_a_folder_from_before_the_chain_is_told_so(
    nights: list[dict[str, Any]], clone: Path, at: At, capsys: Any
) -> None:
    Path("data/chain.jsonl").unlink()
    assert run(["history"]) == failures.COMPLETE
    assert "还没有链" in capsys.readouterr().out
    at(timedelta(days=5))
    assert run(["collect", str(clone)]) == failures.COMPLETE
    assert run(["history"]) == failures.COMPLETE
    assert "个存档文件不在链里" in capsys.readouterr().out


def test_the_gap_that_is_still_open_is_told(
    nights: list[dict[str, Any]], at: At, capsys: Any
) -> None:
    at(timedelta(days=9, hours=4))
    assert run(["history"]) == failures.COMPLETE
    assert "至今 5 天没有再采集" in capsys.readouterr().out


def test_nothing_was_collected_yet(tmp_path: Path, capsys: Any) -> None:
    assert run(["history"]) == failures.WRONG
    assert "还没有采集过" in capsys.readouterr().err
    assert not (tmp_path / "data").exists()
