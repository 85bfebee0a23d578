"""A data file cut short, of something else, or out of reach: one sentence, nothing changed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from warehouse.errors import WarehouseError
from warehouse.schema import FOREIGN, VOID
from warehouse.store import Warehouse
from yuanzheng import failures
from yuanzheng.cli import run

ROWS = [
    {"project_id": f"p{n}", "name": "x" * 200, "policies": [], "sample": False}
    for n in range(5000)
]  # fmt: skip
FOREIGNERS = [
    "CREATE TABLE issue (a INT)",
    "CREATE TABLE other (a INT)",
    "CREATE VIEW issue AS SELECT 1 AS a",
    "CREATE TABLE schema_version (a INT)",
    "CREATE TABLE schema_version (sha256 TEXT); CREATE TABLE issue (a INT)",
]


def _said(capsys: Any, code: int, *args: str) -> str:
    assert run(list(args)) == code
    said: str = capsys.readouterr().err
    assert "源证自身出错" not in said
    assert "Traceback" not in said
    return said


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "data" / "warehouse.duckdb"


@pytest.mark.parametrize("left", [0, 5000, 12288, 0.5, -4096, -1])
def test_a_file_cut_short(database: Path, clone: Path, left: float, capsys: Any) -> None:
    with Warehouse(database) as warehouse:
        warehouse.replace("project", ROWS, {})
    size = database.stat().st_size
    os.truncate(database, int(left if left > 1 else left * size if left >= 0 else size + left))
    before = database.read_bytes()
    for args in (["collect", str(clone)], ["score"], ["report"]):
        said = _said(capsys, failures.WRONG, *args)
        assert len(said.splitlines()) == 1
        assert "完整" in said
    assert "完整" in _said(capsys, failures.PARTIAL, "check")
    assert database.read_bytes() == before


@pytest.mark.parametrize("sql", FOREIGNERS)
def test_a_database_of_something_else(database: Path, clone: Path, sql: str, capsys: Any) -> None:
    database.parent.mkdir()
    with duckdb.connect(str(database)) as connection:
        connection.execute(sql)
    before = database.read_bytes()
    for args in (["collect", str(clone)], ["score"], ["report"]):
        assert FOREIGN in _said(capsys, failures.WRONG, *args)
    assert FOREIGN in _said(capsys, failures.PARTIAL, "check")
    assert database.read_bytes() == before


def test_an_older_warehouse_of_ours_is_brought_up_to_date(database: Path) -> None:
    with Warehouse(database) as warehouse:
        warehouse.replace("project", ROWS[:1], {})
        warehouse.execute("UPDATE schema_version SET sha256 = 'older'")
        warehouse.execute("DROP TABLE finding")
    with pytest.raises(WarehouseError), Warehouse(database, read_only=True):
        pass
    with Warehouse(database) as warehouse:
        assert warehouse.query("SELECT count(*) AS n FROM project, finding") == [{"n": 0}]
    with Warehouse(database, read_only=True) as warehouse:
        assert len(warehouse.query("FROM project")) == 1


def test_an_empty_one_says_what_to_do(database: Path, capsys: Any) -> None:
    database.parent.mkdir()
    duckdb.connect(str(database)).close()
    assert VOID in _said(capsys, failures.WRONG, "report")


def test_a_sudden_end_leaves_a_file_that_opens(database: Path) -> None:
    """What was not yet moved from the log into the file is no sign of a file cut short."""
    code = (
        "import os, sys; from pathlib import Path; from warehouse.store import Warehouse\n"
        "w = Warehouse(Path(sys.argv[1])); w.execute('CHECKPOINT')\n"
        'w.execute("INSERT INTO project (project_id, name, policies, sample)"\n'
        "          \" SELECT 'p' || range, repeat('x', 300) || hash(range), [], false\"\n"
        "          ' FROM range(40000)')\n"
        f"os.kill(os.getpid(), {signal.SIGKILL:d})"
    )
    subprocess.run([sys.executable, "-c", code, str(database)], check=False)
    assert database.with_suffix(".duckdb.wal").exists()
    for read_only in (True, False, True):
        with Warehouse(database, read_only=read_only) as warehouse:
            assert warehouse.query("SELECT count(*) AS n FROM project") == [{"n": 40000}]


@pytest.fixture
def mortal() -> list[str]:
    """What makes modes of files hold for root as well: nothing for others."""
    if os.geteuid():
        return []
    drop = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all"]
    if not shutil.which("setpriv") or subprocess.run([*drop, "true"], check=False).returncode:
        pytest.skip("root 不受文件权限限制，这里又没有 setpriv")
    return drop


@pytest.mark.parametrize("mode", [0o555, 0o000])
@pytest.mark.parametrize("held", [False, True])
def test_a_folder_nobody_may_write_to(
    database: Path, clone: Path, mortal: list[str], mode: int, held: bool
) -> None:
    """DuckDB opens the file where it may not make the log beside it."""
    database.parent.mkdir()
    if held:
        Warehouse(database).close()
    database.parent.chmod(mode)
    try:
        done = subprocess.run(
            [*mortal, sys.executable, "-m", "yuanzheng", "collect", str(clone)],
            capture_output=True, encoding="utf-8", check=False,
            env={**os.environ, "PYTHONUTF8": "1"},
        )  # fmt: skip
        places = subprocess.run(
            [*mortal, sys.executable, "-m", "yuanzheng", "check"],
            capture_output=True, encoding="utf-8", check=False,
            env={**os.environ, "PYTHONUTF8": "1", "HTTPS_PROXY": "http://127.0.0.1:9"},
        )  # fmt: skip
    finally:
        database.parent.chmod(0o755)
    assert done.returncode == failures.WRONG
    assert done.stderr.startswith("错误：没有权限读写数据文件夹")
    assert len(done.stderr.splitlines()) == 1
    assert places.returncode == failures.PARTIAL
    assert "Traceback" not in places.stderr
    assert ("没有权限读写数据文件夹" in places.stderr) == (mode == 0)
