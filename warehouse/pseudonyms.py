"""Persons' names in archived answers, each replaced by the same mark wherever it stands.

The archive of a masked pack is read like any other: the same persons are joined, under marks. A
mark is keyed (HMAC-SHA256), begins with `masked-` or, for a name in full, `Masked `, and holds
consonants only: it is nobody's name, no address, no number, no word by which programs are known.
"""

from __future__ import annotations

import hmac
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files

# Of a name: what stands for it whatever its case or accents, and whether it is a name in full, by
# which alone signatures may be joined. Two names with one key get one mark.
Rule = Callable[[str], tuple[str, bool]]
Counts = Counter[str]
MARKED = re.compile(r"masked-[b-v]{16}|Masked [b-v]{16}")
_LETTERS = "bcdfghjklmnpqrtv"
_CJK = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
_WORD = re.compile(rf"[{_CJK}]|[^\W_{_CJK}]+")
_MENTION = re.compile(r"(?<![\w./@-])@([0-9A-Za-z][0-9A-Za-z_-]{0,38})(?![\w./@-])")
_TRAILER = re.compile(
    r"^[ \t]*[A-Za-z-]{2,40}-by:[ \t]*([^<>\n]{1,200}?)[ \t]*(?:<|$)", re.M | re.I
)
# Whose branch was merged, as platforms and git itself write it: an account, nobody else may name.
_MERGED = re.compile(
    r"(\bMerge (?:pull request [#!]\d+ from |branch '[^'\n]{1,200}' of (?:\w+://|git@)[^\s/:]+[/:]))"
    r"([^\s/:][^/:\n]{0,99})(?=/)"
)
_LOGIN_OF = re.compile(
    r"(?:(?P<id>\d+)\+)?(?P<login>[^@+\s<>\"':;,=/()]+)"
    r"@(?=users\.noreply\.github\.com|user\.noreply\.gitee\.com)"
    r"|(?P<number>\d*)(?P<hub>[^@+\s<>\"':;,=/()]+)@(?=users\.noreply\.huggingface\.co)"
)
# Words of addresses and texts that are also somebody's name: in texts they stay, in the fields
# that name accounts they do not.
_COMMON = frozenset(
    files("warehouse").joinpath("common_words.txt").read_text(encoding="utf-8").split()
)


@dataclass(eq=False)
class Pseudonyms:
    """`kept`: what is no person's name (programs, organisations); `addresses` (OWNER/NAME, hosts)
    stay as they are wherever they stand. `names` are learnt before anything is replaced."""

    key: bytes
    rule: Rule
    kept: set[str]
    addresses: Iterable[str]
    names: set[str] = field(default_factory=set)
    _index: dict[str, list[str]] = field(default_factory=dict)
    _plain: re.Pattern[str] | None = None

    def learn(self, name: str) -> None:
        """A name of a person, as it stands somewhere."""
        plain = name.strip()
        if plain and not self.is_kept(plain) and not MARKED.fullmatch(plain):
            self.names.add(plain)

    def learn_texts(self, text: str) -> None:
        """Names in trailers such as `Signed-off-by: NAME <…>`."""
        for found in _TRAILER.finditer(text) if "-by:" in text.lower() else ():
            self.learn(found[1])

    def is_kept(self, name: str) -> bool:
        return name.casefold() in self.kept or name.casefold().endswith("[bot]")

    def ready(self) -> None:
        """All names are known: builds what finds them in texts."""
        self.names = {name for name in self.names if not self.is_kept(name)}
        index: dict[str, set[str]] = {}
        for name in self.names:
            words = _WORD.findall(name.lower())
            if words and not _is_common(words):
                bare = name.lower()[name.lower().index(words[0]) :]
                index.setdefault(words[0], set()).add(
                    bare[: bare.rindex(words[-1]) + len(words[-1])]
                )
        self._index = {word: sorted(found, key=len, reverse=True) for word, found in index.items()}
        held = sorted({one for one in self.addresses if one}, key=len, reverse=True)
        spelt = "|".join(map(re.escape, held))
        self._plain = re.compile(rf"(?<![\w.-])({spelt})(?![\w-])", re.I) if held else None

    def name(self, name: str) -> str:
        """The mark of a name; what is none stays."""
        plain = name.strip()
        if not plain or self.is_kept(plain) or MARKED.fullmatch(plain):
            return name
        return self._mark(plain)

    def number(self, number: str) -> str:
        """What stands for the number of an account: digits, as many as no platform has yet."""
        digest = hmac.new(self.key, b"account\0" + number.encode(), "sha256").digest()
        return str(10**14 + int.from_bytes(digest[:6], "big"))

    def text(self, text: str, found: Counts) -> str:
        """A text with the mark of each name in it."""
        made = self._text(text)
        if made != text:
            found["name"] += 1
        return made

    @lru_cache(maxsize=200_000)  # noqa: B019 - one object a pack
    def _mark(self, name: str) -> str:
        key, whole = self.rule(name)
        digest = hmac.new(self.key, key.encode("utf-8", "replace"), "sha256").hexdigest()[:16]
        return ("Masked " if whole else "masked-") + "".join(_LETTERS[int(d, 16)] for d in digest)

    @lru_cache(maxsize=200_000)  # noqa: B019
    def _text(self, text: str) -> str:
        if "noreply" in text:
            text = _LOGIN_OF.sub(self._noreply, text)
        if "Merge " in text:
            text = _MERGED.sub(self._merged, text)
        parts = self._plain.split(text) if self._plain else [text]
        return "".join(part if n % 2 else self._words(part) for n, part in enumerate(parts))

    def _noreply(self, found: re.Match[str]) -> str:
        login = found["login"] or found["hub"]
        if self.is_kept(login) or MARKED.fullmatch(login):
            return found[0]
        number = self.number(found["id"]) + "+" if found["id"] else ""
        number = self.number(found["number"]) if found["number"] else number
        return f"{number}{self._mark(login)}@"

    def _merged(self, found: re.Match[str]) -> str:
        held = self._plain and self._plain.match(found.string, found.start(2))
        return found[0] if held else f"{found[1]}{self.name(found[2])}"

    def _words(self, text: str) -> str:
        if "@" in text:
            text = _MENTION.sub(lambda found: f"@{self.name(found[1])}", text)
        lower = text.lower()
        if len(lower) != len(text):
            lower = text
        parts, done = list[str](), 0
        for word in _WORD.finditer(lower):
            start = word.start()
            if start < done or (held := self._index.get(word[0])) is None:
                continue
            if size := _longest(lower, start, held):
                parts += (text[done:start], self._mark(text[start : start + size]))
                done = start + size
        return "".join((*parts, text[done:])) if parts else text


def _longest(text: str, start: int, names: list[str]) -> int:
    """The length of the longest of these names that stands there as words of its own."""
    for name in names:
        end = start + len(name)
        if text.startswith(name, start) and (
            end == len(text) or not _joined(text[end - 1], text[end])
        ):
            return len(name)
    return 0


@lru_cache(maxsize=100_000)
def _joined(last: str, following: str) -> bool:
    """Whether two letters are of one word; Chinese characters are words of their own."""
    found = _WORD.match(last + following)
    return found is not None and found.end() == 2


def _is_common(words: list[str]) -> bool:
    whole = "".join(words)
    short = len(whole) < 3 if whole.isascii() else len(whole) < 2
    return short or whole.isdecimal() or (len(words) == 1 and words[0] in _COMMON)
