"""An engine that adds in another order makes no pack wrong, and hides nothing that is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from reports.seal import layout
from scoring import measuring
from yuanzheng import failures
from yuanzheng.cli import run

_DIGITS = "format('{:.12g}', value)::DOUBLE"
_sql = measuring._sql


def _fractions(pack: Path) -> list[float]:
    told = json.loads((pack / layout.FIGURES).read_bytes())
    values = [one["value"] for one in (*told["figures"], *told["monthly"])]
    return [one for one in values if one is not None and one % 1]


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """One whose fractions are larger by so small a share."""
    text = _sql("measurements")
    assert _DIGITS in text
    other = text.replace(_DIGITS, f"{_DIGITS} * (1 + {request.param}::DOUBLE)")
    told = {"measurements": other}
    monkeypatch.setattr(measuring, "_sql", lambda name: told.get(name) or _sql(name))


@pytest.mark.parametrize("engine", [4e-16, 9e-12, -9e-12], indirect=True)
def test_another_engine_s_last_places_are_no_difference(
    pack: Path, engine: None, capsys: Any
) -> None:
    assert _fractions(pack)
    assert run(["verify", str(pack)]) == failures.COMPLETE
    assert "没有重新做出每份报告" not in capsys.readouterr().out, "reports are held against it too"


@pytest.mark.parametrize("engine", [1e-9, -1e-9], indirect=True)
def test_anything_more_is(pack: Path, engine: None, capsys: Any) -> None:
    assert run(["verify", str(pack)]) == failures.WRONG
    assert "与从存档重新得出的不同：value 包里是" in capsys.readouterr().err


def test_figures_are_stored_with_twelve_digits(pack: Path) -> None:
    assert all(one == float(f"{one:.12g}") for one in _fractions(pack))
