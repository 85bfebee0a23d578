"""The nearest valid word to a wrong one."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str | None:
    """By Damerau-Levenshtein distance, ties in alphabetical order; None when nothing known has a
    letter of the word where the word has it."""
    from rapidfuzz.distance import DamerauLevenshtein

    ranked = sorted(
        (DamerauLevenshtein.distance(word, other), other)
        for other in known
        if DamerauLevenshtein.distance(word, other) < max(len(word), len(other))
    )
    return ranked[0][1] if ranked else None


def suggestion(word: str, known: Iterable[str]) -> str:
    """“，最接近的是 …” or nothing."""
    found = nearest(word, known)
    return f"，最接近的是 {found}" if found else ""
