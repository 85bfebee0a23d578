"""SPDX 2.3 JSON: the project, its repositories and the third-party code they name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from reports import bills, jsontext
from reports.bills import Part
from reports.evidence import Report
from reports.visible import one_line

TITLE = "SPDX 物料清单"
IS_LONG = False
_REF = re.compile(r"LicenseRef-[A-Za-z0-9.-]+")
_TIES = {"development": "DEV_DEPENDENCY_OF", "optional": "OPTIONAL_DEPENDENCY_OF"}
_PROJECT = "SPDXRef-Project"


def write(report: Report, folder: Path) -> list[Path]:
    """`物料清单.spdx.json`."""
    path = folder / "物料清单.spdx.json"
    path.write_text(jsontext.written(document(report)), encoding="utf-8", newline="\n")
    return [path]


def document(report: Report) -> dict[str, Any]:
    found = bills.parts(report)
    packages = [_package(part) for part in found]
    return {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": one_line(report.project.name) or report.project.project_id,
        "documentNamespace": f"urn:uuid:{bills.serial(report, 'spdx')}",
        "comment": "；".join(bills.remarks(report)),
        "creationInfo": {"created": bills.created(report), "creators": [f"Tool: {bills.TOOL}"]},
        "packages": [_project(report), *packages],
        "relationships": [_tie(*tie) for tie in _ties(found)],
        **_texts(packages),
    }


def _project(report: Report) -> dict[str, Any]:
    name = one_line(report.project.name) or report.project.project_id
    return {"SPDXID": _PROJECT, "name": name, **_licences(bills.UNKNOWN, bills.UNKNOWN)}


def _package(part: Part) -> dict[str, Any]:
    made: dict[str, Any] = {"SPDXID": _id(part), "name": one_line(part.name, 300) or "?"}
    other = part.other
    if other is not None and other.version:
        made["versionInfo"] = one_line(other.version, 300)
    made |= _licences(part.declared, part.concluded)
    if other is not None and other.purl:
        made["externalRefs"] = [
            {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
             "referenceLocator": other.purl},
        ]  # fmt: skip
    if other is not None and other.advice:
        made["comment"] = other.advice
    return made


def _licences(declared: str, concluded: str) -> dict[str, Any]:
    return {
        "downloadLocation": bills.UNKNOWN, "filesAnalyzed": False, "licenseDeclared": declared,
        "licenseConcluded": concluded, "copyrightText": bills.UNKNOWN,
    }  # fmt: skip


def _id(part: Part) -> str:
    return f"SPDXRef-{part.number}"


def _ties(found: Iterable[Part]) -> Iterator[tuple[str, str, str]]:
    yield "SPDXRef-DOCUMENT", "DESCRIBES", _PROJECT
    of: dict[str, str] = {}
    for part in found:
        if part.repository is not None:
            of[part.repository.repo_id] = _id(part)
            yield _PROJECT, "CONTAINS", _id(part)
        elif part.other is not None and (own := of.get(part.other.repo_id)):
            if part.other.scope in _TIES:
                yield _id(part), _TIES[part.other.scope], own
            else:
                yield own, "CONTAINS" if part.other.origin == "copy" else "DEPENDS_ON", _id(part)


def _tie(one: str, kind: str, other: str) -> dict[str, str]:
    return {"spdxElementId": one, "relationshipType": kind, "relatedSpdxElement": other}


def _texts(packages: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Licences on no list, which a document must explain."""
    fields = ("licenseDeclared", "licenseConcluded")
    texts = " ".join(package[field] for package in packages for field in fields)
    known = sorted(set(_REF.findall(texts)))
    if not known:
        return {}
    told = "不在 SPDX 许可证清单里；原文见证据表与存档"
    return {
        "hasExtractedLicensingInfos": [
            {"licenseId": one, "extractedText": told, "name": one} for one in known
        ]
    }
