"""SPDX expressions: reading them without a guess, their ids and flags."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from license_expression import ExpressionError, Licensing, ParseError

from scoring.licences.spdx import Flag, spdx_list

MAX_LENGTH = 500
_TOKEN = re.compile(r"\(|\)|[A-Za-z0-9][A-Za-z0-9.+:-]*|\S")
_REF = re.compile(r"(?:DocumentRef-[A-Za-z0-9.-]+:)?LicenseRef-[A-Za-z0-9.-]+")
_FAMILY = re.compile(r"(?:-only|-or-later|\+)$")
_LATER = "-or-later"


@dataclass(frozen=True, slots=True)
class Expression:
    """A readable expression: canonical text, ids in order, flags of the whole."""

    text: str
    ids: tuple[str, ...]
    osi: Flag
    fsf: Flag


def parse(text: str) -> Expression | None:
    """None when the text is no SPDX expression over the list, exceptions and LicenseRefs.

    `MIT/Apache-2.0`, the old spelling of OR, is read; deprecated ids become today's
    (`GPL-3.0` → `GPL-3.0-only`, as the list itself maps them).
    """
    if len(text) > MAX_LENGTH:
        return None
    tokens = [_canonical(token) for token in _TOKEN.findall(text.replace("/", " OR "))]
    if not tokens or None in tokens:
        return None
    try:
        tree = _licensing().parse(" ".join(str(token) for token in tokens))
    except (ExpressionError, ParseError, RecursionError):
        return None
    if tree is None:
        return None
    ids = tuple(dict.fromkeys(str(key) for key in _licensing().license_keys(tree)))
    licences = tuple(key for key in ids if key not in spdx_list().exceptions)
    if not _well_used(str(tree.render()), ids):
        return None
    return Expression(str(tree.render()), licences, _fold(tree, "osi"), _fold(tree, "fsf"))


def join(expressions: list[str], operator: str) -> str:
    """Expressions joined by AND or OR, canonical; NOASSERTION when one cannot be read."""
    texts = list(dict.fromkeys(expressions))
    if len(texts) == 1:
        return texts[0]
    whole = parse(f" {operator} ".join(f"({text})" for text in texts))
    return whole.text if whole else "NOASSERTION"


def family(key: str) -> str:
    """The id without what a licence text cannot tell: -only, -or-later, +."""
    return _FAMILY.sub("", key)


def flags(key: str) -> tuple[Flag, Flag]:
    """(OSI, FSF) of one id; a LicenseRef is on no list, so unknown."""
    entry = spdx_list().licences.get(key)
    return (entry.osi, entry.fsf) if entry else ("unknown", "unknown")


def _well_used(text: str, ids: tuple[str, ...]) -> bool:
    """Whether ids are single words, with exceptions behind WITH and nowhere else."""
    exceptions = spdx_list().exceptions
    behind = re.findall(r" WITH (\S+?)(?=[\s)]|$)", text)
    return all(" " not in key and (key in behind) == (key in exceptions) for key in ids)


def _canonical(token: str) -> str | None:
    if token in {"(", ")"}:
        return token
    if token.upper() in {"AND", "OR", "WITH"}:
        return token.upper()
    if _REF.fullmatch(token):
        return token
    return _ids().get(token.casefold())


@cache
def _ids() -> dict[str, str]:
    listed = spdx_list()
    found = {key.casefold(): key for key in (*listed.licences, *listed.exceptions)}
    for key, entry in listed.licences.items():
        later = key.removesuffix("+") + _LATER
        today = later if key.endswith("+") else f"{key}-only"
        if entry.deprecated and today in listed.licences:
            found[key.casefold()] = today
    return found


def _fold(tree: object, which: str) -> Flag:
    """Flag of an expression: AND needs all of one kind, OR is content with one yes."""
    operator = str(getattr(tree, "operator", "")).strip()
    if operator in {"AND", "OR"}:
        parts = {_fold(arg, which) for arg in getattr(tree, "args", ())}
        if operator == "OR" and "yes" in parts:
            return "yes"
        return parts.pop() if len(parts) == 1 else "unknown"
    symbol = getattr(tree, "license_symbol", tree)
    osi, fsf = flags(str(getattr(symbol, "key", "")))
    return osi if which == "osi" else fsf


@cache
def _licensing() -> Licensing:
    return Licensing()
