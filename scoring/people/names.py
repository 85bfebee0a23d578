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
_JOINED = re.compile(r"[\W_]+")
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’‑-])*[^\W\d_]")
_RELAYED = re.compile(r"\s+via\s+\S.*$", re.I)
# Letters that NFKD leaves whole, as they are written without them.
_UNMARKED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe",
                           "þ": "th"})  # fmt: skip


@cache
def rules() -> dict[str, Any]:
    """The content of `names.toml`."""
    return tomllib.loads(files("scoring.people").joinpath("names.toml").read_text(encoding="utf-8"))


@cache
def plain(name: str) -> str:
    """The name without case, accents, company in brackets, "via" a service, dots and commas."""
    whole = _RELAYED.sub("", name[:200])
    bare = _BRACKETED.sub(" ", whole)
    bare = bare if bare.strip() else whole.strip("()[]（）【】<> ")
    if not bare.isascii():
        spelt = unicodedata.normalize("NFKD", bare)
        kept = (mark for mark in spelt if unicodedata.category(mark) not in {"Mn", "Cf", "Cc"})
        bare = unicodedata.normalize("NFC", "".join(kept))
        bare = bare.casefold().translate(_UNMARKED)
    return " ".join(_MARKS.sub(" ", bare.casefold()).split())


def is_latin(name: str) -> bool:
    """Whether no character of it is Chinese, Japanese or Korean."""
    return not _CJK.search(name)


@cache
def full_name(name: str | None) -> str | None:
    """The key under which a name may join aliases of a project; None: too little to go by.

    At least two words of two letters, or more than `max_short_name` characters of Chinese,
    Japanese or Korean; no default name, no role, no Chinese name in pinyin.
    """
    key = plain(name) if name else ""
    characters = len(_CJK.findall(key))
    if characters:
        long = characters > rules()["max_short_name"]
        return key if long and key not in rules()["default_names"] else None
    words = key.split()
    long_enough = sum(bool(_WORD.fullmatch(word)) for word in words) >= 2
    if not long_enough or _is_nobody(key, words) or _is_pinyin(words):
        return None
    return key


def is_relayed(name: str | None) -> bool:
    """Whether a service wrote in somebody's name ("Ann Lee via GitGitGadget"): so the address is
    the service's own."""
    return bool(name and _RELAYED.search(name[:200]))


@cache
def is_placeholder(domain: str | None) -> bool:
    """Whether addresses of this domain say nothing about who writes."""
    if not domain or "." not in domain:
        return True
    listed: list[str] = rules()["placeholder_domains"]
    return any(
        domain.endswith(entry) if entry.startswith(".") else domain == entry for entry in listed
    )


def is_own_choice(name: str) -> bool:
    """Whether a name of one word is written like a login: a bare "Michael" or 王伟 never is."""
    one = len(name.split()) == 1 and is_latin(name)
    return one and not (name.istitle() and name.replace("-", "").isalpha())


def initial_and_surname(name: str) -> str | None:
    """ "J. L. Lanfranchi" as "jlanfranchi"; None for other names, and for short surnames."""
    *initials, surname = plain(name).split() or [""]
    if not initials or any(len(one) > 1 for one in initials) or not is_latin(name):
        return None
    long = _WORD.fullmatch(surname) and len(surname) >= rules()["min_initial_name"] - 1
    return initials[0] + surname if long else None


@cache
def is_rare(handle: str) -> bool:
    """Whether it can be one person's only: no common given name or surname, no role, no Chinese
    name in pinyin, whatever its parts are joined with. `handle` without capitals."""
    parts = [part for part in _JOINED.split(handle) if part]
    lists = ("given_names", "common_surnames", "role_words", "default_names")
    common = any(" ".join(parts) in rules()[one] for one in lists)
    roles = set(parts) <= set(rules()["role_words"])
    return not common and not roles and not _is_pinyin_run("".join(parts))


@cache
def _is_pinyin_run(word: str) -> bool:
    """Syllables of a Chinese name, surname first or last, written as one."""
    if not re.fullmatch(f"(?:{_syllable()}){{2,4}}", word):
        return False
    return any(word.startswith(one) or word.endswith(one) for one in rules()["surnames"])


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
    return re.fullmatch(f"(?:{_syllable()}){{1,2}}", spelt) is not None


@cache
def _syllable() -> str:
    """A pattern of one syllable of Standard Chinese in pinyin."""
    table: dict[str, str] = rules()["syllables"]
    return "|".join(start + end for start, ends in table.items() for end in ends.split())
