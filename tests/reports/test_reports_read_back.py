"""What verify reads back from the formats is what was written, however hostile the words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from reports import loading, run
from reports.seal import agreeing, figures, layout, reprinted
from reports.seal.findings import Findings
from reports.seal.opening import Place
from reports.settings import ReportSettings
from warehouse.store import Warehouse

ROOT = "0123456789abcdef" * 4


@pytest.mark.parametrize("project_id", ["harbor", "evil", "empty"])
def test_every_format_agrees_with_the_figures(
    project_id: str, sample: SimpleNamespace, tmp_path: Path
) -> None:
    with Warehouse(sample.database, read_only=True) as opened:
        [project] = [p for p in loading.projects(opened) if p.project_id == project_id]
        report = replace(loading.load(opened, project, sample.as_of), root=ROOT)
    run.write_one(report, tmp_path / layout.REPORTS, ReportSettings())
    path = tmp_path / layout.FIGURES
    path.write_bytes(figures.as_json(figures.document(report, {})))
    files = {
        p.relative_to(tmp_path).as_posix(): Place(p, 0, p.stat().st_size)
        for p in tmp_path.rglob("*") if p.is_file()
    }  # fmt: skip
    found = Findings()
    made = agreeing.document(files, found)
    assert made is not None, found
    assert len(made.figures) == sum(row.metric_id is not None for row in report.rows())
    reprinted.with_reports(made, ROOT, files, found)
    assert found.kept == []
