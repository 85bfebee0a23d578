"""The rules of `paths.toml` and `words.toml` as one regular expression (RE2) each."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def patterns() -> dict[str, str]:
    """Rule name → pattern. `command` and `thanks` are to match a whole comment."""
    paths, words = _toml("paths"), _toml("words")
    found = {name: _any(shapes) for name, shapes in paths.items()}
    latin, characters = words["thanks_words"], words["thanks_characters"]
    return found | {
        "revert": _any(words["revert"]),
        "quoted": _any(words["quoted"]),
        "command": rf"(?i)(?:[ \t]*(?:{_any(words['command'])})[ \t]*(?:\r?\n\s*|$))+",
        "thanks": rf"(?i)(?:{_whole(latin)}|{_any(characters)}|:[a-z0-9_+-]+:|@[\w.-]+|{_MARKS})+",
    }


# Punctuation, symbols and emoji with the marks that join or colour them, and the key-cap digits.
_MARKS = r"[\p{P}\p{S}\s\x{FE0F}\x{200D}\x{20E3}\x{E0020}-\x{E007F}]"


def _any(shapes: list[str]) -> str:
    return "(?:" + "|".join(f"(?:{shape})" for shape in shapes) + ")"


def _whole(words: list[str]) -> str:
    return "(?:" + "|".join(rf"\b{w}\b" if w[0].isalnum() else w for w in words) + ")"


def _toml(name: str) -> dict[str, Any]:
    text = files("scoring.acts").joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
