"""What every file in `reports/formats` must keep: a new format gets these tests by being there."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile, is_zipfile

import pytest
from pypdf import PdfReader

from reports import catalogue, loading
from reports.settings import ReportSettings
from warehouse.store import Warehouse

FORMATS = catalogue.names()


def test_the_formats_the_task_names_are_there():
    usual = {"html", "pdf", "docx", "xlsx", "csv", "md", "json", "spdx", "cyclonedx"}
    assert set(ReportSettings().formats) == usual <= set(FORMATS)


@pytest.fixture(params=["harbor", "evil", "empty"])
def report(sample, request):
    with Warehouse(sample.database, read_only=True) as opened:
        project = {p.project_id: p for p in loading.projects(opened)}[request.param]
        return loading.load(opened, project, sample.as_of)


@pytest.mark.parametrize("name", FORMATS)
class TestEveryFormat:
    def test_has_a_title(self, name):
        assert catalogue.load(name).TITLE.strip()
        assert catalogue.load(name).IS_LONG in {True, False}

    def test_writes_only_what_it_says_inside_its_folder(self, name, report, tmp_path):
        paths = catalogue.load(name).write(report, tmp_path)
        there = sorted(path for path in tmp_path.rglob("*") if path.is_file())
        assert sorted(paths) == there
        assert there
        assert all(path.stat().st_size for path in there)

    def test_gives_the_same_bytes_again(self, name, report, tmp_path):
        first, second = tmp_path / "first", tmp_path / "second"
        for folder in (first, second):
            folder.mkdir()
            catalogue.load(name).write(report, folder)
        for path in first.rglob("*"):
            if path.is_file():
                assert path.read_bytes() == (second / path.relative_to(first)).read_bytes()

    def test_says_for_when_and_for_whom(self, name, report, tmp_path):
        catalogue.load(name).write(report, tmp_path)
        if name != "csv":
            assert "2026-11-18" in _text(tmp_path)

    def test_marks_sample_data_in_every_file_and_only_there(self, name, report, tmp_path):
        for path in catalogue.load(name).write(report, tmp_path):
            marked = "示例数据" in _text(path) or '"sample": true' in _text(path)
            # the page of real data may not carry the mark anywhere, not even in a style sheet
            assert marked == report.project.sample or _style_only(path)

    def test_writes_no_hidden_character(self, name, report, tmp_path):
        for path in catalogue.load(name).write(report, tmp_path):
            text = _text(path).removeprefix("\ufeff")
            for char in "\x1b\x07\x9b\u202e\u2066\u200b":
                assert char not in text, f"U+{ord(char):04X} in {path.name}"


def _style_only(path: Path) -> bool:
    """The print rule of the shared style sheet names the mark without showing it."""
    text = _text(path)
    return text.count("示例数据") == 1 and '@top-center { content: "示例数据' in text


def _text(path: Path) -> str:
    if path.is_dir():
        return "\n".join(_text(one) for one in sorted(path.rglob("*")) if one.is_file())
    if is_zipfile(path):
        with ZipFile(path) as archive:
            names = [name for name in archive.namelist() if not name.endswith(".png")]
            return "\n".join(archive.read(name).decode("utf-8") for name in names)
    if path.suffix == ".pdf":
        with PdfReader(path) as pages:
            return "\n".join(page.extract_text() for page in pages.pages)
    return path.read_bytes().decode("utf-8")
