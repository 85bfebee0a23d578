"""Stretches of time: what addresses say, and what is left beside firmer words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from scoring.organisations.spans import REACH, Run, Span, beside, of_runs

T0 = datetime(2025, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def span(since: int | None, until: int | None, name: str = "a.com") -> Span:
    def at(days: int | None) -> datetime | None:
        return None if days is None else T0 + days * DAY

    return Span(name, at(since), at(until), "email", "有")


def holds(one: Span, when: datetime) -> bool:
    begun = one.since is None or one.since <= when
    return begun and (one.until is None or when < one.until)


def test_an_address_speaks_for_half_a_year_before_and_after() -> None:
    [one] = of_runs([Run("a.com", T0, T0 + 10 * DAY, 3)])
    assert (one.since, one.until) == (T0 - REACH, T0 + 10 * DAY + REACH)
    assert "2025-01-01 至 2025-01-11" in one.reason
    assert "3 次提交" in one.reason


def test_the_next_employer_begins_with_the_first_commit_signed_so() -> None:
    first, second = of_runs([Run("a.com", T0, T0, 1), Run("b.com", T0 + DAY, T0 + DAY, 1)])
    assert first.until == second.since == T0 + DAY


def test_times_at_the_ends_of_the_calendar_are_no_error() -> None:
    ends = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    [one] = of_runs([Run("a.com", *ends, 2)])
    assert (one.since, one.until) == ends


@st.composite
def runs(draw: st.DrawFn) -> list[Run]:
    days = sorted(draw(st.sets(st.integers(0, 3000), max_size=16)))
    pairs = zip(days[::2], days[1::2], strict=False)
    return [
        Run(draw(st.sampled_from(["a.com", "b.com"])), T0 + first * DAY, T0 + last * DAY, 1)
        for first, last in pairs
    ]


@given(runs())
def test_spans_cover_their_runs_and_never_overlap(own: list[Run]) -> None:
    found = list(of_runs(own))
    for run, one in zip(own, found, strict=True):
        assert holds(one, run.first)
        assert holds(one, run.last)
    for one, other in pairwise(found):
        assert one.until is not None
        assert other.since is not None
        assert one.until <= other.since


SPAN = st.tuples(
    st.none() | st.integers(0, 50), st.none() | st.integers(51, 90), st.integers(-60, 60)
).map(lambda one: span(
    None if one[0] is None else one[0] + one[2], None if one[1] is None else one[1] + one[2]
))  # fmt: skip


@given(SPAN, st.lists(SPAN, max_size=3))
def test_what_is_left_is_what_the_firm_spans_do_not_hold(one: Span, firm: list[Span]) -> None:
    left = list(beside([one], firm))
    for day in range(-200, 250):
        when = T0 + day * DAY
        firmly = any(holds(other, when) for other in firm)
        assert sum(holds(piece, when) for piece in left) == (holds(one, when) and not firmly)
