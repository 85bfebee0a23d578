"""JSON as it is written: indented, in its own order, with nothing hidden in it."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

_DANGEROUS = re.compile(r"[^\x0a\x20-\x7e\u00a0-\u00ac\u00ae-\u02ff\u3000-\u9fff\uff01-\uff5e]")
_ESCAPED = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def written(document: Mapping[str, Any], default: Callable[[Any], str] | None = None) -> str:
    """`default` writes values JSON has no form for."""
    text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False, default=default)
    return _DANGEROUS.sub(_escape, text) + "\n"


def _escape(found: re.Match[str]) -> str:
    """Hidden and terminal characters as JSON escapes: the same text to a parser."""
    if unicodedata.category(found[0]) not in _ESCAPED:
        return found[0]
    units = found[0].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[i : i + 4]}" for i in range(0, len(units), 4))
