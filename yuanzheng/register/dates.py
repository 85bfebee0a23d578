"""When something was: dates as people and programs write them in China, never guessed."""

from __future__ import annotations

import calendar
import re
import unicodedata
from datetime import date, datetime, timedelta

from scoring.programme.entries import Span

EARLIEST, LATEST = 1990, 2100
_UNKNOWN = {
    "",
    "-",
    "--",
    "—",
    "——",
    "/",
    "无",
    "暂无",
    "未知",
    "不详",
    "待定",
    "待补",
    "N/A",
    "NA",
}
_DIGITS = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}
_CLOCK = r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
_DAY = re.compile(rf"(\d{{4}})(?:([-/.])|年)(\d{{1,2}})(?(2)\2|月)(\d{{1,2}})日?{_CLOCK}")
_MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})月?")
_YEAR = re.compile(r"(\d{4})年?")
_BARE = re.compile(r"(\d{4})(\d{2})(\d{2})?")
_SERIAL = re.compile(r"([2-7]\d{4})(?:\.\d+)?")
_UNTIL = re.compile(r"至|到|~|—+|–")
_CHINESE = re.compile(r"[〇零○一二三四五六七八九十]+")
_MORE = re.compile(r"(?:(\d{1,2})[-/.月])?(\d{1,2})日?")
_HELP = "应是日期，如 2024-05-03、2024年5月3日；只知道月份就写 2024年5月"


class BadDate(ValueError):
    """Says in Chinese what to write instead."""


def read(value: object, *, epoch: date = date(1899, 12, 30), loose: bool = False) -> Span | None:
    """The days a cell may mean; None where it says that nobody knows.

    `loose`: a text that may be a number in disguise, as in CSV. Raises `BadDate`.
    """
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return _sane(value, value)
    if isinstance(value, bool) or not isinstance(value, str | int | float | None):
        raise BadDate(_HELP)
    if isinstance(value, int | float):
        return _number(value, epoch)
    return _text(value or "", epoch, loose)


def _number(value: float, epoch: date) -> Span:
    """Excel's day number, a year, 202405 or 20240503; 2024.5 as somebody typed it."""
    if float(value).is_integer():
        text = str(int(value))
        if EARLIEST <= value <= LATEST:
            return _whole_year(int(value))
        if found := _BARE.fullmatch(text):
            return _parts(found)
    if 20_000 <= value < 80_000:
        day = epoch + timedelta(days=int(value))
        return _sane(day, day)
    return _typed(repr(value))


def _typed(text: str) -> Span:
    found = re.fullmatch(r"(\d{4})\.(\d{1,2})", text)
    if found and found[2] == "1":
        raise BadDate("分不清是 1 月还是 10 月（表格程序会丢掉末位的 0）：请写成 2024年1月 的样子")
    if found and EARLIEST <= int(found[1]) <= LATEST:
        return _parts(found)
    raise BadDate(_HELP)


def _text(written: str, epoch: date, loose: bool) -> Span | None:
    text = unicodedata.normalize("NFKC", written.strip("\ufeff")).strip()
    if text.upper() in _UNKNOWN:
        return None
    text = re.sub(r"\s+(?!\d{1,2}:)|(?<=[年月日])\s+(?=\d)", "", _arabic(text))
    if loose and re.fullmatch(r"\d{4}\.1", text):
        return _typed(text)
    if len(ends := _ends(text)) == 2:
        return _range(*ends)
    if found := _SERIAL.fullmatch(text):
        day = epoch + timedelta(days=int(found[1]))
        return _sane(day, day)
    return _one(text)


def _ends(text: str) -> list[str]:
    """A hyphen parts two days only where it does not part year, month and day."""
    named = _UNTIL.split(text)
    return text.split("-") if len(named) == 1 and re.search("[./年月]", text) else named


def _arabic(text: str) -> str:
    """二〇二四年十二月 → 2024年12月."""
    return _CHINESE.sub(_digits, text)


def _digits(found: re.Match[str]) -> str:
    told = found[0]
    if "十" not in told:
        return "".join(str(_DIGITS[c]) for c in told)
    tens, _, ones = told.partition("十")
    if "十" in ones or len(tens) > 1 or len(ones) > 1:
        raise BadDate(_HELP)
    return str(10 * (_DIGITS[tens] if tens else 1) + (_DIGITS[ones] if ones else 0))


def _one(text: str) -> Span:
    for shape in (_DAY, _MONTH, _YEAR, _BARE):
        if found := shape.fullmatch(text):
            return _parts(found)
    raise BadDate(_HELP)


def _range(first: str, last: str) -> Span:
    """Of 2024年10月23日至25日 the second lacks what it shares with the first."""
    begins = _one(first)
    short = _MORE.fullmatch(last)
    if short and _DAY.fullmatch(first):
        start = begins.first
        ends = _whole_day(start.year, int(short[1] or start.month), int(short[2]))
    elif (month := re.fullmatch(r"(\d{1,2})月?", last)) and _MONTH.fullmatch(first):
        ends = _whole_month(begins.first.year, int(month[1]))
    else:
        ends = _one(last)
    if ends.last < begins.first:
        raise BadDate("的起止日期前后颠倒：请核对")
    return Span(begins.first, ends.last)


def _parts(found: re.Match[str]) -> Span:
    numbers = [int(part) for part in found.groups() if part and part.isdigit()]
    if len(numbers) == 1:
        return _whole_year(*numbers)
    return _whole_month(*numbers) if len(numbers) == 2 else _whole_day(*numbers)


def _whole_year(year: int) -> Span:
    return _sane(_day(year, 1, 1), _day(year, 12, 31))


def _whole_month(year: int, month: int) -> Span:
    first = _day(year, month, 1)
    return _sane(first, first.replace(day=calendar.monthrange(year, month)[1]))


def _whole_day(year: int, month: int, day: int) -> Span:
    found = _day(year, month, day)
    return _sane(found, found)


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise BadDate(f"没有 {year}-{month:02d}-{day:02d} 这一天：请核对") from None


def _sane(first: date, last: date) -> Span:
    if not EARLIEST <= first.year <= last.year <= LATEST:
        raise BadDate(f"的年份应在 {EARLIEST} 与 {LATEST} 之间：请核对")
    return Span(first, last)
