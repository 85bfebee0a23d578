"""Errors of scoring; every message is one Chinese sentence for the user."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class ScoringError(ValueError):
    """A definition, a policy or a setting cannot be used as written."""


def nearest(word: str, valid: Iterable[str]) -> str:
    """`最接近的是 X` for the valid word most like `word`, else the list of valid words."""
    known = sorted(valid)
    close = get_close_matches(word, known, n=1, cutoff=0.4)
    return f"最接近的是 {close[0]}" if close else f"可用的有 {'、'.join(known) or '（无）'}"
