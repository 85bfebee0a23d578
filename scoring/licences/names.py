"""Which words can be somebody's name, and which can bind or free somebody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache

from scoring.licences.data import table
from scoring.licences.templates import templates

# A name longer than this is no name.
NAME_WORDS = 16


def is_name(words: Sequence[str], many: int = 1) -> bool:
    """Whether nothing in these words can carry a permission, a duty or a limit."""
    if len(words) > NAME_WORDS * max(many, 1) or operative() & set(words):
        return False
    run = "".join(words)
    return not any(sign in run for sign in table("words")["lists"]["operative_zh"])


@cache
def operative() -> frozenset[str]:
    """Listed words that bind or free somebody, and all that licences commonly use."""
    used = Counter(word for template in templates() for word in set(template.words))
    least = table("words")["lists"]["operative_from"]
    common = {word for word, count in used.items() if count >= least}
    harmless = listed("trivial") | listed("title") | listed("notice") | listed("proper")
    return listed("operative") | frozenset(common - harmless)


@cache
def listed(name: str) -> frozenset[str]:
    """Words of a list of `words.toml`."""
    return frozenset(table("words")["lists"][name].split())
