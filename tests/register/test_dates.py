"""Dates of a register: every way of writing a day is that day, and nothing else is."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.programme.entries import Span
from yuanzheng.register import dates

DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))
FULL = str.maketrans("0123456789/.-", "０１２３４５６７８９／．－")
CHINESE = str.maketrans("0123456789", "〇一二三四五六七八九")


def numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{'〇一二三'[tens]}十"
    return head + (str(ones).translate(CHINESE) if ones else "")


def writings(day: date) -> list[object]:
    year, month, number = day.year, day.month, day.day
    return [
        day, datetime(year, month, number, 13, 5), day.isoformat(), f"{year}/{month}/{number}",  # noqa: DTZ001
        f"{year}.{month}.{number}", f"{year}年{month}月{number}日", f"{day:%Y%m%d}",
        f" {year} 年 {month} 月 {number} 日 ", f"{day.isoformat()} 00:00:00",
        f"{year}/{month}/{number}".translate(FULL), int(f"{day:%Y%m%d}"),
        f"{str(year).translate(CHINESE)}年{numeral(month)}月{numeral(number)}日",
    ]  # fmt: skip


@given(DAYS)
def test_every_writing_of_a_day_is_that_day(day: date) -> None:
    for written in writings(day):
        assert dates.read(written) == Span(day, day), written
    serial = (day - date(1899, 12, 30)).days
    for number in (serial, serial + 0.75, str(serial)):
        assert dates.read(number) == Span(day, day)
    later = (day - date(1904, 1, 1)).days
    if later >= 32_000:
        assert dates.read(later, epoch=date(1904, 1, 1)) == Span(day, day)


@given(DAYS)
def test_a_month_or_a_year_alone_means_all_its_days(day: date) -> None:
    following = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    month = Span(day.replace(day=1), following - timedelta(days=1))
    for written in (f"{day.year}年{day.month}月", f"{day:%Y-%m}", f"{day.year}/{day.month}"):
        assert dates.read(written) == month
    whole = Span(date(day.year, 1, 1), date(day.year, 12, 31))
    for year in (day.year, str(day.year), f"{day.year}年", float(day.year)):
        assert dates.read(year) == whole


@given(DAYS, st.integers(0, 400))
def test_a_span_goes_from_its_first_day_to_its_last(first: date, days: int) -> None:
    last = min(first + timedelta(days=days), date(2100, 12, 31))
    for joint in ("至", "到", "—", "~", " - "):
        written = joint.join(f"{day.year}年{day.month}月{day.day}日" for day in (first, last))
        assert dates.read(written) == Span(first, last)
    if last > first:
        with pytest.raises(dates.BadDate, match="前后颠倒"):
            dates.read(f"{last}至{first}")
    assert dates.read(Span(first, last).words) == Span(first, last), "as it is shown it is read"


@given(st.text(alphabet="0123456789年月日-/.至十〇一二三四五六七八九 T:", max_size=24))
def test_anything_else_is_refused_with_a_sentence(text: str) -> None:
    with suppress(dates.BadDate):
        found = dates.read(text)
        assert found is None or 1990 <= found.first.year <= found.last.year <= 2100
        assert found is None or found.first <= found.last


@given(st.one_of(st.floats(), st.integers(), st.booleans(), st.times(), st.timedeltas()))
def test_no_number_is_guessed_at(value: object) -> None:
    with suppress(dates.BadDate):
        found = dates.read(value)
        assert found is not None
        assert 1990 <= found.first.year <= found.last.year <= 2100


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("2024年10月23日-25日", "2024-10-23 至 2024-10-25"),
        ("2024.5.3-5.6", "2024-05-03 至 2024-05-06"),
        ("2024/12/30-2025/1/2", "2024-12-30 至 2025-01-02"),
        ("2024年5月-7月", "2024-05-01 至 2024-07-31"),
        (2024.5, "2024-05"), (2024.12, "2024-12"), ("2024.1", "2024-01"), ("2024.10", "2024-10"),
    ],
)  # fmt: skip
def test_short_writings(written: object, words: str) -> None:
    found = dates.read(written)
    assert found is not None
    assert found.words == words


@pytest.mark.parametrize(("value", "loose"), [(2024.1, False), ("2024.1", True)])
def test_january_and_october_are_not_confused(value: object, loose: bool) -> None:
    with pytest.raises(dates.BadDate, match="1 月还是 10 月"):
        dates.read(value, loose=loose)


@pytest.mark.parametrize("written", [None, "", " ", "待定", "—", "／", "未知", "n/a"])
def test_an_unknown_date_is_unknown(written: str | None) -> None:
    assert dates.read(written) is None


@pytest.mark.parametrize(
    "written",
    [
        "2024-02-30",
        "2024年13月",
        "5月3日",
        "昨天",
        "2024年5月3日前",
        "24.5.3",
        "1024年",
        "2024-05/03",
    ],
)
def test_what_is_no_date_is_refused(written: str) -> None:
    with pytest.raises(dates.BadDate):
        dates.read(written)
