"""The list of proofs of influence: what was measured as in the report, beside what is handed in."""

from __future__ import annotations

from dataclasses import fields, replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from reports import loading
from reports.evidence import EvidenceRow, EvidenceTable, Paper, Report
from reports.forms.model import DRAFT, Form, Grid, Text
from scoring import materials
from scoring.facts.values import Attachment, Given
from scoring.metric_files import by_id
from scoring.policy_files import load
from warehouse.store import Warehouse
from yuanzheng.facts.reading import Stated, fields_of
from yuanzheng.forms.filling import forms
from yuanzheng.forms.measured import NOT_MEASURED
from yuanzheng.forms.source import Source

POLICY = "nanshan-project"
SHOWN = {one.name for one in fields(Paper)}


@pytest.fixture(scope="module")
def harbor(sample: SimpleNamespace) -> Report:
    with Warehouse(sample.database, read_only=True) as opened:
        [project] = [one for one in loading.projects(opened) if one.project_id == "harbor"]
        return loading.load(opened, project, sample.as_of, POLICY)


def made(report: Report, name: str, stated: Stated | None = None) -> Form:
    source = Source(load(POLICY), stated or Stated(fields=fields_of((POLICY,))), report)
    [form] = [one for one in forms(source) if one.form_id == name]
    return form


def rows(form: Form) -> list[list[str]]:
    grids = [part for part in form.parts if isinstance(part, Grid)]
    return [[cell.entry.shown for cell in row] for grid in grids for row in grid.rows]


def measured(report: Report) -> Report:
    """A whole, one unknown, a grade, and two repositories whose downloads are never added up."""
    one, other, *_ = report.repositories
    figures = (
        ("stars", "", 127.0, "", "个"), ("downloads_30d", "", None, "不相加，见分列", "次"),
        ("downloads_30d", one.repo_id, 12.0, None, "次"),
        ("downloads_30d", other.repo_id, 7.0, None, "次"),
        ("star_evidence", "", None, "C 需要说明", ""), ("forks", "", None, None, "个"),
    )  # fmt: skip
    added = tuple(
        EvidenceRow(
            f"E90{n}",
            by_id()[metric].title,
            (),
            metric,
            1,
            part,
            part,
            value,
            words or None,
            unit,
            completeness="complete",
        )
        for n, (metric, part, value, words, unit) in enumerate(figures)
    )
    return replace(report, tables=(*report.tables, EvidenceTable("下载", added)))


def test_figures_are_the_reports_and_absent_ones_are_named(harbor: Report) -> None:
    report = measured(harbor)
    form = made(report, "influence")
    told = {row[0]: row[1] for row in rows(form)}
    first, second = (one.repo_id for one in harbor.repositories[:2])
    assert told["星标数"] == "127 个（证据 E900）"
    assert told[f"近30天下载量，{first}"] == "12 次（证据 E902）"
    assert told[f"近30天下载量，{second}"] == "7 次（证据 E903）"
    assert told["星标增长的依据"] == "C 需要说明（证据 E904）"
    assert told["Fork数"] == "未知（证据 E905）"
    assert "近30天下载量" not in told, "what is never added up has no whole"
    assert told["累计下载量"] == NOT_MEASURED
    assert any(isinstance(p, Text) and p.words.startswith(DRAFT) for p in form.parts)


def test_files_handed_in_stand_beside(harbor: Report) -> None:
    paper = Attachment(path="报道.pdf", sha256="a" * 64, bytes=9, format="pdf", pages=3)
    stated = Stated(
        {"influence": (("人民日报", "2026-03"),)}, {"七（五）": (paper,), "七（四）": (paper,)},
        fields=fields_of((POLICY,)),
    )  # fmt: skip
    told = rows(made(harbor, "influence", stated))
    assert told.count(["报道.pdf", "pdf，3 页", "a" * 64]) == 1
    assert ["1", "人民日报", "2026-03"] in told


def test_papers_say_in_what_form_and_whether_they_are_there(harbor: Report) -> None:
    paper = Attachment(path="证书.pdf", sha256="a" * 64, bytes=9, format="pdf", pages=1)
    facts = {"harbor": {"七（三）-1": Given(attachments=(paper,))}}
    held = [("harbor", load(POLICY))]
    papers = [
        Paper(policy_title="", **cast("Any", {k: v for k, v in row.items() if k in SHOWN}))
        for row in materials.rows(held, facts)
    ]
    other = replace(papers[0], policy_id="futian-2022", material_id="别的")
    told = rows(made(replace(harbor, papers=(other, *papers)), "papers"))
    ids = [row[0] for row in told[1:]]
    assert ids == [one.material_id for one in load(POLICY).materials]
    of = {row[0]: row for row in told[1:]}
    assert of["七（五）"][5] == "源证可出"
    assert of["七（三）-1"][5] == "已附"
    assert of["七（三）-1"][4] == "企事业单位：加盖单位公章"
    assert of["七（四）"][5] == "缺少"
