"""Personal data that stands by chance in quoted text does not go on into a report."""

from __future__ import annotations

import re

_PERSONAL = (
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}"), "〔邮箱已隐去〕"),
    (re.compile(r"(?<![0-9A-Za-z])[1-9]\d{16}[\dXx](?![0-9A-Za-z])"), "〔证件号已隐去〕"),
    (re.compile(r"(?<![0-9A-Za-z])1[3-9]\d{9}(?![0-9A-Za-z])"), "〔电话已隐去〕"),
)


def without_personal_data(text: str | None) -> str | None:
    """E-mail addresses, identity card and mobile numbers replaced by a word; None stays None."""
    if text is not None:
        for pattern, word in _PERSONAL:
            text = pattern.sub(word, text)
    return text
