"""PDF: the report to print, hand in and sign; the JSON evidence lies inside."""

from __future__ import annotations

from pathlib import Path

from reports.evidence import Report
from reports.formats import json as json_format
from reports.typeset import contents, engine

TITLE = "PDF 证据表"
IS_LONG = True


def write(report: Report, folder: Path) -> list[Path]:
    """`证据表.pdf`."""
    path = folder / "证据表.pdf"
    path.write_bytes(content(report))
    return [path]


def content(report: Report) -> bytes:
    """The file as it is written."""
    attached = json_format.content(report)
    return engine.made(contents.contents(report), attached, report.as_of)
