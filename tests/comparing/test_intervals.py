"""Rank intervals, pairs and tau: as counted a second time, on random and on awkward tables."""

from __future__ import annotations

import random

import counted_again
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.comparison import agreement
from scoring.comparison.intervals import MOST_SWAPS, intervals, seed, uniform
from scoring.comparison.points import Table, ranks, scores, table
from scoring.comparison.weights import scheme, standard
from scoring.metric_files import by_id

SCHEME = standard()
METRICS = [one.metric for one in SCHEME.indicators]
PLAIN = {
    "weights": [one.weight for one in SCHEME.indicators],
    "caps": [one.cap for one in SCHEME.indicators],
    "floors": [one.floor for one in SCHEME.indicators],
    "most_unknown": SCHEME.most_unknown,
}
NONE: list[float | None] = [None] * 8
SOME: list[float | None] = [10, 2, 30, 4, 5, 6, 7, 8.5]
MANY: list[float | None] = [9e9, 9e9, 9e9, 9e9, 9e9, 9e9, 13, 9e9]
AWKWARD = {
    "none": [],
    "one": [SOME],
    "one unknown": [NONE],
    "two the same": [SOME, SOME],
    "all the same": [SOME] * 5,
    "all unknown": [NONE, NONE],
    "zeros": [[0] * 8, [0] * 8, SOME],
    "beyond the caps": [MANY, [4000, 1000, 2000, 2000, 1000, 26, 13, 100], SOME],
    "a column nobody has": [[*SOME[:7], None], [*MANY[:7], None]],
    "just as much as may be": [[None, None, 5, 5, 5, None, None, 5], SOME],  # 0.40
    "more than may be": [[None, None, None, 5, 5, None, None, 5], SOME, MANY],
    "known alone": [[5, *NONE[1:]], [*SOME[:1], *MANY[1:]], SOME],
}


def made(rows: list[list[float | None]]) -> Table:
    return table([dict(zip(METRICS, row, strict=True)) for row in rows], SCHEME)


def held_against_the_second_count(rows: list[list[float | None]], start: int, many: int) -> None:
    ours = made(rows)
    found = intervals(ours, start, many)
    spans, shares = counted_again.spread(rows, **PLAIN, seed=start, variants=many)
    given = [None if np.isnan(low) else (int(low), int(high))
             for low, high in zip(found.low, found.high, strict=True)]  # fmt: skip
    assert given == spans
    over = {pair: round(share, 6) for pair, share in shares.items() if share > MOST_SWAPS}
    assert {(a, b): share for a, b, share in found.pairs} == over
    again = [counted_again.score(row, **PLAIN) for row in rows]
    assert [None if np.isnan(one) else one for one in scores(ours)] == pytest.approx(again)


@pytest.mark.parametrize("name", AWKWARD)
def test_awkward_tables_agree_with_the_second_count(name: str) -> None:
    held_against_the_second_count(AWKWARD[name], 7, 60)


def test_a_random_table_agrees_in_full() -> None:
    draw = random.Random(4)
    rows = [
        [None if draw.random() < 0.1 else float(int(cap ** draw.random())) for cap in PLAIN["caps"]]
        for _ in range(15)
    ]
    held_against_the_second_count(rows, 2**32 - 1, 1000)


CELLS = st.one_of(st.none(), st.sampled_from([0.0, 1.0, 12.0]), st.floats(0, 1e7))
ROWS = st.lists(st.lists(CELLS, min_size=8, max_size=8), min_size=1, max_size=6)


@settings(max_examples=40, deadline=None)
@given(rows=ROWS, start=st.integers(0, 2**32 - 1))
def test_any_table_agrees_with_the_second_count(rows: list[list[float | None]], start: int) -> None:
    held_against_the_second_count(rows, start, 24)


NUMBERS = st.lists(st.one_of(st.none(), st.integers(-3, 3)), min_size=0, max_size=12)


@given(first=NUMBERS, seed=st.integers(0, 99))
def test_tau_agrees_with_the_count_pair_by_pair(first: list[float | None], seed: int) -> None:
    second = list(first)
    random.Random(seed).shuffle(second)
    ours = (np.array([np.nan if x is None else x for x in one], float) for one in (first, second))
    assert agreement.tau(*ours) == counted_again.tau_b(first, second)


