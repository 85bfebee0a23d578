"""Bills of materials: valid by the libraries' own validators, and saying what the tables say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from spdx_tools.spdx.parser.parse_anything import parse_file
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

from reports import catalogue, loading
from reports.evidence import Report
from warehouse.store import Warehouse


@pytest.fixture(params=["harbor", "evil", "empty"])
def report(sample: Any, request: pytest.FixtureRequest) -> Report:
    with Warehouse(sample.database, read_only=True) as opened:
        project = {p.project_id: p for p in loading.projects(opened)}[request.param]
        return loading.load(opened, project, sample.as_of)


def written(name: str, report: Report, folder: Path) -> Path:
    [path] = catalogue.load(name).write(report, folder)
    return path


def test_spdx_is_valid(report: Report, tmp_path: Path) -> None:
    found = parse_file(str(written("spdx", report, tmp_path)))
    messages = validate_full_spdx_document(found)
    assert [one.validation_message for one in messages] == []
    assert len(found.packages) == 1 + len(report.repositories) + len(report.third_party)


def test_cyclonedx_is_valid(report: Report, tmp_path: Path) -> None:
    text = written("cyclonedx", report, tmp_path).read_text("utf-8")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    made = json.loads(text)
    assert len(made["components"]) == len(report.repositories) + len(report.third_party)


def test_none_is_not_the_same_as_unknown(sample: Any, tmp_path: Path) -> None:
    with Warehouse(sample.database, read_only=True) as opened:
        project = {p.project_id: p for p in loading.projects(opened)}["harbor"]
        report = loading.load(opened, project, sample.as_of)
    told = {one.name: one for one in report.third_party}
    assert {"NONE", "NOASSERTION"} <= {one.licence for one in told.values()}
    spdx = json.loads(written("spdx", report, tmp_path).read_text("utf-8"))
    packages = {one["name"]: one for one in spdx["packages"]}
    cdx = json.loads(written("cyclonedx", report, tmp_path).read_text("utf-8"))
    components = {one["name"]: one for one in cdx["components"]}
    for name, one in told.items():
        said = {packages[name]["licenseDeclared"], packages[name]["licenseConcluded"]}
        assert one.licence in said
        assert said <= {one.licence, "NOASSERTION"}
        listed = [entry["expression"] for entry in components[name].get("licenses", [])]
        assert listed == ([] if one.licence in {"NONE", "NOASSERTION"} else [one.licence])
        properties = {p["name"]: p["value"] for p in components[name]["properties"]}
        values = (properties["yuanzheng:licenceDeclared"], properties["yuanzheng:licenceConcluded"])
        assert one.licence in values
    assert packages["mit-lib"]["externalRefs"][0]["referenceLocator"] == "pkg:npm/mit-lib@1.0.0"
    ties = {(t["spdxElementId"], t["relationshipType"]) for t in spdx["relationships"]}
    assert (packages["dev-tool"]["SPDXID"], "DEV_DEPENDENCY_OF") in ties
    assert components["dev-tool"]["scope"] == "excluded"


def test_every_format_shows_the_list(sample: Any) -> None:
    """Each name in each format, with the advice; NOTICE lines where a document names it."""
    folder = next(path for path in sample.out.iterdir() if (path / "证据表.json").exists()
                  and "mit-lib" in (path / "证据表.json").read_text("utf-8"))  # fmt: skip
    for file in ("证据表.html", "证据表.md", "csv/第三方依赖许可.csv"):
        text = (folder / file).read_text("utf-8")
        for words in ("mit-lib", "gpl-lib", "按矩阵不相容", "NOTICE:3"):
            assert words in text, (file, words)
