"""Programs by what they write: many comments of few patterns.

The idea is BoDeGHa's (Golzadeh, Decan, Legay, Mens 2021, doi:10.1016/j.jss.2021.110911): people
vary what they write, programs fill in templates. Patterns are found otherwise here: what varies in
a template (addresses, numbers, hashes, names, quotations, code) is taken out, and a text is of the
first pattern with which it has half of its words in common. No more patterns are looked for than
would still be few, so that the work is linear in the number of texts.

Only ever *likely*, and only of who is a person by name. Short words are not counted, for people
repeat them; nor is who wrote otherwise elsewhere, or has authored commits as people do.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from scoring.acts.rules import patterns as act_patterns
from scoring.people import bots
from scoring.people.aliases import Alias, sql
from scoring.people.bots import Verdict
from warehouse.store import Warehouse

Words = frozenset[str]


@dataclass(frozen=True, slots=True)
class Rule:
    """The numbers of `[repetition]` in `bots.toml`."""

    least: int
    newest: int
    words: int
    share: float
    hinted_share: float
    hint: str
    alike: float
    commits: int
    varied: float


_CJK = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
# Each with the signs without one of which it cannot be there: most texts have none of them, and
# looking for a sign costs a hundredth of looking for what it may be part of.
_MASKS = (
    ("`", re.compile(r"```.*?(?:```|\Z)|`[^`\n]{1,200}`", re.S), " code "),
    (".:", re.compile(r"(?:https?|ftp)://\S+|\bwww\.\S+", re.I), " place "),
    ("@", re.compile(r"\S{0,200}@[\w.-]+"), " who "),
    ('"“「『', re.compile(r'"[^"\n]{1,80}"|“[^”\n]{1,80}”|「[^」\n]{1,80}」|『[^』\n]{1,80}』'),
     " quote "),
    ("/\\", re.compile(r"\S{0,200}[/\\]\S{0,200}"), " place "),
    ("", re.compile(r"\b[0-9a-f]{7,64}\b", re.I), " 0 "),
    ("", re.compile(r"\d+"), "0"),
)  # fmt: skip
_TOKEN = re.compile(rf"[{_CJK}]+|[^\W_{_CJK}]+")
_IS_CJK = re.compile(f"[{_CJK}]")
_PAGE = 200


def verdicts(warehouse: Warehouse, people: Mapping[str, Sequence[Alias]]) -> dict[str, Verdict]:
    """person_id → what their texts show, of those of `people` who are likely programs by them."""
    owners = {alias.identity_id: one for one, own in people.items() for alias in own}
    aliases = {alias.identity_id: alias for own in people.values() for alias in own}
    found: dict[str, Verdict] = {}
    varied: set[str] = set()
    for author, texts in _texts(warehouse):
        if author not in owners:
            continue
        hinted = _is_hinted(aliases[author])
        seen = _patterns(texts, is_hinted=hinted)
        if seen is None:
            varied.add(owners[author])
        elif is_repetitive(*seen, is_hinted=hinted):
            words = f"最近 {seen[0]} 条评论只有 {seen[1]} 种写法，可能是自动程序"
            found.setdefault(owners[author], Verdict("likely", words))
    suspects = {one: people[one] for one in found.keys() - varied}
    return {one: found[one] for one in sorted(suspects.keys() - _authors(warehouse, suspects))}


def is_repetitive(texts: int, patterns: int, *, is_hinted: bool) -> bool:
    """Whether so few patterns in so many texts (empty ones aside) are a program's."""
    return texts >= rule().least and patterns <= _most(texts, is_hinted=is_hinted)


def count(texts: Iterable[Words], most: int) -> int:
    """How many patterns there are; once there are more than `most`, that is all it says."""
    firsts: list[Words] = []
    for words in texts:
        if not any(_is_alike(words, first) for first in firsts):
            firsts.append(words)
            if len(firsts) > most:
                break
    return len(firsts)


def words_of(text: str) -> list[str]:
    """The words of a text without what varies in a template; pairs of characters of CJK."""
    for signs, mask, instead in _MASKS:
        if not signs or any(sign in text for sign in signs):
            text = mask.sub(instead, text)
    return [word for token in _TOKEN.findall(text.casefold()) for word in _parts(token)]


@cache
def rule() -> Rule:
    return Rule(**bots.lists()["repetition"])


def _parts(token: str) -> Sequence[str]:
    if not _IS_CJK.match(token):
        return (token,)
    return [token[at : at + 2] for at in range(max(len(token) - 1, 1))]


def _counts(words: Sequence[str]) -> bool:
    """Whether it is more than the short words people repeat. Two pairs of characters are a word."""
    pairs = sum(1 for word in words if _IS_CJK.match(word))
    return len(words) - pairs + pairs // 2 >= rule().words


def _most(texts: int, *, is_hinted: bool) -> int:
    return int(texts * (rule().hinted_share if is_hinted else rule().share) + 1e-9)


def _is_alike(one: Words, other: Words) -> bool:
    common = len(one & other)
    return common >= rule().alike * (len(one) + len(other) - common)


def _is_hinted(alias: Alias) -> bool:
    return re.search(rule().hint, alias.login or alias.known_as or "") is not None


def _patterns(texts: Sequence[str], *, is_hinted: bool) -> tuple[int, int] | None:
    """How many texts count and their patterns; None: so many patterns that a person wrote them.

    Counted at first as if all texts did: most people vary before more need be looked at.
    """
    most = _most(len(texts), is_hinted=is_hinted)
    if count(map(frozenset, _counted(texts)), most) > most:
        return None
    counted = [frozenset(words) for words in _counted(texts)]
    most = _most(len(counted), is_hinted=is_hinted)
    found = count(counted, most)
    return (len(counted), found) if found <= most or len(counted) < rule().least else None


def _counted(texts: Iterable[str]) -> Iterator[list[str]]:
    return filter(_counts, map(words_of, texts))


def _texts(warehouse: Warehouse) -> Iterator[tuple[str, list[str]]]:
    """Author and texts, newest first, some hundred authors at a time."""
    shapes = {name: act_patterns()[name] for name in ("quoted", "command", "thanks")}
    numbers = {"least": rule().least, "newest": rule().newest}
    warehouse.execute(sql("texts"), {**shapes, **numbers})
    [last] = warehouse.query("SELECT coalesce(max(place), 0) AS n FROM said")
    for start in range(1, last["n"] + 1, _PAGE):
        rows = warehouse.query(
            "SELECT author_id, words FROM said WHERE place >= $start AND place < $end"
            " ORDER BY place, rank",
            {"start": start, "end": start + _PAGE},
        )
        page: dict[str, list[str]] = defaultdict(list)
        for row in rows:
            page[row["author_id"]].append(row["words"])
        yield from page.items()
    warehouse.execute("DROP TABLE said")


def _authors(warehouse: Warehouse, people: Mapping[str, Sequence[Alias]]) -> set[str]:
    """Those who have authored commits whose subjects vary as people's do."""
    owners = {alias.identity_id: one for one, own in people.items() for alias in own}
    asked = {"authors": sorted(owners), "newest": rule().newest}
    subjects: dict[str, list[str]] = defaultdict(list)
    for row in warehouse.query(sql("subjects"), asked) if owners else ():
        subjects[owners[row["author_id"]]].append(row["subject"])
    return {one for one, own in subjects.items() if _vary(own)}


def _vary(subjects: Sequence[str]) -> bool:
    different = {" ".join(words_of(subject)) for subject in subjects}
    enough = len(subjects) >= rule().commits
    return enough and len(different) >= rule().varied * len(subjects)
