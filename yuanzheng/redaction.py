"""Keeps tokens out of whatever is shown or logged."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

HIDDEN = "‹令牌已隐去›"
_SHAPES = re.compile(
    r"gh[a-z]_[A-Za-z0-9]{16,}|github_pat_[A-Za-z0-9_]{16,}|hf_[A-Za-z0-9]{16,}"
    r"|glpat-[A-Za-z0-9_-]{16,}"
)
# Gitee's tokens are bare hex digits, as commit ids are: suspect only where somebody wrote them.
_HEX = re.compile(r"(?<![\w/\\.-])[0-9a-f]{32}(?:[0-9a-f]{8})?(?![\w/\\.-])")
_PARTS = (
    (re.compile(r"(?i)(access_token|private_token|api_key|password)=[^&\s\"']+"), r"\1=" + HIDDEN),
    (re.compile(r"(?i)(authorization|private-token)(\W{1,4})"
                r"(?:(?:bearer|token|basic) )?[^\s,'\"]+"), r"\1\2" + HIDDEN),
    (re.compile(r"(?<=http)://[^/\s@]+@|(?<=https)://[^/\s@]+@|://[^/\s@:]*:[^/\s@]*@"),
     f"://{HIDDEN}@"),
)  # fmt: skip
_SECRET_NAMES = re.compile(
    r"TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|API_?KEY|WEBHOOK", re.IGNORECASE
)


def looks_secret(text: str) -> bool:
    """Whether a token, or an address with one inside, stands in the text."""
    shapes = (_SHAPES, _HEX, *(shape for shape, _ in _PARTS))
    return any(shape.search(text) for shape in shapes)


def redact(text: str, environment: Mapping[str, str] = os.environ) -> str:
    """The text without what has a token's shape, and without the values of secret variables.

    A variable is secret when its name says so or its value looks like a token.
    """
    for name, value in environment.items():
        if len(value) >= 8 and (_SECRET_NAMES.search(name) or looks_secret(value)):
            text = text.replace(value, HIDDEN)
    for shape, shown in _PARTS:
        text = shape.sub(shown, text)
    return _SHAPES.sub(HIDDEN, text)


def redact_typed(text: str) -> str:
    """The same for a sentence that repeats what somebody typed: bare hex digits go as well."""
    return redact(_HEX.sub(HIDDEN, text))
