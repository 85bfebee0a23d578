"""The rules of `paths.toml` and `words.toml` as one regular expression (RE2) each, and limits."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def limits() -> dict[str, float]:
    """Limit name → number, of `limits.toml`."""
    return _toml("limits")


@cache
def patterns() -> dict[str, str]:
    """Rule name → pattern. `command`, `thanks` and `unfilled` are to match a whole text,
    `one_word` a whole title."""
    paths, words = _toml("paths"), _toml("words")
    found = {name: _any(shapes) for name, shapes in paths.items()}
    nothing = rf"{_whole(words['thanks_words'])}|{_any(words['thanks_characters'])}|{_FILL}"
    solved, thanks = _whole(words["solved"]), _whole(words["gratitude"])
    filled = f"(?:{nothing}|{solved})*"
    return found | {
        "one_word": words["one_word"],
        "unfilled": rf"(?i)(?:[ \t]*(?:{_any(words['unfilled'])})?[ \t]*(?:\r?\n|$))+",
        "revert": _any(words["revert"]),
        "quoted": _any(words["quoted"]),
        "command": rf"(?i)(?:[ \t]*(?:{_any(words['command'])})[ \t]*(?:\r?\n\s*|$))+",
        "thanks": f"(?i)(?:(?:{nothing})+|{filled}"
        f"(?:{solved}{filled}{thanks}|{thanks}{filled}{solved}){filled})",
    }


# Punctuation, symbols and emoji with the marks that join or colour them, and the key-cap digits.
_MARKS = r"[\p{P}\p{S}\s\x{FE0F}\x{200D}\x{20E3}\x{E0020}-\x{E007F}]"
_FILL = rf":[a-z0-9_+-]+:|@[\w.-]+|{_MARKS}"


def _any(shapes: list[str]) -> str:
    return "(?:" + "|".join(f"(?:{shape})" for shape in shapes) + ")"


def _whole(words: list[str]) -> str:
    return "(?:" + "|".join(rf"\b{w}\b" if re.match("[a-z]", w) else w for w in words) + ")"


def _toml(name: str) -> dict[str, Any]:
    text = files("scoring.acts").joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
