"""The words of a register: what a column is called, what a kind of entry is called."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

_ASIDE = re.compile(r"[（(\[【].*?[)）\]】]|[*＊:：\s]")


@cache
def _words() -> dict[str, dict[str, list[str]]]:
    text = files("yuanzheng").joinpath("register", "words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def plain(text: str) -> str:
    """Without spaces, widths and asides in brackets."""
    return _ASIDE.sub("", unicodedata.normalize("NFKC", text)).casefold()


def meant(topic: str, text: str) -> str | None:
    """The key of `topic` that a word stands for; None: nobody knows."""
    return _meanings(topic).get(plain(text))


def title(topic: str, key: str) -> str:
    """The word the template and the table use."""
    return _words()[topic][key][0]


def titles(topic: str) -> tuple[str, ...]:
    return tuple(known[0] for known in _words()[topic].values())


def known(topic: str) -> tuple[str, ...]:
    """All words of the topic."""
    return tuple(word for words in _words()[topic].values() for word in words)


def own_name(kind: str, text: str) -> bool:
    """Whether a title names what is of that kind."""
    return plain(text) in map(plain, _words()["own_names"][kind])


def asked(kind: str) -> tuple[str, ...]:
    """The columns that are read of a kind."""
    return tuple(_words()["asked"][kind])


@cache
def _meanings(topic: str) -> Mapping[str, str]:
    return {plain(word): key for key, words in _words()[topic].items() for word in words}
