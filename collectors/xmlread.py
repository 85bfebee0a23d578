"""Small XML files, read without entities, DTDs or anything outside the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.parsers import expat

from collectors.packages import Unusable

_DEEPEST, _LONGEST, _MOST = 60, 300, 200_000


@dataclass(frozen=True, slots=True)
class Element:
    """`path`: names from the outermost to its own, without prefixes; `inside`: the texts of the
    elements right within it, the first of each name."""

    path: tuple[str, ...]
    attributes: dict[str, str]
    inside: dict[str, str] = field(default_factory=dict)


def elements(text: str, roots: Sequence[str]) -> list[Element]:
    """All elements in order; raises `Unusable`, also where the outermost is none of `roots`."""
    reader = _Reader()
    parser = expat.ParserCreate(encoding="utf-8")
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.words
    # Without a DOCTYPE there are no entities to expand and nothing outside to fetch.
    parser.StartDoctypeDeclHandler = reader.refuse
    try:
        parser.Parse(text.lstrip("\ufeff").encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        raise Unusable(f"不是合法的 XML（第 {error.lineno} 行）") from None
    if reader.found[0].path[0] not in roots:
        raise Unusable(f"最外层不是 {' 或 '.join(roots)}")
    return reader.found


class _Reader:
    def __init__(self) -> None:
        self.found: list[Element] = []
        self._open: list[Element] = []
        self._words = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        above = self._open[-1].path if self._open else ()
        if len(above) >= _DEEPEST:
            raise Unusable("XML 嵌套过深，未读取")
        if len(self.found) >= _MOST:
            raise Unusable(f"XML 的元素超过 {_MOST} 个，未读取")
        self._open.append(Element((*above, tag.rsplit(":", 1)[-1]), attributes))
        self.found.append(self._open[-1])
        self._words = ""

    def end(self, _tag: str) -> None:
        ended = self._open.pop()
        if self._open and self._words.strip():
            self._open[-1].inside.setdefault(ended.path[-1], self._words.strip())
        self._words = ""

    def words(self, data: str) -> None:
        if len(self._words) < _LONGEST:
            self._words += data

    def refuse(self, *_declaration: object) -> None:
        raise Unusable("含有 DOCTYPE 声明，为安全起见未读取")
