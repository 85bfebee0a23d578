"""DOCX: the report to edit and hand in where Word is asked for; a short main part and an annex."""

from __future__ import annotations

from pathlib import Path

from reports.evidence import Report

TITLE = "Word 证据表"
IS_LONG = True


def write(report: Report, folder: Path) -> list[Path]:
    """`证据表.docx`."""
    from reports.word import whole

    path = folder / "证据表.docx"
    path.write_bytes(whole.written(report))
    return [path]
