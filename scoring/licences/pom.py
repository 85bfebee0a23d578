"""Licence names of a Maven pom.xml, read without entities, DTDs or anything outside the file."""

from __future__ import annotations

from xml.parsers import expat

MAX_DEPTH = 60
_PATH = ["project", "licenses", "license", "name"]


class BadXml(ValueError):
    """The file is no safe, well-formed XML; the message is a Chinese sentence."""


def licence_names(text: str) -> list[str]:
    """`project/licenses/license/name` in order; raises `BadXml`."""
    return values(text, _PATH, "pom.xml", {})


def values(text: str, path: list[str], name: str, having: dict[str, str]) -> list[str]:
    """Texts of the elements of that path with those attributes; raises `BadXml` for `name`."""
    reader = _Reader(path, name, having)
    parser = expat.ParserCreate(encoding="utf-8")
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.words
    # Without a DOCTYPE there are no entities to expand and nothing outside to fetch.
    parser.StartDoctypeDeclHandler = reader.refuse
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        raise BadXml(f"{name} 不是合法的 XML（第 {error.lineno} 行），请核对该文件") from None
    return [value.strip() for value in reader.names if value.strip()]


class _Reader:
    def __init__(self, path: list[str], name: str, having: dict[str, str]) -> None:
        self._wanted, self._name, self._having = path, name, having
        self.names: list[str] = []
        self._path: list[str] = []
        self._open = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._path.append(tag.rsplit(":", 1)[-1])
        if len(self._path) > MAX_DEPTH:
            raise BadXml(f"{self._name} 嵌套过深，未读取")
        if self._path == self._wanted and self._having.items() <= attributes.items():
            self.names.append("")
            self._open = True

    def end(self, _tag: str) -> None:
        self._path.pop()
        self._open = False

    def words(self, data: str) -> None:
        if self._open and len(self.names[-1]) < 200:
            self.names[-1] += data

    def refuse(self, *_declaration: object) -> None:
        raise BadXml(f"{self._name} 含有 DOCTYPE 声明，为安全起见未读取")
