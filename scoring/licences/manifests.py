"""The licence fields of package manifests; each is its author's declaration."""

from __future__ import annotations

import ast
import configparser
import re
from collections.abc import Callable, Iterator

from scoring.licences import expressions, packages, pom, reuse
from scoring.licences.claims import families
from scoring.licences.fields import (
    Field,
    Unusable,
    items,
    read_json,
    read_toml,
    several,
    table,
    texts,
)
from scoring.licences.naming import Name, resolve
from scoring.licences.statement import Statement, from_name, line_of, unreadable

MAX_CHARACTERS = 2_000_000
_KEY = re.compile(r"licen[cs]e", re.IGNORECASE)
_CLASSIFIER = "License ::"
_OSI_ONLY = "License :: OSI Approved"
_BRACKETS = re.compile(r"\(([^()]+)\)$")
_ELSEWHERE = re.compile(r"SEE LICEN[CS]E IN\b[\s<\"']*([^\s>\"']*)", re.IGNORECASE)
# Files of these names are read themselves, whatever they say.
_READ = re.compile(
    r"(?:\.{1,2}/)*(?:licen[cs]es?/[^/]+|(?:licen[cs]e|copying|unlicense|readme|许可|开源协议)[^/]*"
    r"|[^/]*[-_.](?:licen[cs]e|copying)(?:\.(?:md|txt|rst))?)",
    re.IGNORECASE,
)


def read_manifest(path: str, text: str) -> list[Statement]:
    """What a known manifest says: one statement, and one more for each of its fields that names
    another licence than the first; none for other files or without a field."""
    name = path.rsplit("/", 1)[-1].casefold()
    reader = _READERS.get(name) or _READERS.get(f".{name.rpartition('.')[2]}")
    if reader is None:
        return []
    if len(text) > MAX_CHARACTERS:
        return [unreadable("manifest", path, f"清单文件过长：{len(text)} 个字符，未读取")]
    try:
        fields = list(reader(text))
    except Unusable as error:
        return [unreadable("manifest", path, str(error))]
    return _unlike([_stated(path, text, field) for field in fields])


def _unlike(said: list[Statement]) -> list[Statement]:
    """The first clear one, else the first; and what names or restricts what that one does not."""
    first = ([one for one in said if one.definite] or said)[:1]
    named = families(first)
    others = [one for one in said if one.restricted or not families([one]) <= named]
    return [*first, *(one for one in others if one not in first)]


def _stated(path: str, text: str, field: Field) -> Statement:
    words = " / ".join(field.choice) or field.value
    return from_name(_named(field), "manifest", path, _line(text, words), words)


def _named(field: Field) -> Name | None:
    if not field.choice:
        if field.is_file:
            return _named_file(field.value)
        if field.value.startswith(_CLASSIFIER):
            return _classifier(field.value)
        elsewhere = _ELSEWHERE.match(field.value)
        return _named_file(elsewhere[1]) if elsewhere else resolve(field.value)
    names = [resolve(value) for value in field.choice]
    if not all(name and name.expression != "NOASSERTION" for name in names):
        return names[0] if len(names) == 1 else None
    return Name(expressions.join([name.expression for name in names if name], "OR"))


def _classifier(mark: str) -> Name | None:
    """`License :: OSI Approved :: Eclipse Public License 2.0 (EPL-2.0)`: the whole, its last part,
    or what stands in brackets."""
    last = mark.rpartition("::")[2].strip()
    short = _BRACKETS.search(last)
    return resolve(mark) or resolve(last) or (resolve(short[1]) if short else None)


def _named_file(path: str) -> Name | None:
    """Terms in a file of another name are terms of their own until somebody has read them."""
    safe = re.sub(r"[^A-Za-z0-9.-]+", "-", path).strip("-.")[:60]
    return None if not path or _READ.fullmatch(path) else Name(f"LicenseRef-{safe or 'file'}")


def _elsewhere(path: object) -> Iterator[Field]:
    """A field for terms in a file that is not read as a licence file."""
    if isinstance(path, str) and _named_file(path.strip()):
        yield Field(path.strip()[:500], is_file=True)


