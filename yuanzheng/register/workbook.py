"""An XLSX, read as values: nothing is computed, no macro runs, no link is followed."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any
from xml.etree.ElementTree import ParseError

from yuanzheng.register.grid import (
    MOST_COLUMNS,
    MOST_ROWS,
    BadRegister,
    Broken,
    Row,
    Sheet,
    blank,
    filled,
    letters,
)
from yuanzheng.widths import plain

INFLATED = 256 << 20
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=\"([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})\"")
_ROW = re.compile(rb"<(?:\w+:)?row(?:\s[^>]*)?>")
_NUMBERED = re.compile(rb"\sr=\"(\d{1,7})\"")
_HIDDEN = re.compile(rb"\shidden=\"(?:1|true)\"")
_NAMED = 8
_VALUES = (b"v>", b"is>", b"f>", b"<f", b":f")
_DECLARED = (b"<!DOCTYPE", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))
_DAMAGED = "打不开（文件损坏或不完整）：请在 Excel 或 WPS 里打开后另存为 .xlsx"
_UNCOMPUTED = "是公式，文件里没有它算出的值：请在 Excel 或 WPS 里打开、保存后再交，或改写成值"
_WRONG = "的公式出错（{}）：请改正"
_BAD = (
    zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError, IndexError, AttributeError,
    OSError, EOFError, ParseError, SyntaxError, NotImplementedError, OverflowError, RuntimeError,
)  # fmt: skip


def sheets(raw: bytes, name: str) -> tuple[tuple[Sheet, ...], tuple[str, ...]]:
    """Visible sheets that hold anything, and a sentence for each that is hidden or has hidden rows,
    which are read: filters hide what was meant all the same.

    Raises `BadRegister` for macros, other formats, declared entities and what inflates too far.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as whole:
            _harmless(whole, name)
            return _read(raw, whole, name)
    except RecursionError:
        raise BadRegister(f"登记簿 {name} {_DAMAGED}。") from None
    except _BAD:
        raise BadRegister(f"登记簿 {name} {_DAMAGED}。") from None


def _harmless(whole: zipfile.ZipFile, name: str) -> None:
    parts = {info.filename: info for info in whole.infolist()}
    if any(part.lower().endswith("vbaproject.bin") for part in parts):
        raise BadRegister(f"登记簿 {name} 带有宏：请另存为不带宏的 .xlsx 再交。")
    if "xl/workbook.xml" not in parts:
        raise BadRegister(f"登记簿 {name} 的内容不是 XLSX：请在 Excel 或 WPS 里另存为 .xlsx 再交。")
    if any(info.flag_bits & 1 for info in parts.values()):
        raise BadRegister(f"登记簿 {name} 设了密码：请去掉密码后另存。")
    if sum(info.file_size for info in parts.values()) > INFLATED or len(parts) > 5000:
        raise BadRegister(
            f"登记簿 {name} 解压后超过 {INFLATED >> 20} MB：请只留登记的条目，清除多余的格式。"
        )
    if b"purl.oclc.org/ooxml" in whole.read("xl/workbook.xml"):
        raise BadRegister(
            f"登记簿 {name} 是“Strict Open XML”格式：请另存为“Excel 工作簿（.xlsx）”再交。"
        )
    for part in parts:
        if part.endswith((".xml", ".rels")) and _declaring(whole.read(part)):
            raise BadRegister(f"登记簿 {name} 里有文档类型声明，不是表格程序写出的：请另存再交。")


def _declaring(xml: bytes) -> bool:
    return any(mark in xml for mark in _DECLARED)


def _read(
    raw: bytes, whole: zipfile.ZipFile, name: str
) -> tuple[tuple[Sheet, ...], tuple[str, ...]]:
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        values = load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
        formulas = load_workbook(io.BytesIO(raw), read_only=True, keep_links=False)
        epoch = values.epoch
        found, notices = list[Sheet](), list[str]()
        for shown, written in zip(values.worksheets, formulas.worksheets, strict=True):
            title = plain(shown.title)[:60]
            xml = whole.read(shown._worksheet_path)
            rows = tuple(_rows(shown, written, _last(xml), name))
            if not rows:
                continue
            if shown.sheet_state != "visible":
                notices.append(f"{name} 的工作表“{title}”是隐藏的，没有读：要计入请取消隐藏。")
                continue
            if unseen := sorted(_hidden(xml) & {row.number for row in rows}):
                notices.append(_unseen(f"{name} 的工作表“{title}”", unseen))
            merged = tuple(_merged(xml))
            found.append(Sheet(name, title, filled(rows, merged), merged, epoch=_day(epoch)))
    return tuple(found), tuple(notices)


def _day(moment: datetime | date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _last(xml: bytes) -> int | None:
    """The last row with a value: below it may be a million that are only formatted. None: all must
    be looked at, for rows are not numbered."""
    end = max(xml.rfind(mark) for mark in _VALUES)
    found = [_NUMBERED.search(row[0]) for row in _ROW.finditer(xml, 0, max(end, 0))]
    return max((int(one[1]) for one in found if one), default=None) if all(found) else None


def _rows(shown: Any, written: Any, last: int | None, name: str) -> Iterator[Row]:
    shown.reset_dimensions()
    written.reset_dimensions()
    both = (one.iter_rows(max_row=last) for one in (shown, written))
    many = 0
    for number, (cells, formulas) in enumerate(zip(*both, strict=True), 1):
        if not cells:
            continue
        row = Row(number, tuple(map(_value, cells, formulas)))
        if row.empty:
            continue
        many += 1
        if many > MOST_ROWS or _wide(row):
            most = f"{MOST_ROWS:,} 行、{letters(MOST_COLUMNS - 1)} 列"
            raise BadRegister(f"登记簿 {name} 第 {number} 行超出 {most}：请只留登记的条目。")
        yield Row(number, row.cells[:MOST_COLUMNS])


def _hidden(xml: bytes) -> set[int]:
    rows = (row[0] for row in _ROW.finditer(xml))
    found = (_NUMBERED.search(row) for row in rows if _HIDDEN.search(row))
    return {int(one[1]) for one in found if one}


def _unseen(where: str, rows: Sequence[int]) -> str:
    more = f" 等 {len(rows)} 行" if len(rows) > _NAMED else " 行"
    named = "、".join(map(str, rows[:_NAMED]))
    return f"{where}第 {named}{more}是隐藏的（或被筛选隐去），照样读了：不要计入的请删去。"


def _wide(row: Row) -> bool:
    return any(not blank(cell) for cell in row.cells[MOST_COLUMNS:])


def _value(shown: Any, written: Any) -> Any:
    if shown.data_type == "e":
        return Broken(_WRONG.format(str(shown.value)[:20]))
    if shown.value is None and written.data_type == "f":
        return Broken(_UNCOMPUTED)
    return shown.value


def _merged(xml: bytes) -> Iterator[tuple[int, int, int, int]]:
    from openpyxl.utils import range_boundaries

    for found in _MERGED.finditer(xml):
        left, top, right, bottom = range_boundaries(found[1].decode("ascii"))
        yield top, left - 1, bottom, right - 1
