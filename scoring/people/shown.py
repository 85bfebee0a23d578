"""How a person is shown: public login or name; no address, phone or identity number."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

from scoring.people import names
from scoring.people.aliases import Alias

_ADDRESS = r"[^\s<>()，,;；]+(?:[@＠][\w.-]+|\s*[@＠]\s*[\w-]+(?:\.[\w-]+)+)"
_SPELT_OUT = r"\S+\W+at\W+\S+(?:\W+dot\W+\w+)+"
_PRIVATE = (
    (re.compile(_ADDRESS), "〔邮箱已隐去〕"),
    (re.compile(_SPELT_OUT, re.I), "〔邮箱已隐去〕"),
    (re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)"), "〔证件号已隐去〕"),
    (re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"), "〔电话已隐去〕"),
)
_SUSPECT = re.compile(r"[@＠]|\bdot\b|\d{4}", re.I)
_LONGEST = 60
_PLATFORMS = ("github", "gitee", "gitcode", "huggingface")


def label(aliases: Sequence[Alias]) -> str:
    """The login of the person's account, else the fullest name, else a numbered 未署名."""
    for alias in sorted(aliases, key=_account_first):
        if alias.login and (found := masked(alias.login)):
            return found
    for name in sorted({a.known_as for a in aliases if a.known_as}, key=_fullest_first):
        if found := masked(name):
            return found
    return f"未署名 {min(alias.identity_id for alias in aliases)[-6:]}"


@cache
def masked(text: str) -> str:
    """One line without control or direction marks, private matter replaced by what it was."""
    kept = " ".join("".join(filter(_is_visible, " ".join(text[:300].split()))).split())
    if _SUSPECT.search(kept):
        for shape, words in _PRIVATE:
            kept = shape.sub(words, kept)
    return kept if len(kept) <= _LONGEST else kept[: _LONGEST - 1] + "…"


def _is_visible(mark: str) -> bool:
    return (
        mark == " "
        or mark.isalnum()
        or unicodedata.category(mark) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )


def _account_first(alias: Alias) -> tuple[bool, int, str]:
    platform = alias.account_platform or ""
    place = _PLATFORMS.index(platform) if platform in _PLATFORMS else len(_PLATFORMS)
    return not alias.is_account, place, alias.identity_id


def _fullest_first(name: str) -> tuple[bool, bool, int, str]:
    return "@" in name, names.full_name(name) is None, -len(name), name
