"""Whether the PDF of a pack is what its JSON gives: typeset anew, compared byte for byte.

No reader of the page could tell as much: what is drawn over a figure is no text.
"""

from __future__ import annotations

from reports import rereading
from reports.evidence import Report
from reports.formats import json as json_format
from reports.formats import pdf
from reports.seal import layout, reading
from reports.seal.findings import Findings
from reports.seal.opening import Files, Place
from reports.typeset import engine
from reports.visible import one_line

# What a stranger may make this machine draw: a minute, not an hour.
_MOST_JSON, _MOST_ITEMS = 64 << 20, 30_000
_MOST_PDF = 400 << 20


def with_pdf(files: Files, found: Findings, not_checked: list[str]) -> bytes | None:
    """The PDF, when it is exactly what the JSON beside it gives; else a finding, or a word on
    why that could not be told."""
    places = {
        end: [place for path, place in files.items() if _is_report(path, end)]
        for end in ("json", "pdf")
    }
    paths = [path for path in files if _is_report(path, "pdf")]
    if len(paths) != 1:
        where = f"{layout.REPORTS}/证据表.pdf"
        found.add("报告", where, f"应当正好有一份，却有 {len(paths)} 份。")
    if found.total or len(places["json"]) != 1 or len(places["pdf"]) != 1:
        not_checked.append("没有重新排版 PDF 来比对（前面已有不通过之处）。")
        return None
    try:
        return _compared(places["json"][0], places["pdf"][0], paths[0], found, not_checked)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - a stranger's report may do anything to its setting
        found.add("报告", paths[0], "按旁边的 JSON 排不出这份 PDF：JSON 缺少应有的内容。")
        return None


def _is_report(path: str, ending: str) -> bool:
    return path.startswith(f"{layout.REPORTS}/") and path.endswith(f"/证据表.{ending}")


def _compared(
    json_place: Place, pdf_place: Place, path: str, found: Findings, not_checked: list[str]
) -> bytes | None:
    if json_place.size > _MOST_JSON or pdf_place.size > _MOST_PDF:
        not_checked.append("PDF 太大，没有重新排版来比对：请以网页与 Excel 为准。")
        return None
    content = json_place.read(_MOST_JSON)
    report = rereading.report(reading.parsed(content))
    if _items(report) > _MOST_ITEMS:
        not_checked.append("PDF 的内容太多，没有重新排版来比对：请以网页与 Excel 为准。")
        return None
    there = pdf_place.read(_MOST_PDF)
    if json_format.content(report) == content and pdf.content(report) == there:
        return there
    here, stated = engine.versions(), one_line(engine.stated(there), 200)
    if stated and stated != here:
        not_checked.append(
            f"PDF：它说自己由 {stated} 排版，这里是 {here}，无法逐字节重做。"
            "请以网页与 Excel 为准，或装上那些版本再核验。"
        )
    else:
        found.add("报告", path, "与按旁边的 JSON 重新排版的不同。")
    return None


def _items(report: Report) -> int:
    """What there is to set; a picture takes as long as many rows."""
    parts = (report.clauses, report.licence_lines, report.completeness, report.definitions)
    return sum(map(len, parts)) + sum(1 for _ in report.rows()) + 20 * len(report.series)
