"""How figures, times and words of the warehouse are written: the same in every format."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from reports.evidence import EvidenceRow, MonthValue
from warehouse.numerals import number

ZONE = ZoneInfo("Asia/Shanghai")
OUTCOMES = ("满足", "不满足", "需人工佐证", "数据不足")
UNKNOWN = "未知"
# Beside the words of completeness: shapes, not colours alone.
MARKS = {"complete": "●", "partial": "◐", "not_observable": "○", "not_asked": "·"}
NOTHING = "—"
OPEN_WINDOW = "自有记录起"
NO_REASON = "没有登记原因"
NO_RECORDS = "窗口内没有可供计算的记录"
ROOT = "根散列"
SAMPLE = "示例数据"
SAMPLE_NOTICE = "示例数据：由程序生成，仅供试用，不得用于申报或评审。"


@cache
def _words() -> dict[str, dict[str, str]]:
    text = files("reports").joinpath("words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def word(topic: str, code: str) -> str:
    """The Chinese word for a code of the warehouse; a code without one stays as it is."""
    return _words()[topic].get(code, code)


def value_words(row: EvidenceRow | MonthValue) -> str:
    """The value without its unit; 未知 for unknown, — where there is nothing to measure."""
    if isinstance(row, EvidenceRow) and row.metric_id is None:
        return NOTHING
    shown = UNKNOWN if row.value is None else number(row.value)
    if row.value_text is None:
        return shown
    return row.value_text if row.value is None else f"{shown}（{row.value_text}）"


def with_unit(row: EvidenceRow) -> str:
    """The value as it stands in a sentence: `127 个`."""
    return value_words(row) if row.value is None else f"{value_words(row)} {row.unit}".strip()


def unknown_reason(row: EvidenceRow | MonthValue) -> str:
    """Why the value is unknown; '' when it is known."""
    if row.value is not None or row.value_text is not None:
        return ""
    if isinstance(row, EvidenceRow) and row.metric_id is None:
        return ""
    return row.completeness_reason or (NO_RECORDS if row.n == 0 else NO_REASON)


def completeness_words(grade: str | None, reason: str | None) -> str:
    """完整 / 部分：… / 不可观测：…"""
    if grade is None:
        return NOTHING
    shown = word("completeness", grade)
    return f"{shown}：{reason or NO_REASON}" if grade != "complete" else shown


def count_words(count: int | None) -> str:
    return UNKNOWN if count is None else f"{count:,}"


def beijing(instant: datetime | None) -> str:
    """`2026-11-18 10:25:11` in Beijing time."""
    return UNKNOWN if instant is None else f"{instant.astimezone(ZONE):%Y-%m-%d %H:%M:%S}"


def first_day(start: datetime | None) -> str:
    return OPEN_WINDOW if start is None else f"{start.astimezone(ZONE):%Y-%m-%d}"


def first_instant(start: datetime | None, end: datetime) -> str:
    """The first day of a window; with the time if it ends within a day, for so it begins."""
    return first_day(start) if start is None or whole_days(end) else beijing(start)


def last_day(end: datetime) -> str:
    """The last day of a window that ends before `end`; with the time if that is not midnight."""
    local = end.astimezone(ZONE)
    if whole_days(end):
        return f"{local - timedelta(microseconds=1):%Y-%m-%d}"
    return f"{local:%Y-%m-%d %H:%M:%S}"


@lru_cache(maxsize=4096)
def window_words(start: datetime | None, end: datetime | None) -> str:
    """First and last day in Beijing time, both inclusive; with times if it ends within a day."""
    if end is None:
        return NOTHING
    return f"{first_instant(start, end)} 至 {last_day(end)}"


def whole_days(end: datetime) -> bool:
    """Whether an instant is midnight in Beijing, so that the day before it counts in full."""
    return end.astimezone(ZONE).time() == datetime.min.time()


def as_of_date(as_of: datetime) -> str:
    return last_day(as_of)


def counted_in(as_of: datetime) -> str:
    """What to add to the date: the day counts in full, or nothing when it ends within it."""
    return "（含当日）" if whole_days(as_of) else ""


def as_of_instant(as_of: datetime) -> str:
    return f"{as_of.astimezone(ZONE).isoformat()}（UTC {as_of.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}）"


def definition_key(row: EvidenceRow) -> str:
    """`metric_id@version`; — for a clause that rests on no figure."""
    if row.metric_id is None:
        return NOTHING
    return f"{row.metric_id}@{UNKNOWN if row.version is None else row.version}"


def outcome_counts(outcomes: Iterable[str]) -> tuple[tuple[str, int], ...]:
    """How many there are of each outcome, in the order in which outcomes are read."""
    counted = Counter(outcomes)
    order = (*OUTCOMES, *sorted(set(counted) - set(OUTCOMES)))
    return tuple((name, counted[name]) for name in order if counted[name])


def counted(grades: Iterable[str]) -> tuple[tuple[str, int], ...]:
    """How many there are of each grade, the best first."""
    found = Counter(grades)
    order = (*_words()["completeness"], *sorted(set(found) - set(_words()["completeness"])))
    return tuple((grade, found[grade]) for grade in order if found[grade])
