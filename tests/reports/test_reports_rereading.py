"""A report read back from its JSON is the same report, so that its PDF can be made anew."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest

from reports import loading, rereading
from reports.formats import json as json_format
from reports.formats import pdf
from warehouse.store import Warehouse


@pytest.mark.parametrize("project_id", ["harbor", "evil", "empty"])
def test_the_same_report(sample: SimpleNamespace, project_id: str) -> None:
    with Warehouse(sample.database, read_only=True) as opened:
        project = {p.project_id: p for p in loading.projects(opened)}[project_id]
        made = loading.load(opened, project, sample.as_of)
    content = json_format.content(made)
    read = rereading.report(json.loads(content))
    assert read == made
    assert json_format.content(read) == content


def test_the_same_pdf(sample: SimpleNamespace) -> None:
    document = json.loads((sample.evil / "证据表.json").read_bytes())
    assert pdf.content(rereading.report(document)) == (sample.evil / "证据表.pdf").read_bytes()


@pytest.mark.parametrize("document", [{}, {"clauses": [1]}, {"clauses": {}, "sources": None}])
def test_anything_else_is_refused(document: dict[str, object]) -> None:
    with pytest.raises((ValueError, KeyError, TypeError, AttributeError)):
        rereading.report(document)
