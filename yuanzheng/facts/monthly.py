"""Users of a platform by month, from a CSV: `月份,月活跃用户数`, perhaps also `注册用户数`."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from yuanzheng.encodings import decoded

_MONTH = re.compile(r"(\d{4})\s*[-/.年]?\s*(\d{1,2})\s*月?(?:[-/.]\d{1,2})?")
_SERIAL = re.compile(r"[2-6]\d{4}")
_REGISTERED = "注册用户数"
_LARGEST, _MOST = 4 << 20, 1200


class BadTable(Exception):
    """Everything that is wrong with the table, a Chinese sentence each."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def read(path: Path) -> dict[date, int]:
    """First day of a month → users. Raises `BadTable` with all that is wrong at once.

    UTF-8 with or without a byte order mark, or GB 18030; full-width digits; months as texts, as
    dates or as Excel's day numbers; title rows above the head.
    """
    return _column(path, _table(path)[1:], 1)


def registered(path: Path) -> dict[date, int]:
    """The same of a later column called 注册用户数; empty where there is none.

    A cell of it that is empty is a month it lacks.
    """
    head, *rows = _table(path)
    names = [unicodedata.normalize("NFKC", name).strip() for name in head[1]]
    if _REGISTERED not in names[2:]:
        return {}
    at = names.index(_REGISTERED, 2)
    told = [(place, row) for place, row in rows if len(row) > at and row[at].strip()]
    return _column(path, told, at) if told else {}


def _table(path: Path) -> list[tuple[int, list[str]]]:
    """Head first."""
    rows = _rows(path)
    head = next((n for n, (_, row) in enumerate(rows) if _is_head(row)), None)
    if head is None:
        raise BadTable(f"{path.name} 里没有表头：第一列应叫“月份”，第二列是每月的用户数")
    return rows[head:]


def _column(path: Path, rows: list[tuple[int, list[str]]], at: int) -> dict[date, int]:
    found: dict[date, int] = {}
    wrong: list[str] = []
    for place, row in rows:
        try:
            month, users = _row(row, at)
            if month in found:
                raise ValueError(f"{month:%Y-%m} 写了两次")
            found[month] = users
        except ValueError as error:
            wrong.append(f"{path.name} 第 {place} 行：{error}")
    if len(found) > _MOST:
        wrong.append(f"{path.name} 有 {len(found):,} 个月：最多 {_MOST:,} 个月，请只留所问的期间")
    if not found and not wrong:
        wrong.append(f"{path.name} 里没有一个月的数")
    if wrong:
        raise BadTable(*wrong)
    return found


def between(first: date, last: date) -> list[date]:
    """First days of the months from one to the other, both counted."""
    many = (last.year - first.year) * 12 + last.month - first.month + 1
    place = first.year * 12 + first.month - 1
    return [date((place + n) // 12, (place + n) % 12 + 1, 1) for n in range(many)]


def mean(months: Mapping[date, int], span: tuple[date, date] | None) -> int | None:
    """Of the months in the span, in whole users: what is not reached is not rounded up to be.
    None where the table has none of them."""
    counted = [many for month, many in months.items() if not span or span[0] <= month <= span[1]]
    return sum(counted) // len(counted) if counted else None


def lacking(months: Mapping[date, int], span: tuple[date, date]) -> str:
    """Whether the table holds the whole span, which months it lacks, and which are beside it."""
    asked = between(*span)
    told = f"{span[0]:%Y-%m} 至 {span[1]:%Y-%m}"
    gone = [f"{month:%Y-%m}" for month in asked if month not in months]
    beside = [f"{month:%Y-%m}" for month in sorted(months) if month not in asked]
    whole = f"按月的表在 {told} 的 {len(asked)} 个月齐全"
    words = f"按月的表在 {told} 缺 {'、'.join(gone)}" if gone else whole
    return f"{words}，另有期间之外的 {'、'.join(beside)}，没有算进平均" if beside else words


def _rows(path: Path) -> list[tuple[int, list[str]]]:
    """Rows that hold anything, each with the number of its line in the file."""
    table = csv.reader(io.StringIO(_text(path), newline=None))
    try:
        return [(table.line_num, row) for row in table if any(map(str.strip, row))]
    except csv.Error:
        raise BadTable(
            f"{path.name} 第 {table.line_num} 行读不懂：请检查引号是否成对，每月一行"
        ) from None


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes() if path.stat().st_size <= _LARGEST else None
    except OSError:
        raise BadTable(
            f"读不到 {path.name}：请检查路径（从 facts.toml 所在的文件夹算起）"
        ) from None
    if raw is None:
        raise BadTable(f"{path.name} 太大：每月一行，请只留月份与用户数两列")
    if (text := decoded(raw)) is not None:
        return text
    raise BadTable(f"{path.name} 不是 CSV：请在 Excel 里另存为“CSV UTF-8（逗号分隔）”")


def _is_head(row: list[str]) -> bool:
    return len(row) > 1 and unicodedata.normalize("NFKC", row[0]).strip() in {"月份", "月"}


def _row(row: list[str], at: int) -> tuple[date, int]:
    if len(row) <= at:
        raise ValueError("少一列")
    users = unicodedata.normalize("NFKC", row[at]).strip().replace(",", "")
    if not re.fullmatch(r"\d{1,12}", users):
        raise ValueError("用户数应是不小于 0 的整数")
    return _month(unicodedata.normalize("NFKC", row[0]).strip()), int(users)


def _month(text: str) -> date:
    if _SERIAL.fullmatch(text):  # Excel counts days; its own 29 February 1900 is long past
        return date.fromordinal(date(1899, 12, 30).toordinal() + int(text)).replace(day=1)
    found = _MONTH.fullmatch(text)
    if found and int(found[1]) and 1 <= int(found[2]) <= 12:
        return date(int(found[1]), int(found[2]), 1)
    raise ValueError("月份应写成如 2025-06")
