"""Files come in place whole or not at all."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from reports import placing, run
from reports.comparing import written as comparing
from reports.errors import ReportError
from reports.settings import ReportSettings
from warehouse.store import Warehouse

NAME = "证据表.html"


def _held(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): p.read_text() for p in folder.rglob("*") if p.is_file()}


def _full(*_: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_all_of_it_comes_in_place_of_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "a.csv").write_text("old")
    (tmp_path / "mine.txt").write_text("mine")
    with placing.filling(tmp_path) as part:
        (part / "tables").mkdir()
        (part / "tables" / "a.csv").write_text("new")
        (part / "b.md").write_text("b")
    assert _held(tmp_path) == {"tables/a.csv": "new", "b.md": "b", "mine.txt": "mine"}


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "full"), KeyError("x"), KeyboardInterrupt])
def test_of_what_fails_half_way_nothing_is_seen(tmp_path: Path, error: Any) -> None:
    (tmp_path / NAME).write_text("old")
    with suppress(OSError, KeyError, KeyboardInterrupt), placing.filling(tmp_path) as part:
        (part / NAME).write_text("half")
        raise error
    assert _held(tmp_path) == {NAME: "old"}
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_a_kill_half_way_leaves_the_file_and_what_it_left_goes_later(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text("old")
    code = (
        "import os, sys, pathlib; from reports import placing\n"
        f"with placing.filling(pathlib.Path(sys.argv[1])) as part:\n"
        f"    (part / {NAME!r}).write_text('half'); os._exit(9)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False)
    assert done.returncode == 9
    assert (tmp_path / NAME).read_text() == "old"
    [left] = [path for path in tmp_path.iterdir() if path.is_dir()]
    placing.put(tmp_path / "another", b"x")
    assert left.exists(), "somebody may still be writing it"
    os.utime(left, (time.time() - 90_000,) * 2)
    placing.put(tmp_path / "another", b"x")
    assert not left.exists()


def test_errors_name_the_file_as_it_would_have_been(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    with pytest.raises(OSError, match=r".") as error:
        placing.put(tmp_path / NAME, b"x")
    assert error.value.filename == str(tmp_path / NAME)
    with pytest.raises(OSError, match=r".") as error:
        placing.put(tmp_path / ("x" * 300), b"x")
    assert error.value.filename == str(tmp_path / ("x" * 300))


def test_a_report_that_cannot_be_written_whole_leaves_the_earlier_one(
    sample: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is written half opens in a browser and looks like a table that ends there."""

    def half(_: object, folder: Path) -> list[Path]:
        (folder / NAME).write_text("<table>")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    html = ReportSettings(formats=("html",))
    with Warehouse(sample.database, read_only=True) as opened:
        paths = run.write(opened, as_of=sample.as_of, out=tmp_path, settings=html)
        before = {path: path.read_bytes() for path in paths}
        broken = SimpleNamespace(TITLE="网页", IS_LONG=False, write=half)
        monkeypatch.setattr("reports.catalogue.load", lambda _: broken)
        with pytest.raises(ReportError, match="磁盘已满"):
            run.write(opened, as_of=sample.as_of, out=tmp_path, settings=html)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_comparison_is_written_whole_or_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reports.comparing.written.page.written", lambda _: b"page")
    monkeypatch.setattr("reports.comparing.written.json_text", lambda _: "json")
    monkeypatch.setattr("reports.comparing.written.workbook.written", lambda _: b"xlsx")
    monkeypatch.setattr(comparing, "document", lambda made: made)
    comparing.written(None, tmp_path)  # type: ignore[arg-type]
    before = _held(tmp_path)
    assert set(before.values()) == {"page", "json", "xlsx"}
    real, calls = Path.write_bytes, []

    def filling(path: Path, content: bytes) -> int:
        calls.append(path)
        return real(path, b"half") if len(calls) < 2 else _full()  # type: ignore[return-value]

    monkeypatch.setattr(Path, "write_bytes", filling)
    with pytest.raises(ReportError, match="磁盘已满"):
        comparing.written(None, tmp_path)  # type: ignore[arg-type]
    assert _held(tmp_path) == before
