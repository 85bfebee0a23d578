"""The commands, with stages that only note what they were asked."""

from __future__ import annotations

import errno
import sqlite3
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from collectors.results import StreamResult
from warehouse.errors import WarehouseBusy
from warehouse.store import Warehouse
from yuanzheng import failures
from yuanzheng.cli import run

Write = Callable[[str], Path]
TWO = (
    '[[project]]\nname = "One"\nrepositories = ["https://github.com/a/one"]\n'
    '[[project]]\nname = "Two"\nrepositories = ["https://gitee.com/a/two"]\n'
)


def test_run_does_all_three_for_all_projects(
    fakes: Any, write: Write, tmp_path: Path, moment: datetime, capsys: Any
) -> None:
    write(TWO)
    assert run(["run"]) == failures.COMPLETE
    assert [p.name for p in fakes.collected[0]] == ["One", "Two"]
    instant = datetime(2026, 10, 31, 10, 30, 1, tzinfo=UTC)
    assert fakes.scored == [(instant, ("one", "two"))]
    assert fakes.reported == [(instant, tmp_path / "evidence", ("one", "two"))]
    said = capsys.readouterr().out
    assert "项目“One”" in said
    assert "星标数：1,234 个" in said
    assert f"证据表：{tmp_path}/evidence/index.html" in said


def test_run_takes_an_address_without_any_configuration(fakes: Any, tmp_path: Path) -> None:
    assert run(["run", "https://github.com/a/one", "--policy", "nanshan-project"]) == 0
    (project,) = fakes.collected[0]
    assert (project.name, project.policies) == ("a/one", ("nanshan-project",))
    assert (tmp_path / "data" / "warehouse.duckdb").exists()


def test_run_takes_a_path(fakes: Any, clone: Path) -> None:
    assert run(["run", str(clone), "--out", "there"]) == 0
    assert fakes.collected[0][0].targets[0].platform == "git"
    assert fakes.reported[0][1] == Path("there")


def test_an_as_of_reaches_score_and_report(fakes: Any, write: Write, moment: datetime) -> None:
    write(TWO)
    assert run(["run", "One", "--as-of", "2026-09-30"]) == 0
    end = datetime(2026, 9, 30, 16, tzinfo=UTC)
    assert fakes.scored == [(end, ("one",))]
    assert fakes.reported[0][0] == end


def test_collect_score_report_one_after_the_other(
    fakes: Any, write: Write, moment: datetime
) -> None:
    write(TWO)
    assert [run([name]) for name in ("collect", "score", "report")] == [0, 0, 0]
    assert fakes.reported[0][0] == fakes.scored[0][0]


def test_report_of_a_project_the_warehouse_holds(fakes: Any, write: Write) -> None:
    write(TWO)
    run(["run"])
    assert run(["report", "Two"]) == 0
    assert fakes.reported[-1][2] == ("two",)


