"""The evidence folder: its layout, its names, its refusals."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import unquote

import pytest
from pydantic import ValidationError

from reports import filenames, run
from reports.errors import ReportError
from reports.settings import ReportSettings
from warehouse.store import Warehouse

AS_OF = datetime(2026, 11, 18, 16, tzinfo=UTC)


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_layout(sample):
    assert sorted(sample.written) == sample.written
    assert {str(p.relative_to(sample.out)) for p in sample.written} == set(files(sample.out))
    names = {path.name for path in sample.harbor.iterdir()}
    assert names == {
        "证据表.html",
        "证据表.docx",
        "证据表.pdf",
        "证据表.xlsx",
        "证据表.md",
        "证据表.json",
        "csv",
        "物料清单.spdx.json",
        "物料清单.cdx.json",
    }
    tops = {path.name for path in sample.out.iterdir()}
    assert tops == {"index.html", sample.harbor.name, sample.evil.name, sample.empty.name}


def test_the_same_again_byte_for_byte(sample, rewrite):
    assert files(rewrite()) == files(sample.out)


def test_writing_twice_into_one_folder_changes_nothing(rewrite):
    before = files(rewrite())
    assert files(rewrite()) == before


def test_chosen_projects_keep_their_folders(sample, rewrite):
    out = rewrite(project_ids=["harbor"])
    assert {path.name for path in out.iterdir()} == {"index.html", sample.harbor.name}
    assert files(out / sample.harbor.name) == files(sample.harbor)


def test_only_the_formats_asked_for(rewrite, sample):
    out = rewrite(settings=ReportSettings(formats=("json",)), project_ids=["harbor"])
    assert set(files(out)) == {"index.html", f"{sample.harbor.name}/证据表.json"}


def test_index_links_lead_to_files(sample):
    text = (sample.out / "index.html").read_text("utf-8")
    links = [part.split('"')[0] for part in text.split('href="./')[1:]]
    assert len(links) == 3 * 10
    assert all((sample.out / unquote(link)).exists() for link in links)
    assert "183" in text
    assert "需人工佐证" in text


def test_a_project_without_data_says_what_to_do(sample):
    text = (sample.empty / "证据表.html").read_text("utf-8")
    assert "没有登记任何仓库" in text
    assert "先运行 yuanzheng score" in text
    assert "<tr id=" not in text


@pytest.mark.parametrize(
    ("name", "safe"),
    [("../../etc", "_.._etc"), ("a/b\\c:d", "a_b_c_d"), ("CON", "_CON"), ("nul.txt", "_nul.txt"),
     ("index.html", "_index.html"), ("", "未命名"), (" ..", "未命名"), ("...", "未命名"),
     ("x\u202ey\x00", "x_y_"), ("é", "é"), ("名" * 300, "名" * 48), ("end. ", "end")],
)  # fmt: skip
def test_folder_names_are_safe_everywhere(name, safe):
    assert filenames.safe(name) == safe


def test_names_that_meet_are_told_apart():
    names = filenames.folders({"a": "Same", "b": "same", "c": "ｓａｍｅ", "d": "other"})
    assert names["d"] == "other"
    assert len({name.casefold() for name in names.values()}) == 4
    assert all(
        name.startswith(("Same-", "same-", "ｓａｍｅ-")) for name in list(names.values())[:3]
    )


def test_no_file_leaves_the_folder(sample):
    for path in sample.written:
        assert path.resolve().is_relative_to(sample.out.resolve())


def test_unknown_project_names_the_nearest(sample):
    with Warehouse(sample.database, read_only=True) as opened, pytest.raises(ReportError) as error:
        run.write(
            opened, as_of=AS_OF, out=Path("x"), settings=ReportSettings(), project_ids=["harbour"]
        )
    assert str(error.value) == "数据仓库里没有项目“harbour”：最接近的是“harbor”。"


def test_an_empty_warehouse_says_what_to_run(warehouse, tmp_path):
    with pytest.raises(ReportError, match="先运行 yuanzheng collect"):
        run.write(warehouse, as_of=AS_OF, out=tmp_path / "e", settings=ReportSettings())


def test_an_instant_without_a_zone_is_refused(warehouse, tmp_path):
    with pytest.raises(ReportError, match="没有时区"):
        run.write(
            warehouse, as_of=AS_OF.replace(tzinfo=None), out=tmp_path, settings=ReportSettings()
        )


def test_a_file_in_the_way_is_named(sample, tmp_path):
    (tmp_path / "taken").write_text("x")
    with Warehouse(sample.database, read_only=True) as opened, pytest.raises(ReportError) as error:
        run.write(opened, as_of=AS_OF, out=tmp_path / "taken", settings=ReportSettings())
    assert "已被同名的文件或目录占用" in str(error.value)


def test_a_full_disk_is_said(sample, tmp_path, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "/mnt/证据表.html")

    monkeypatch.setattr("reports.catalogue.load", lambda _: SimpleNamespace(TITLE="x", write=full))
    with Warehouse(sample.database, read_only=True) as opened, pytest.raises(ReportError) as error:
        run.write(opened, as_of=AS_OF, out=tmp_path, settings=ReportSettings())
    assert str(error.value).startswith("写不下报告 /mnt/证据表.html：磁盘已满")


@pytest.mark.skipif(os.geteuid() == 0, reason="root 可以写任何目录")
def test_a_folder_that_may_not_be_written_is_said(sample, tmp_path):
    tmp_path.chmod(0o500)
    with Warehouse(sample.database, read_only=True) as opened, pytest.raises(ReportError) as error:
        run.write(opened, as_of=AS_OF, out=tmp_path / "e", settings=ReportSettings())
    assert "写入权限" in str(error.value)


@pytest.mark.parametrize(
    ("wanted", "words"),
    [(("htlm",), "没有名为“htlm”的报告格式：最接近的是“html”"), (("HTML",), "最接近的是“html”"),
     ((), "formats 是空的"), (("zzz",), "可用的有 csv、cyclonedx、docx、html、json、md、pdf")],
)  # fmt: skip
def test_unknown_formats_are_refused_with_the_nearest(wanted, words):
    with pytest.raises(ValidationError, match=words):
        ReportSettings(formats=wanted)


def test_unknown_settings_are_refused():
    with pytest.raises(ValidationError):
        ReportSettings.model_validate({"ouput": "x"})


def test_a_workbook_that_would_be_too_long_says_what_is_left(sample, tmp_path, monkeypatch):
    import openpyxl

    monkeypatch.setattr("reports.formats.xlsx.MOST_ROWS", 2)
    with Warehouse(sample.database, read_only=True) as opened:
        settings = ReportSettings(formats=("xlsx",))
        run.write(opened, as_of=AS_OF, out=tmp_path, settings=settings, project_ids=["harbor"])
    sheet = openpyxl.load_workbook(tmp_path / sample.harbor.name / "证据表.xlsx")["来源"]
    assert sheet.max_row == 5
    assert "另有 5 行" in sheet["A2"].value


def test_many_projects_written_by_several_processes_give_the_same_files(
    sample, rewrite, monkeypatch
):
    monkeypatch.setattr("reports.run.FEW", 2)
    monkeypatch.setattr("reports.run.processors", lambda: 2)
    out = rewrite(settings=ReportSettings(formats=("html", "docx", "json", "xlsx")))
    here = files(out)
    there = files(sample.out)
    assert {path: content for path, content in here.items() if path != "index.html"} == {
        path: there[path] for path in here if path != "index.html"
    }
    text = (out / "index.html").read_text("utf-8")
    before = (sample.out / "index.html").read_text("utf-8")
    names = ("还没有数据的项目", "港湾数据平台 OpenHarbor", "恶意")
    assert sorted(names, key=text.index) == sorted(names, key=before.index)


def test_what_is_quickly_written_is_handed_to_nobody(sample, rewrite, monkeypatch):
    """Telling another process of a report costs more than its JSON."""
    monkeypatch.setattr("reports.run.FEW", 2)
    monkeypatch.setattr("reports.run.processors", lambda: 2)
    begun = []
    monkeypatch.setattr(
        "reports.crew.ProcessPoolExecutor",
        lambda *given: begun.append(given) or ProcessPoolExecutor(*given),
    )
    rewrite(settings=ReportSettings(formats=("json", "md", "csv", "spdx")))
    assert not begun
    rewrite(settings=ReportSettings(formats=("json", "docx")))
    assert len(begun) == 1
