"""Files exchanged for new ones: killed at any step, the folder holds all old or all new ones."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from warehouse import continuity, swapping
from warehouse.settings import WarehouseSettings

NAMES = (
    "archive/a.warc.gz",
    "archive/b.warc.gz",
    "warehouse.duckdb",
    "state.sqlite",
    "chain.jsonl",
)


class Killed(BaseException):
    pass


def texts(folder: Path) -> set[str]:
    return {(folder / name).read_text() for name in NAMES}


def made(folder: Path) -> Path:
    making = swapping.begun(folder)
    (folder / "archive").mkdir(exist_ok=True)
    for name in NAMES:
        (folder / name).write_text("old")
        (making / name).write_text("new")
    (making / "whole.duckdb").write_text("left over")
    return folder


@pytest.mark.parametrize("step", range(20))
def test_killed_at_each_step(step: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, steps = made(tmp_path), iter(range(100))
    with monkeypatch.context() as patch:
        for name in ("fsync", "rename", "replace", "unlink", "rmdir"):
            call = getattr(os, name)

            def counted(*given: Any, call: Any = call, **more: Any) -> Any:
                if next(steps) == step:
                    raise Killed
                return call(*given, **more)

            patch.setattr(os, name, counted)
        try:
            swapping.decided(folder)
        except Killed:
            pass
        else:
            assert step > 14, "some step was not counted"
    if not swapping.pending(folder):
        assert len(texts(folder)) == 1
    was_decided = swapping.pending(folder) or texts(folder) == {"new"}
    continuity.check(WarehouseSettings(folder=folder))
    assert texts(folder) == ({"new"} if was_decided else {"old"})
    assert not swapping.pending(folder)
    made(folder)
    swapping.decided(folder)
    assert texts(folder) == {"new"}
    assert not list(folder.glob("thinning*"))
