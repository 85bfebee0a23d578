"""What one place says about the licence, whatever the place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from scoring.licences import expressions
from scoring.licences.custom import is_family
from scoring.licences.identify import Match
from scoring.licences.naming import Name
from scoring.licences.plain import excerpt
from scoring.licences.restrictions import locate
from scoring.licences.spdx import Flag

Place = Literal["file", "readme", "manifest", "card", "header", "platform_field"]
Status = Literal["exact", "similar", "modified", "mention", "none", "unreadable", "custom"]


@dataclass(frozen=True, slots=True)
class Statement:
    """One row of `licence_finding` in the making.

    `starts`: beginnings of ids a vague name can stand for; `base`: templates a text was
    recognised by; `alternatives`: ids with the same text; `restricted`: kinds of restriction met;
    `intact`: a modified text whose template is whole, with something beside it;
    `notice`: a NOTICE file, or the header of a few files among many, which state nothing about the
    project's own licence; `tier`: which tiers it rests on (see `arbitration`), weak: the light
    one alone although it leaves something open, `why_weak` says why.
    """

    place: Place
    path: str | None
    expression: str
    status: Status
    osi: Flag = "unknown"
    fsf: Flag = "unknown"
    similarity: float | None = None
    line: int | None = None
    excerpt: str | None = None
    starts: tuple[str, ...] = ()
    base: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    restricted: tuple[str, ...] = ()
    intact: bool = True
    notice: bool = False
    tier: Literal["light", "full", "weak"] = "light"
    why_weak: str = ""
    answer_id: str | None = None

    @property
    def definite(self) -> bool:
        """Whether a licence is named or recognised."""
        return self.expression not in {"NONE", "NOASSERTION"}


def from_match(match: Match, place: Place, path: str | None, line: int = 1) -> Statement:
    """A text that was identified."""
    return Statement(
        place=place,
        path=path,
        expression=match.expression,
        status=match.status,
        osi=match.osi,
        fsf=match.fsf,
        similarity=match.similarity,
        line=line if match.status not in {"none", "unreadable"} else None,
        excerpt=match.excerpt,
        base=tuple((match.template or "").split()),
        alternatives=match.alternatives,
        restricted=match.restricted,
        intact=match.intact,
    )


def from_name(
    name: Name | None, place: Place, path: str | None, line: int | None, words: str
) -> Statement:
    """A name that was met; a name alone never makes a licence approved by OSI.

    A field that names nothing known may restrict the use: “MIT, non-commercial use only”.
    """
    expression = name.expression if name else "NOASSERTION"
    field = place in {"manifest", "card", "platform_field"} and expression == "NOASSERTION"
    osi, fsf = _flags(expression)
    return Statement(
        place=place,
        path=path,
        expression=expression,
        status="mention",
        osi="no" if osi == "no" else "unknown",
        fsf="no" if fsf == "no" else "unknown",
        line=line,
        excerpt=excerpt(words),
        starts=name.starts if name else (),
        restricted=tuple(kind for kind, _, _ in locate(words)) if field else (),
    )


def unreadable(place: Place, path: str | None, why: str) -> Statement:
    """Something is there and cannot be read."""
    return Statement(place, path, "NOASSERTION", "unreadable", excerpt=excerpt(why))


def named(path: str | None) -> str:
    """A path as people may see it: foreign names can hold control characters."""
    return "平台许可证字段" if path is None else excerpt(path, 120)


def where(statement: Statement) -> str:
    """The place in Chinese, for a sentence."""
    place = named(statement.path)
    return place if statement.line is None else f"{place} 第 {statement.line} 行"


def at(statement: Statement, line: int | None) -> Statement:
    """The same with its line."""
    return replace(statement, line=line)


def line_of(text: str, offset: int) -> int:
    """1-based line of a character."""
    return text.count("\n", 0, offset) + 1


def _flags(expression: str) -> tuple[Flag, Flag]:
    if is_family(expression):
        return "no", "unknown"
    read = expressions.parse(expression)
    return (read.osi, read.fsf) if read else ("unknown", "unknown")