def _line(text: str, words: str) -> int | None:
    first = words.partition(" / ")[0].partition("\n")[0]
    places = [match.start() for match in _KEY.finditer(text)]
    for at in places:
        if first and first in text[at : at + 400]:
            return line_of(text, at)
    return line_of(text, places[0]) if places else None


def _pyproject(text: str) -> Iterator[Field]:
    data = read_toml(text, "pyproject.toml")
    project, poetry = table(data, "project"), table(table(data, "tool"), "poetry")
    for value in (project.get("license"), poetry.get("license")):
        yield from texts(value.get("text") if isinstance(value, dict) else value)
        yield from _elsewhere(value.get("file") if isinstance(value, dict) else None)
    marks = [*items(project.get("classifiers")), *items(poetry.get("classifiers"))]
    yield from _classified([mark for mark in marks if isinstance(mark, str)])


def _cargo(text: str) -> Iterator[Field]:
    data = read_toml(text, "Cargo.toml")
    workspace = table(table(data, "workspace"), "package")
    for part in (table(data, "package"), workspace):
        yield from texts(part.get("license"))
        yield from _elsewhere(part.get("license-file"))


def _package_json(text: str) -> Iterator[Field]:
    data = read_json(text, "package.json")
    value = data.get("license")
    yield from texts(value.get("type") if isinstance(value, dict) else value)
    listed = items(data.get("licenses"))
    yield from several([one.get("type") if isinstance(one, dict) else one for one in listed])


def _composer(text: str) -> Iterator[Field]:
    value = read_json(text, "composer.json").get("license")
    yield from several(value) if isinstance(value, list) else texts(value)


def _setup_cfg(text: str) -> Iterator[Field]:
    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string(text)
    except configparser.Error as error:
        raise Unusable(
            f"setup.cfg 不是合法的配置文件（{type(error).__name__}），请核对该文件"
        ) from None
    for key in ("license", "licence"):
        yield from texts(parser.get("metadata", key, fallback=None))
    marks = parser.get("metadata", "classifiers", fallback="") or ""
    yield from _classified(marks.splitlines())


def _pom(text: str) -> Iterator[Field]:
    try:
        yield from several(list(pom.licence_names(text)))
    except pom.BadXml as error:
        raise Unusable(str(error)) from None


def _setup_py(text: str) -> Iterator[Field]:
    """Reads literals only; nothing is run."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError, SystemError):
        raise Unusable("setup.py 不是合法的 Python 文件，请核对该文件") from None
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    for word in (word for call in calls for word in call.keywords):
        if word.arg == "license" and isinstance(word.value, ast.Constant):
            yield from texts(word.value.value)
        if word.arg == "classifiers" and isinstance(word.value, ast.List | ast.Tuple):
            marks = [one.value for one in word.value.elts if isinstance(one, ast.Constant)]
            yield from _classified([mark for mark in marks if isinstance(mark, str)])


def _classified(marks: list[str]) -> Iterator[Field]:
    stripped = [mark.strip() for mark in marks]
    chosen = [m for m in stripped if m.startswith(_CLASSIFIER) and m != _OSI_ONLY]
    # Several do not say whether all or any of them hold: each is told by itself.
    yield from (Field(mark[:500]) for mark in chosen[:20])


_READERS: dict[str, Callable[[str], Iterator[Field]]] = {
    "pyproject.toml": _pyproject,
    "cargo.toml": _cargo,
    "package.json": _package_json,
    "composer.json": _composer,
    "setup.cfg": _setup_cfg,
    "setup.py": _setup_py,
    "pom.xml": _pom,
    "oh-package.json5": packages.oh_package,
    "oh-package.json": packages.oh_package,
    "description": packages.description,
    "meta.yaml": packages.conda,
    "citation.cff": packages.citation,
    "reuse.toml": reuse.reuse_toml,
    "dep5": reuse.dep5,
    "copyright": reuse.dep5,
    ".gemspec": packages.gemspec,
    ".nuspec": packages.nuspec,
    ".csproj": packages.csproj,
}