def test_tau_of_the_same_order_of_the_reverse_and_of_nothing() -> None:
    up, flat = np.array([1.0, 2, 3]), np.array([1.0, 1, 1])
    assert (agreement.tau(up, up), agreement.tau(up, -up)) == (1, -1)
    assert agreement.tau(up, flat) is None
    assert agreement.tau(up[:1], up[:1]) is None


def test_random_numbers_are_counted_not_drawn() -> None:
    numbers = np.array([0, 1, 2_400_000, 2**33], dtype=np.uint64)
    assert uniform(12, numbers).tolist() == [counted_again.u(12, int(n)) for n in numbers]
    draws = uniform(3, np.arange(100_000, dtype=np.uint64))
    assert abs(draws.mean() - 0.5) < 0.005
    assert abs(np.corrcoef(draws[:-1], draws[1:])[0, 1]) < 0.01


def test_the_seed_follows_from_what_is_compared() -> None:
    values = made([SOME, MANY]).values
    assert seed(["a", "b"], values) == seed(["a", "b"], values.copy())
    assert seed(["a", "b"], values) != seed(["a", "c"], values)
    assert seed(["a", "b"], values) != seed(["a", "b"], values + 1)


def test_who_is_better_in_everything_is_first_in_every_variant() -> None:
    better = [value + 1 for value in SOME if value is not None]
    found = intervals(made([SOME, better]), 1)
    assert (found.low.tolist(), found.high.tolist(), found.pairs) == ([2, 1], [2, 1], ())


def test_two_that_are_the_same_share_a_rank_and_are_not_separable() -> None:
    found = intervals(made([SOME, SOME]), 1)
    assert ranks(scores(made([SOME, SOME]))).tolist() == [1, 1]
    assert found.pairs == ((0, 1, 1.0),)


@pytest.mark.parametrize("turned", [False, True])
def test_of_the_same_score_none_is_ahead_whoever_comes_first(turned: bool) -> None:
    most: list[float | None] = [*PLAIN["caps"]]
    silent = [*most[:2], None, None, *most[4:]]  # at its caps in all that is known
    both = [[10 * value for value in most], silent]
    rows = [*(both[::-1] if turned else both), SOME, [value / 2 for value in most]]
    assert scores(made(rows))[:2].tolist() == [100, 100]
    shares = {pair[:2]: pair[2] for pair in intervals(made(rows), 1).pairs}
    assert shares[0, 1] == 1.0
    held_against_the_second_count(rows, 1, 60)


def test_unknowns_widen_the_interval() -> None:
    rows: list[list[float | None]] = [
        [float(int(cap ** (0.4 + place / 40))) for cap in PLAIN["caps"]] for place in range(20)
    ]
    rows[10][3] = None
    known, lost = made([*rows[:10], rows[9], *rows[11:]]), made(rows)
    wide, narrow = intervals(lost, 1), intervals(known, 1)
    assert wide.high[10] - wide.low[10] > narrow.high[10] - narrow.low[10]


def test_weights_of_nothing_leave_a_criterion_out() -> None:
    without = scheme({"stars": 0, "forks": 0, "people": 0.06})
    some, many = (dict(zip(METRICS, row, strict=True)) for row in (SOME, MANY))
    other = table([some, many], without)
    changed = table([{**some, "stars": None, "forks": 9.0}, many], without)
    assert scores(other).tolist() == scores(changed).tolist()
    assert intervals(other, 1).low.tolist() == intervals(changed, 1).low.tolist()


def test_other_ways_of_scoring_are_told_with_their_tau() -> None:
    rows = [[float(int(cap ** (0.2 + 0.1 * place))) for cap in PLAIN["caps"]] for place in range(6)]
    found = agreement.variants(made(rows), SCHEME, {"stars": "星标数"}, {})
    assert found["按百分位归一化"] == found["加权算术平均"] == found["不计星标数"] == 1
    assert len(found) == 5 + 8
    assert set(agreement.variants(made([SOME]), SCHEME, {}, {}).values()) == {None}


@pytest.mark.parametrize("one", agreement.alternatives(), ids=lambda one: one.title)
def test_other_definitions_name_figures_there_are(one: agreement.Alternative) -> None:
    assert one.indicator in [indicator.id for indicator in SCHEME.indicators]
    assert not one.part or f"'{one.part}'" in by_id()[one.metric].sql
