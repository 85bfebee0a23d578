"""Which names and addresses may join aliases; the lists stand in `names.toml`."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any

_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|（[^（）]*）|【[^【】]*】|<[^<>]*>")
_CJK = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\u3040-\u30ff\uac00-\ud7af\U00020000-\U0003ffff]")
_MARKS = re.compile(r"[.,，、;\"“”\x00-\x1f\x7f]")
_HYPHENS = re.compile(r"['’‑-]")
_WORD = re.compile(r"[^\W\d_][^\W\d_'’‑-]+")


@cache
def rules() -> dict[str, Any]:
    """The content of `names.toml`."""
    return tomllib.loads(files("scoring.people").joinpath("names.toml").read_text(encoding="utf-8"))


@cache
def plain(name: str) -> str:
    """The name without case, accents, company in brackets, dots, commas and doubled spaces."""
    bare = _BRACKETED.sub(" ", name[:200])
    if not bare.isascii():
        spelt = unicodedata.normalize("NFKD", bare)
        kept = (mark for mark in spelt if unicodedata.category(mark) not in {"Mn", "Cf", "Cc"})
        bare = unicodedata.normalize("NFC", "".join(kept))
    return " ".join(_MARKS.sub(" ", bare.casefold()).split())


@cache
def full_name(name: str | None) -> str | None:
    """The key under which a name may join aliases of a project; None: too little to go by.

    At least two words of two letters, or more than `max_short_name` characters of Chinese,
    Japanese or Korean; no default name, no role, no Chinese name in pinyin.
    """
    key = plain(name) if name else ""
    characters = len(_CJK.findall(key))
    if characters:
        return key if characters > rules()["max_short_name"] else None
    words = key.split()
    long_enough = sum(bool(_WORD.fullmatch(word)) for word in words) >= 2
    if not long_enough or _is_nobody(key, words) or _is_pinyin(words):
        return None
    return key


@cache
def is_placeholder(domain: str | None) -> bool:
    """Whether addresses of this domain say nothing about who writes."""
    if not domain or "." not in domain:
        return True
    listed: list[str] = rules()["placeholder_domains"]
    return any(
        domain.endswith(entry) if entry.startswith(".") else domain == entry for entry in listed
    )


def _is_nobody(key: str, words: list[str]) -> bool:
    return key in rules()["default_names"] or not set(words).isdisjoint(rules()["role_words"])


def _is_pinyin(words: list[str]) -> bool:
    """A Chinese surname, first or last, and a given name of one or two syllables."""
    surnames = rules()["surnames"]
    first, last = words[0], words[-1]
    return (first in surnames and _is_given(words[1:])) or (
        last in surnames and _is_given(words[:-1])
    )


def _is_given(words: list[str]) -> bool:
    spelt = _HYPHENS.sub("", "".join(words))
    return re.fullmatch(f"(?:{rules()['syllable']}){{1,2}}", spelt) is not None
