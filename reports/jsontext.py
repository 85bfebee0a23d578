"""JSON as it is written: indented, in its own order, with nothing hidden in it."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from types import NoneType
from typing import Any, TypeGuard

_DANGEROUS = re.compile(r"[^\x0a\x20-\x7e\u00a0-\u00ac\u00ae-\u02ff\u3000-\u9fff\uff01-\uff5e]")
_ESCAPED = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_text = json.JSONEncoder(ensure_ascii=False).encode
# What the encoder makes of these, without the cost of asking it.
_SAME: dict[type[Any], Callable[[Any], str]] = {str: _text, NoneType: lambda _: "null", int: repr}
_HOLDS = (dict, list, tuple)
_SINGLE = {str, int, float, bool, NoneType, date, datetime}


def written(document: Mapping[str, Any], default: Callable[[Any], str] | None = None) -> str:
    """`default` writes values JSON has no form for."""
    return _DANGEROUS.sub(_escape, _Indented(default).text(document, 0)) + "\n"


class _Indented:
    """The text of `json.dumps(…, indent=1)`, which Python makes item by item: here what holds no
    lists is encoded at once, by the encoder in C, with the indentation in its separators."""

    def __init__(self, default: Callable[[Any], str] | None) -> None:
        self._default, self._encoders = default, dict[int, json.JSONEncoder]()

    def text(self, value: Any, depth: int) -> str:
        if not isinstance(value, _HOLDS) or not value:
            return self._flat(value, depth)
        start, end = "{}" if isinstance(value, dict) else "[]"
        if _holds_none(value.values() if isinstance(value, dict) else value):
            inside = self._flat(value, depth + 1)[1:-1]
        elif _is_table(value):
            inside = self._table(value, depth + 1)
        else:
            inside = f",\n{' ' * (depth + 1)}".join(self._parts(value, depth + 1))
        return f"{start}\n{' ' * (depth + 1)}{inside}\n{' ' * depth}{end}"

    def _parts(self, value: Any, depth: int) -> list[str]:
        if not isinstance(value, dict):
            return [self.text(one, depth) for one in value]
        return [f"{self._key(key)}: {self.text(one, depth)}" for key, one in value.items()]

    def _table(self, rows: Sequence[Mapping[str, Any]], depth: int) -> str:
        """Rows at once, encoded as if each stood within the one before; no text of theirs can hold
        the line ends by which they are told apart."""
        outer, inner = " " * depth, " " * (depth + 1)
        text = self._flat(rows, depth + 1)[2:-2]
        text = text.replace(f"}},\n{inner}{{", f"\n{outer}}},\n{outer}{{\n{inner}")
        return f"{{\n{inner}{text}\n{outer}}}"

    def _key(self, key: object) -> str:
        if isinstance(key, str):
            return _text(key)
        return self._flat(self._flat(key, 0), 0)

    def _flat(self, value: Any, depth: int) -> str:
        single = _SAME.get(type(value))
        if single:
            return single(value)
        if depth not in self._encoders:
            self._encoders[depth] = json.JSONEncoder(
                ensure_ascii=False, allow_nan=False, default=self._default,
                separators=(f",\n{' ' * depth}", ": "),
            )  # fmt: skip
        return self._encoders[depth].encode(value)


def _holds_none(values: Collection[Any]) -> bool:
    """Nothing is held but single values; what is empty is written as one too."""
    kinds = {*map(type, values)}
    if kinds <= _SINGLE:
        return True
    return not any(value for value in values if isinstance(value, _HOLDS))


def _is_table(value: Any) -> TypeGuard[Sequence[Mapping[str, Any]]]:
    return not isinstance(value, dict) and all(
        isinstance(one, dict) and one and _holds_none(one.values()) for one in value
    )


def _escape(found: re.Match[str]) -> str:
    """Hidden and terminal characters as JSON escapes: the same text to a parser."""
    if unicodedata.category(found[0]) not in _ESCAPED:
        return found[0]
    units = found[0].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[i : i + 4]}" for i in range(0, len(units), 4))
