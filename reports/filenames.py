"""File names made from names people wrote: safe on Linux, macOS and Windows."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from hashlib import sha256
from urllib.parse import quote

LONGEST = 48
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED = re.compile(
    r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|index\.html|比较)(\..*)?", re.IGNORECASE
)


def safe(name: str, instead: str = "未命名") -> str:
    """One path component: no separator, no hidden mark, no device name, never empty or dotted."""
    text = unicodedata.normalize("NFC", name)
    text = "".join(
        "_" if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} else c for c in text
    )
    text = _FORBIDDEN.sub("_", " ".join(text.split()))[:LONGEST].strip(" .")
    if not text.strip("_"):
        return instead
    return f"_{text}" if _RESERVED.fullmatch(text) else text


def folders(names: Mapping[str, str]) -> dict[str, str]:
    """id → folder name; where two would be the same on some system, both carry their id's hash."""
    plain = {key: safe(name) for key, name in names.items()}
    uses = Counter(_folded(name) for name in plain.values())
    return {
        key: name if uses[_folded(name)] == 1 else f"{name}-{_mark(key)}"
        for key, name in plain.items()
    }


def address(*parts: str) -> str:
    """A relative address; percent-encoded, so that no name is a scheme."""
    return "/".join(quote(part, safe="") for part in parts)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


def _mark(key: str) -> str:
    return sha256(key.encode()).hexdigest()[:10]
