"""The figures of the forms are those of the report: in JSON, HTML, PDF and the workbook."""

from __future__ import annotations

import io
import json
import re
from html import unescape
from types import SimpleNamespace

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from openpyxl import load_workbook
from pypdf import PdfReader

from reports import loading
from reports.evidence import Report
from reports.forms import word
from scoring.policy_files import all_policies, load
from warehouse.store import Warehouse
from yuanzheng.facts.reading import Stated, fields_of
from yuanzheng.forms.filling import forms
from yuanzheng.forms.source import Source


@pytest.fixture
def harbor(sample: SimpleNamespace) -> Report:
    with Warehouse(sample.database, read_only=True) as opened:
        [project] = [one for one in loading.projects(opened) if one.project_id == "harbor"]
        return loading.load(opened, project, sample.as_of)


def drafted(report: Report, policy_id: str) -> str:
    """All words of the forms of a policy, read back from the Word files; where the policy asks for
    some figures, all that the report has stand there."""
    policy = load(policy_id)
    every = tuple(row.metric_id for row in report.rows() if row.metric_id and not row.part)
    fields = tuple(
        one.model_copy(update={"metrics": every}) if one.metrics else one for one in policy.fields
    )
    changed = policy.model_copy(update={"fields": fields})
    source = Source(changed, Stated(fields=fields_of((policy_id,))), report)
    found = []
    for form in forms(source):
        document = Document(io.BytesIO(word.written(form)))
        every = document.element.body.iter(qn("w:p"))
        found += [Paragraph(one, document._body).text for one in every]
    return "\n".join(found)


def figures(text: str) -> set[tuple[str, str]]:
    """(evidence id, the words before it): what the form says the figure is."""
    return {
        (found[1], text[max(0, found.start() - 200) : found.start()].rstrip("（，"))
        for found in re.finditer(r"证据 (E\d+)", text)
    }


def test_every_figure_of_a_form_is_the_reports(harbor: Report, sample: SimpleNamespace) -> None:
    document = json.loads((sample.harbor / "证据表.json").read_text("utf-8"))
    rows = {row["evidence_id"]: row for table in document["tables"] for row in table["rows"]}
    page = unescape(re.sub(r"<[^>]+>", " ", (sample.harbor / "证据表.html").read_text("utf-8")))
    printed = "".join(one.extract_text() for one in PdfReader(sample.harbor / "证据表.pdf").pages)
    book = load_workbook(sample.harbor / "证据表.xlsx", data_only=True)
    cells = {str(row[0]): row for sheet in book for row in sheet.iter_rows(values_only=True)}
    seen: set[str] = set()
    for policy in all_policies():
        for evidence_id, before in figures(drafted(harbor, policy.policy_id)):
            row = rows[evidence_id]
            shown = row["shown"]
            said = shown if row["value"] is None else f"{shown} {row['unit']}"
            assert before.endswith(said.strip()), (policy.policy_id, evidence_id)
            assert re.search(rf"\b{evidence_id}\b", printed)
            assert re.search(rf"\b{evidence_id}\b.*?{re.escape(shown)}", page, re.DOTALL)
            kept = cells[evidence_id][8]
            assert kept in {row["value"], shown}, evidence_id
            seen.add(evidence_id)
    assert len(seen) > 3
