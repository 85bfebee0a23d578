"""CycloneDX 1.6 JSON: the project, its repositories and the third-party code they name."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from reports import bills, jsontext
from reports.bills import Part
from reports.evidence import Report
from reports.visible import one_line

TITLE = "CycloneDX 物料清单"
IS_LONG = False
_KINDS = {"model": "machine-learning-model", "dataset": "data", "space": "application"}
_ORIGINS = {"package": "library", "copy": "library", **_KINDS}
_SCOPES = {"runtime": "required", "optional": "optional", "development": "excluded"}
_PROJECT = "project"


def write(report: Report, folder: Path) -> list[Path]:
    """`物料清单.cdx.json`."""
    path = folder / "物料清单.cdx.json"
    path.write_text(jsontext.written(document(report)), encoding="utf-8", newline="\n")
    return [path]


def document(report: Report) -> dict[str, Any]:
    found = bills.parts(report)
    name = one_line(report.project.name) or report.project.project_id
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{bills.serial(report, 'cyclonedx')}",
        "version": 1,
        "metadata": {
            "timestamp": bills.created(report),
            "tools": {"components": [{"type": "application", "name": bills.TOOL}]},
            "component": {"type": "application", "bom-ref": _PROJECT, "name": name},
            "properties": [_property("note", text) for text in bills.remarks(report)],
        },
        "components": [_component(part) for part in found],
        "dependencies": _dependencies(found),
    }


def _component(part: Part) -> dict[str, Any]:
    other = part.other
    kind = _ORIGINS[other.origin] if other else _KINDS.get(_kind(part), "application")
    made: dict[str, Any] = {
        "type": kind, "bom-ref": _id(part), "name": one_line(part.name, 300) or "?",
    }  # fmt: skip
    if other is not None and other.version:
        made["version"] = one_line(other.version, 300)
    if other is not None and other.scope in _SCOPES:
        made["scope"] = _SCOPES[other.scope]
    made |= _licences(part)
    if other is not None and other.purl:
        made["purl"] = other.purl
    return {**made, "properties": _said(part)}


def _kind(part: Part) -> str:
    return part.repository.kind if part.repository else ""


def _licences(part: Part) -> dict[str, Any]:
    """One expression: what was concluded, else what was declared; nothing where neither is."""
    for text, how in ((part.concluded, "concluded"), (part.declared, "declared")):
        if text not in {bills.NONE, bills.UNKNOWN}:
            return {"licenses": [{"expression": text, "acknowledgement": how}]}
    return {}


def _said(part: Part) -> list[dict[str, str]]:
    """What the format has no field for; NONE and NOASSERTION are two things."""
    told = [
        _property("licenceDeclared", part.declared), _property("licenceConcluded", part.concluded),
    ]  # fmt: skip
    if part.other is not None:
        told.append(_property("licenceSource", part.other.licence_source))
        told.append(_property("named", part.other.named))
        told += [_property("advice", part.other.advice)] if part.other.advice else []
    return told


def _property(name: str, value: str) -> dict[str, str]:
    return {"name": f"{bills.TOOL}:{name}", "value": value}


def _id(part: Part) -> str:
    return f"part-{part.number}"


def _dependencies(found: Iterable[Part]) -> list[dict[str, Any]]:
    own = {part.repository.repo_id: _id(part) for part in found if part.repository}
    taken: dict[str, list[str]] = {ref: [] for ref in own.values()}
    for part in found:
        if part.other is not None and part.other.repo_id in own:
            taken[own[part.other.repo_id]].append(_id(part))
    listed = [{"ref": _PROJECT, "dependsOn": list(own.values())}]
    return [*listed, *({"ref": ref, "dependsOn": refs} for ref, refs in taken.items())]
