"""A CSV as programs write it in China: several encodings, several separators."""

from __future__ import annotations

import csv
import io
import re

from yuanzheng.encodings import decoded
from yuanzheng.register.grid import MOST_COLUMNS, MOST_ROWS, BadRegister, Row, Sheet

_SEPARATORS = ",\t;|，；"
_QUOTED = re.compile(r'"[^"]*"')
_LOOKED_AT = 1 << 20
_AGAIN = "请在 Excel 里另存为“CSV UTF-8（逗号分隔）”或 .xlsx"


def sheet(raw: bytes, name: str) -> Sheet:
    """The only sheet of the file. Raises `BadRegister`."""
    text = decoded(raw)
    if text is None:
        raise BadRegister(f"登记簿 {name} 不是 UTF-8、GBK 或 UTF-16 编码的文本：{_AGAIN}。")
    rows = _rows(text, _separator(text), name)
    if len(rows) > MOST_ROWS or max((len(row.cells) for row in rows), default=0) > MOST_COLUMNS:
        most = f"{MOST_ROWS:,} 行、{MOST_COLUMNS} 列"
        raise BadRegister(f"登记簿 {name} 超过 {most}：请只留登记的条目。")
    return Sheet(name, None, rows, loose=True)


def _separator(text: str) -> str:
    """The one that parts the most lines, and of those the one that parts them most often; within
    quotes nothing is parted."""
    bare = _QUOTED.sub("", text[:_LOOKED_AT])
    lines = [line for line in bare.splitlines()[:50] if line.strip() and not line.startswith("#")]

    def parted(separator: str) -> tuple[int, int]:
        many = [line.count(separator) for line in lines]
        return sum(map(bool, many)), sum(many)

    return max(_SEPARATORS, key=parted)


def _rows(text: str, separator: str, name: str) -> tuple[Row, ...]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    found: list[Row] = []
    begins = 1
    try:
        for cells in reader:
            row = Row(begins, tuple(cells))
            begins = reader.line_num + 1
            if not row.empty:
                found.append(row)
    except csv.Error:
        raise BadRegister(
            f"登记簿 {name} 从第 {begins} 行起读不成表（引号不成对，或一格太长）：{_AGAIN}。"
        ) from None
    return tuple(found)