def test_refresh_is_run_for_everything(fakes: Any, write: Write) -> None:
    write(TWO)
    assert run(["refresh", "--out", "night"]) == 0
    assert fakes.reported[0][1:] == (Path("night"), ("one", "two"))


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["run"], "没有配置文件 config.toml"),
        (["collect", "--config", "x.toml"], "找不到配置文件 x.toml"),
        (["score"], "还没有数据仓库"),
        (["report"], "还没有数据仓库"),
        (["run", "nonsense"], "既不是配置里的项目"),
        (["run", "https://example.org/x"], "不认识的网址"),
        (["run", "https://github.com/a/b", "--policy", "nanshan-projet"], "nanshan-project"),
        (["run", "https://github.com/a/b", "--as-of", "2999-01-01"], "还没有到"),
        (["run", "https://github.com/a/b", "--as-of", "x"], "不是日期"),
    ],
)
def test_bad_input_ends_in_a_sentence(
    fakes: Any, args: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(args) == failures.WRONG
    said = capsys.readouterr()
    assert words in said.err
    assert said.err.startswith("错误：")
    assert "Traceback" not in said.err
    assert said.out == ""


def test_an_empty_configuration_says_what_to_write(
    fakes: Any, write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    write("")
    assert run(["refresh"]) == failures.WRONG
    assert "还没有项目" in capsys.readouterr().err


def test_report_before_score_says_so(
    fakes: Any, write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    write(TWO)
    run(["collect"])
    assert run(["report"]) == failures.WRONG
    assert "还没有计算过" in capsys.readouterr().err
    assert run(["score", "Twoo"]) == failures.WRONG
    assert "最接近的是 Two" in capsys.readouterr().err


def test_report_leaves_out_what_was_not_scored_then(
    fakes: Any, write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    write(TWO)
    run(["collect"])
    run(["score", "One", "--as-of", "2026-09-30"])
    run(["score", "Two", "--as-of", "2026-08-31"])
    assert run(["report"]) == failures.PARTIAL
    assert [ids for _, _, ids in fakes.reported] == [("one",)]
    assert "项目“Two”没有截止到 2026-10-01 00:00 的计算结果" in capsys.readouterr().err
    assert run(["report", "Two"]) == failures.COMPLETE
    assert run(["report", "Two", "--as-of", "2026-01-01"]) == failures.WRONG
    assert "截止到 2026-01-02 00:00 还没有计算过" in capsys.readouterr().err


def test_what_failed_is_named_and_the_rest_reported(
    fakes: Any, write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    write(TWO)
    gone = "github:a/one 不存在、已删除或未公开：请检查网址。"
    fakes.results = (
        *(StreamResult("github:a/one", s, "not_observable", "gone", gone, failed=True)
          for s in ("repository", "issues", "forks")),
        StreamResult("gitee:a/two", "stargazers", "not_observable", "refused", "平台不公开。"),
    )  # fmt: skip
    assert run(["run"]) == failures.PARTIAL
    said = capsys.readouterr()
    assert said.err == f"没有做成：github:a/one 的 repository 等 3 项：{gone}\n"
    assert "另有 1 项平台不公开或不完整" in said.out
    assert fakes.reported


def test_a_project_that_cannot_be_scored_leaves_the_others_be(
    fakes: Any, write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    write(TWO)
    fakes.score_error = lambda ids: ZeroDivisionError() if "one" in ids else None
    assert run(["run"]) == failures.PARTIAL
    assert [ids for _, ids in fakes.scored] == [("two",)]
    said = capsys.readouterr().err
    assert "项目“One”没能计算" in said
    assert "Two" not in said


def test_the_index_lists_all_whose_reports_were_written(
    fakes: Any, write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    write(TWO + TWO.replace("One", "Three").replace("Two", "Four"))
    fakes.report_error = lambda ids: ZeroDivisionError() if "one" in ids else None
    assert run(["run"]) == failures.PARTIAL
    said = capsys.readouterr().err
    assert "项目“One”没能出证据表" in said
    assert "Two" not in said
    assert (fakes.reported[-1][2], fakes.left_out) == (("four", "three", "two"), ("One",))


def test_interrupted_collection_says_how_to_go_on(
    fakes: Any, write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    write(TWO)
    fakes.interrupted = True
    assert run(["run"]) == failures.INTERRUPTED
    assert "再运行同样的命令就会接着做" in capsys.readouterr().err
    assert not fakes.scored


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), failures.WRONG, "磁盘已满"),
        (sqlite3.OperationalError("database or disk is full"), failures.WRONG, "磁盘已满"),
        (sqlite3.OperationalError("database is locked"), failures.WRONG, "数据文件夹读写出错"),
        (PermissionError(errno.EACCES, "denied", "/data/x"), failures.WRONG, "没有权限"),
        (WarehouseBusy("数据仓库正被进程 7 使用。"), failures.BUSY, "进程 7"),
        (KeyError("x"), failures.WRONG, "源证自身出错（KeyError）"),
        (KeyboardInterrupt(), failures.INTERRUPTED, "已立即停止"),
    ],
)
def test_whatever_goes_wrong_is_one_sentence(
    fakes: Any, write: Write, error: BaseException, code: int, words: str, capsys: Any
) -> None:
    write(TWO)
    fakes.collect_error = error
    assert run(["run"]) == code
    said = capsys.readouterr().err
    assert words in said
    assert "Traceback" not in said
    assert len(said.strip().splitlines()) == 1


def test_a_full_disk_while_scoring_is_not_blamed_on_a_project(
    fakes: Any, write: Write, capsys: Any
) -> None:
    write(TWO)
    fakes.score_error = lambda _: OSError(errno.ENOSPC, "No space left on device")
    assert run(["run"]) == failures.WRONG
    assert "磁盘已满" in capsys.readouterr().err


def test_the_cause_behind_an_error_counts(fakes: Any, write: Write, capsys: Any) -> None:
    write(TWO)
    fakes.collect_error = RuntimeError("rollback failed")
    fakes.collect_error.__context__ = OSError(errno.ENOSPC, "No space left on device")
    assert run(["run"]) == failures.WRONG
    assert "磁盘已满" in capsys.readouterr().err


@pytest.mark.parametrize("elsewhere", [True, False])
def test_a_full_disk_names_the_temporary_folder_where_it_is_another_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, elsewhere: bool
) -> None:
    folder = "/proc" if elsewhere else str(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", folder)
    said = failures.sentence(OSError(errno.ENOSPC, "No space left on device"))
    assert said.startswith("磁盘已满：请清出空间")
    assert (f"临时文件夹 {folder} 在另一个磁盘上" in said) == elsewhere


@pytest.mark.parametrize(
    "error",
    [duckdb.IOException("No space left on device"), MemoryError(), OSError(errno.EIO, "x"),
     KeyError("x")],
)  # fmt: skip
def test_a_pack_that_could_not_be_checked_is_not_called_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, capsys: Any
) -> None:
    """Exit 1 says that something in it is wrong."""

    def checked(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr("reports.seal.checking.verify", checked)
    assert run(["verify", str(tmp_path)]) == failures.USAGE
    said = capsys.readouterr().err
    assert "不通过" not in said
    assert len(said.strip().splitlines()) == 1


def test_debug_shows_the_trace(
    fakes: Any, write: Write, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    write(TWO)
    monkeypatch.setenv("YUANZHENG_DEBUG", "1")
    monkeypatch.setenv("GITHUB_TOKEN", "s3cr3t-s3cr3t")
    fakes.collect_error = KeyError("s3cr3t-s3cr3t")
    assert run(["run"]) == failures.WRONG
    said = capsys.readouterr().err
    assert "Traceback" in said
    assert "s3cr3t" not in said


def test_a_full_disk_told_by_duckdb(
    fakes: Any, write: Write, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise duckdb.IOException('Could not write file "x": No space left on device')

    write(TWO)
    monkeypatch.setattr("collectors.loop.collect", full)
    assert run(["run"]) == failures.WRONG
    assert "磁盘已满" in capsys.readouterr().err


def test_a_warehouse_in_use_is_exit_code_4(fakes: Any, write: Write, tmp_path: Path) -> None:
    import subprocess
    import sys

    write(TWO)
    hold = (
        "import sys; from pathlib import Path; from warehouse.store import Warehouse\n"
        "w = Warehouse(Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"
    )
    path = tmp_path / "data" / "warehouse.duckdb"
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout.readline() == b"held\n"
        assert run(["run"]) == failures.BUSY
        holder.stdin.close()
    assert run(["run"]) == failures.COMPLETE


def test_quiet_says_nothing(fakes: Any, write: Write, capsys: Any) -> None:
    write(TWO)
    assert run(["run", "--quiet"]) == 0
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "")


def test_the_log_holds_what_happened_and_no_token(
    fakes: Any, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(TWO)
    monkeypatch.setenv("GITEE_TOKEN", "abcdefghijk")
    bad = StreamResult(
        "gitee:a/two", "issues", "partial", "x", "出错 abcdefghijk\x1b[2J。", failed=True
    )
    fakes.results = (bad,)
    run(["run"])
    log = (tmp_path / "data" / "yuanzheng.log").read_text(encoding="utf-8")
    assert "gitee:a/two 的 issues：出错" in log
    assert "abcdefghijk" not in log
    assert "\x1b" not in log


def test_reports_can_be_written_while_another_reads(
    fakes: Any, write: Write, tmp_path: Path
) -> None:
    write(TWO)
    run(["run"])
    with Warehouse(tmp_path / "data" / "warehouse.duckdb", read_only=True):
        assert run(["report"]) == 0
