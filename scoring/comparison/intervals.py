"""How sure a rank is: the same comparison in many variants of weights and normalisations.

OECD/JRC, Handbook on Constructing Composite Indicators (2008), step 7: weights, normalisation and
what is put for missing values are the sources of uncertainty. Variant v of `variants`:

- normalisation v mod 3 of `points.NORMALISATIONS`;
- each weight times 0.5 + u, u from [0, 1);
- each unknown of a project that has a score: floor + (1 - floor) * u.

A project's total is the sum of weight * ln(points), in the order of the criteria; ranks are by
totals. Random numbers are counted, not drawn in turn, so that any other program gives the same:

    u(n) = fmix32(seed + (n + 1) * 0x9E3779B9 mod 2^32) / 2^32

with n = v * C + c for weights and n = variants * C + (v * P + p) * C + c for unknowns (C criteria,
P projects); fmix32 is the finaliser of MurmurHash3. Logarithms are rounded to 12 decimals.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
import numpy.typing as npt

from scoring.comparison.points import NORMALISATIONS, Matrix, Table, ranks, scores

VARIANTS = 1000
# The interval leaves out the lowest and the highest twentieth.
TAIL = 0.05
# A pair whose order does not hold in more than this of the variants is not separable.
MOST_SWAPS = 0.10
SPREAD = 0.5
_PLACES = 12
_GOLDEN = 0x9E3779B9


@dataclass(frozen=True, slots=True, eq=False)
class Intervals:
    """`low` and `high` rank of each project, NaN without a score; `pairs`: (ahead, behind, share
    of the variants in which the one ahead is not ahead), those over `MOST_SWAPS`: of the same
    score always."""

    low: Matrix
    high: Matrix
    pairs: tuple[tuple[int, int, float], ...]


def seed(ids: Sequence[str], values: Matrix) -> int:
    """From what is compared alone: the first 32 bits of a SHA-256."""
    rows = [[None if np.isnan(cell) else float(cell) for cell in row] for row in values]
    text = json.dumps([list(ids), rows], ensure_ascii=False)
    return int(sha256(text.encode()).hexdigest()[:8], 16)


def uniform(seed: int, numbers: npt.NDArray[np.uint64]) -> Matrix:
    """u(n) of the module's words for each n."""
    mask = np.uint64(0xFFFFFFFF)
    h = (np.uint64(seed) + (numbers + np.uint64(1)) * np.uint64(_GOLDEN)) & mask
    h ^= h >> np.uint64(16)
    h = (h * np.uint64(0x85EBCA6B)) & mask
    h ^= h >> np.uint64(13)
    h = (h * np.uint64(0xC2B2AE35)) & mask
    h ^= h >> np.uint64(16)
    return h / 2.0**32


def intervals(table: Table, seed: int, variants: int = VARIANTS) -> Intervals:
    """Of the projects that have a score by the weights of the table; deterministic."""
    shown = scores(table)
    held = np.flatnonzero(~np.isnan(shown))
    low, high = np.full(len(shown), np.nan), np.full(len(shown), np.nan)
    if not len(held):
        return Intervals(low, high, ())
    totals = _totals(table, held, seed, variants)
    places = np.sort(np.array([ranks(row) for row in totals]), axis=0)
    tail = int(np.floor(TAIL * variants))
    low[held], high[held] = places[tail], places[variants - 1 - tail]
    return Intervals(low, high, _pairs(shown, held, totals))


def _totals(table: Table, held: npt.NDArray[np.intp], seed: int, variants: int) -> Matrix:
    """A row for each variant, a column for each project of `held`."""
    count, across = table.values.shape
    points = [np.round(np.log(kind(table)[held]), _PLACES) for kind in NORMALISATIONS]
    v = np.arange(variants, dtype=np.uint64)[:, None]
    found = np.zeros((variants, len(held)))
    for c in np.flatnonzero(table.weights > 0):
        factor = 1 - SPREAD + 2 * SPREAD * uniform(seed, v * np.uint64(across) + np.uint64(c))
        logs = np.empty_like(found)
        for kind, of_kind in enumerate(points):
            logs[kind :: len(points)] = of_kind[:, c]
        gaps = np.flatnonzero(table.unknown[held, c])
        numbers = (v * np.uint64(count) + held[gaps].astype(np.uint64)) * np.uint64(across)
        base = np.uint64(variants * across) + np.uint64(c)
        floor = table.floors[c]
        drawn = floor + (1 - floor) * uniform(seed, base + numbers)
        logs[:, gaps] = np.round(np.log(drawn), _PLACES)
        found += table.weights[c] * factor * logs
    return found


def _pairs(
    shown: Matrix, held: npt.NDArray[np.intp], totals: Matrix
) -> tuple[tuple[int, int, float], ...]:
    """Those not separable, by rank of the one ahead; who has the same score goes by place, and as
    neither is ahead the share is the greater of both directions: at least a half."""
    order = np.lexsort((held, -shown[held]))
    columns = np.ascontiguousarray(totals[:, order].T)
    ordered = shown[held[order]]
    found: list[tuple[int, int, float]] = []
    for place, one in enumerate(columns):
        rest = columns[place + 1 :]
        shares = (rest >= one).mean(axis=1)
        same = ordered[place + 1 :] == ordered[place]
        shares[same] = np.maximum(shares[same], (rest[same] <= one).mean(axis=1))
        for other in np.flatnonzero(shares > MOST_SWAPS):
            pair = held[order[place]], held[order[place + 1 + other]]
            found.append((int(pair[0]), int(pair[1]), round(float(shares[other]), 6)))
    return tuple(found)
