"""How many 字 a text has, as Word counts them (Review → Word Count → 字数)."""

from __future__ import annotations

import re

# Han, kana, Hangul, their punctuation and full-width forms are counted one by one, and so are the
# dashes, dots and quotes that Chinese text shares with others.
_ONE = (
    r"\u1100-\u11ff\u2014\u2018-\u201d\u2026\u2e80-\u303f\u3040-\u9fff\ua960-\ua97f"
    r"\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
)
_COUNTED = re.compile(rf"[{_ONE}]|[^\s{_ONE}]+")


def count(text: str) -> int:
    """Each East Asian character and mark is one, each run of other characters is one."""
    return sum(1 for _ in _COUNTED.finditer(text))
