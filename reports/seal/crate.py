"""`ro-crate-metadata.json`: what made what from what (RO-Crate 1.1, with terms of W3C PROV)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from importlib.metadata import PackageNotFoundError, version
from typing import Any
from urllib.parse import quote

from reports.evidence import Report
from reports.seal import layout
from reports.seal.sums import Sums

Node = dict[str, Any]
_CONTEXT = [
    "https://w3id.org/ro/crate/1.1/context",
    {"prov": "http://www.w3.org/ns/prov#", "sha256": "https://schema.org/sha256"},
]
_KINDS = {
    "html": "text/html", "png": "image/png", "jpg": "image/jpeg", "webp": "image/webp",
    "json": "application/json", "jsonl": "application/x-ndjson",
    "csv": "text/csv", "md": "text/markdown", "gz": "application/warc",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}  # fmt: skip
_PROGRAM, _MAKING, _COLLECTING = "#yuanzheng", "#making", "#collecting"
_PICTURING = "#picturing"


@dataclass(frozen=True, slots=True)
class Made:
    """`settings`: keys of the configuration that figures depend on, never a secret;
    `given`: what the applicant brought."""

    report: Report
    policy_id: str
    root: str
    settings: Mapping[str, str]
    files: Mapping[str, Sums]
    given: frozenset[str] = frozenset()


def document(made: Made) -> Node:
    """The crate of the folder `data`; `files` are paths of the pack with their hashes."""
    parts = {p: s for p, s in sorted(made.files.items()) if p.startswith("data/")}
    return {
        "@context": _CONTEXT,
        "@graph": [
            {"@id": "ro-crate-metadata.json", "@type": "CreativeWork",
             "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"}, "about": {"@id": "./"}},
            _whole(made, parts),
            *_doings(made, parts),
            *(_file(path, sums, made.given) for path, sums in parts.items()),
            *_settings(made),
        ],
    }  # fmt: skip


def _whole(made: Made, parts: Mapping[str, Sums]) -> Node:
    project, at = made.report.project, made.report.as_of.astimezone(UTC).isoformat()
    return {
        "@id": "./", "@type": "Dataset", "name": f"{project.name} 证据包",
        "description": "开源项目证据：原始应答存档、数据表、数字与报告。"
        + ("示例数据，不得用于申报或评审。" if project.sample else ""),
        "datePublished": at, "license": "申报与评审之用", "identifier": f"sha256:{made.root}",
        "creator": project.applicant or "申报主体未填写",
        "hasPart": [{"@id": _id(path)} for path in parts],
        "prov:wasGeneratedBy": {"@id": _MAKING},
    }  # fmt: skip


def _doings(made: Made, parts: Mapping[str, Sums]) -> Iterator[Node]:
    report = made.report
    archive = _ids(path for path in parts if path.startswith(f"{layout.ARCHIVE}/"))
    tables = _ids(path for path in parts if path.startswith(f"{layout.TABLES}/"))
    reports = _ids(path for path in parts if path.startswith(f"{layout.REPORTS}/"))
    yield {
        "@id": _PROGRAM, "@type": "SoftwareApplication", "name": "源证 yuanzheng",
        "softwareVersion": program_version(), "version": program_version(),
    }  # fmt: skip
    yield {
        "@id": _COLLECTING, "@type": ["CreateAction", "prov:Activity"], "name": "采集",
        "description": "每个存档文件是一次采集，文件名是它开始的时刻（UTC）",
        "instrument": {"@id": _PROGRAM}, "prov:wasAssociatedWith": {"@id": _PROGRAM},
        "object": [{"@id": r.url} for r in report.repositories], "result": archive,
    }  # fmt: skip
    yield {
        "@id": _MAKING, "@type": ["CreateAction", "prov:Activity"], "name": "计算与出报告",
        "instrument": {"@id": _PROGRAM}, "prov:wasAssociatedWith": {"@id": _PROGRAM},
        "endTime": report.as_of.astimezone(UTC).isoformat(),
        "object": [*archive, *tables], "prov:used": [*archive, *tables],
        "result": [{"@id": "figures.json"}, *reports],
        "description": f"对照政策 {made.policy_id}",
        "additionalProperty": [{"@id": f"#setting-{key}"} for key in sorted(made.settings)],
    }  # fmt: skip
    if any(path.startswith(f"{layout.PICTURES}/") for path in parts):
        yield {
            "@id": _PICTURING, "@type": ["CreateAction", "prov:Activity"], "name": "网页截图",
            "instrument": {"@id": _PROGRAM}, "prov:wasAssociatedWith": {"@id": _PROGRAM},
        }  # fmt: skip
    for repository in report.repositories:
        yield {"@id": repository.url, "@type": "SoftwareSourceCode", "name": repository.repo_id}


def _settings(made: Made) -> Iterator[Node]:
    for key, value in sorted(made.settings.items()):
        yield {"@id": f"#setting-{key}", "@type": "PropertyValue", "name": key, "value": value}


def _file(path: str, sums: Sums, given: frozenset[str]) -> Node:
    node: Node = {
        "@id": _id(path), "@type": ["File", "prov:Entity"], "contentSize": str(sums.size),
        "sha256": sums.sha256,
        "encodingFormat": _KINDS.get(path.rpartition(".")[2], "application/octet-stream"),
    }  # fmt: skip
    if path in given or path.startswith(f"{layout.ATTACHED}/"):
        return {**node, "description": layout.ATTACHED_WORDS}
    if path.startswith(f"{layout.PICTURES}/"):
        return {**node, "prov:wasGeneratedBy": {"@id": _PICTURING}}
    made_by = _COLLECTING if path.startswith(f"{layout.ARCHIVE}/") else _MAKING
    return {**node, "prov:wasGeneratedBy": {"@id": made_by}}


def _ids(paths: Iterator[str]) -> Sequence[Node]:
    return [{"@id": _id(path)} for path in paths]


def _id(path: str) -> str:
    return quote(path.removeprefix("data/"))


def program_version() -> str:
    try:
        return version("yuanzheng")
    except PackageNotFoundError:
        return "未知"
