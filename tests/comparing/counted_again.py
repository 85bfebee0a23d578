"""The comparison counted a second time: plain loops over the words of docs/comparison.md."""

from __future__ import annotations

import math
from collections.abc import Sequence

Row = Sequence[float | None]
ROOM = 1 << 32


def u(seed: int, n: int) -> float:
    """MurmurHash3's fmix32 of seed + (n + 1) * 0x9E3779B9."""
    h = (seed + (n + 1) * 0x9E3779B9) % ROOM
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        h ^= h >> shift
        h = h * factor % ROOM
    return (h ^ (h >> 16)) / ROOM


def capped(value: float, cap: float, floor: float) -> float:
    return floor + (1 - floor) * math.log1p(min(max(value, 0), cap)) / math.log1p(cap)


def placed(value: float, known: Sequence[float], floor: float) -> float:
    lower = sum(other < value for other in known)
    same = sum(other == value for other in known)
    place = (lower + (same - 1) / 2) / (len(known) - 1) if len(known) > 1 else 0.5
    return floor + (1 - floor) * place


def spanned(value: float, known: Sequence[float], floor: float) -> float:
    low, high = math.log1p(min(known)), math.log1p(max(known))
    place = (math.log1p(value) - low) / (high - low) if high > low else 0.5
    return floor + (1 - floor) * place


def score(row: Row, weights: Row, caps: Row, floors: Row, most_unknown: float) -> float | None:
    lost = sum(w for x, w in zip(row, weights, strict=True) if x is None)
    if round(lost / sum(weights), 9) > most_unknown:
        return None
    columns = zip(row, weights, caps, floors, strict=True)
    parts = [(w, math.log(capped(x, cap, floor)))
             for x, w, cap, floor in columns if x is not None]  # fmt: skip
    return round(100 * math.exp(sum(w * x for w, x in parts) / sum(w for w, _ in parts)), 6)


def rank(mine: float, all_of_them: Sequence[float]) -> int:
    return 1 + sum(other > mine for other in all_of_them)


def spread(
    rows: Sequence[Row], weights: Row, caps: Row, floors: Row, most_unknown: float, seed: int,
    variants: int,
) -> tuple[list[tuple[int, int] | None], dict[tuple[int, int], float]]:  # fmt: skip
    """The interval of each project, and for each ordered pair the share of variants in which the
    one ahead is not ahead."""
    shown = [score(row, weights, caps, floors, most_unknown) for row in rows]
    held = [p for p, one in enumerate(shown) if one is not None]
    known = [[row[c] for row in rows if row[c] is not None] for c in range(len(weights))]
    ranks: dict[int, list[int]] = {p: [] for p in held}
    totals = []
    for v in range(variants):
        found = {p: total(v, p, rows, known, weights, caps, floors, seed, variants) for p in held}
        totals.append(found)
        for p in held:
            ranks[p].append(rank(found[p], list(found.values())))
    tail = math.floor(0.05 * variants)
    spans = [
        (sorted(ranks[p])[tail], sorted(ranks[p])[variants - 1 - tail]) if p in ranks else None
        for p in range(len(rows))
    ]
    order = sorted(held, key=lambda p: (-shown[p], p))
    shares = {
        (a, b): max(
            sum(found[b] >= found[a] for found in totals),
            sum(found[a] >= found[b] for found in totals) if shown[a] == shown[b] else 0,
        )
        / variants
        for place, a in enumerate(order)
        for b in order[place + 1 :]
    }
    return spans, shares


def total(v, p, rows, known, weights, caps, floors, seed, variants) -> float:
    across, count, found = len(weights), len(rows), 0.0
    for c, weight in enumerate(weights):
        if weight == 0:
            continue
        value, floor = rows[p][c], floors[c]
        if value is None:
            points = floor + (1 - floor) * u(seed, variants * across + (v * count + p) * across + c)
        elif v % 3 == 0:
            points = capped(value, caps[c], floor)
        else:
            points = (placed, spanned)[v % 3 - 1](value, known[c], floor)
        found += weight * (0.5 + u(seed, v * across + c)) * round(math.log(points), 12)
    return found


def tau_b(first: Row, second: Row) -> float | None:
    """Kendall (1945), pair by pair."""
    pairs = [(a, b) for a, b in zip(first, second, strict=True) if None not in (a, b)]
    agreed = one_apart = other_apart = 0
    for place, (a, b) in enumerate(pairs):
        for c, d in pairs[place + 1 :]:
            x, y = (a > c) - (a < c), (b > d) - (b < d)
            agreed += x * y
            one_apart += x != 0
            other_apart += y != 0
    apart = one_apart * other_apart
    return round(agreed / math.sqrt(apart), 6) if apart else None
