"""Licence fields of further ecosystems: Ruby, R, conda, .NET, OpenHarmony, CITATION.cff.

Nothing is run: what a program would have to compute is not known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from scoring.licences import pom
from scoring.licences.fields import Field, Unusable, mapping, several, texts

_GEM = re.compile(r"^[^#\n]{0,80}\.licenses?[ \t]*=[ \t]*(\S[^\n#]{0,300})", re.MULTILINE)
_QUOTED = re.compile(r"""["']([^"'\n]{1,100})["']""")
_WORDS = re.compile(r"%w[\[({<|]([^\])}>|\n]{1,200})")
_R_PACKAGE = re.compile(r"^Package:[ \t]*\S", re.MULTILINE)
_R_FIELD = re.compile(r"^License:[ \t]*(.{1,300}(?:\n[ \t]+\S.{0,300}){0,5})", re.MULTILINE)
_R_VERSION = re.compile(r"(.+?)\s*\(\s*(>=|==)\s*([\d.]+)\s*\)")
_CONDA = re.compile(r"^about:[ \t]*\r?\n((?:[ \t#].*\n|\s*\n){1,80})", re.MULTILINE)
_CONDA_FIELD = re.compile(r"^[ \t]+license:[ \t]*([^\n#]{1,200})", re.MULTILINE)
_COMMENT = re.compile(r"^[ \t]*//[^\n]*$|/\*.{0,5000}?\*/", re.MULTILINE | re.DOTALL)


def gemspec(text: str) -> Iterator[Field]:
    """`spec.license = "…"`, `spec.licenses = ["…", …]`, `%w[…]`: several are all meant."""
    for match in _GEM.finditer(text):
        listed = _WORDS.search(match[1])
        found = listed[1].split() if listed else _QUOTED.findall(match[1])
        if found:
            # RubyGems does not say whether several are a choice.
            yield Field(found[0]) if len(found) == 1 else Field(" + ".join(found))


def description(text: str) -> Iterator[Field]:
    """R: `MIT + file LICENSE`, `GPL (>= 2) | file LICENCE`; `|` is a choice.

    https://cran.r-project.org/doc/manuals/r-release/R-exts.html#Licensing
    """
    if not _R_PACKAGE.search(text):
        return
    for match in _R_FIELD.finditer(text):
        names = [_r_name(part) for part in " ".join(match[1].split()).split("|")]
        yield from several([name for name in names if name])


def _r_name(part: str) -> str:
    name = re.split(r"\s*\+\s*file\b", part.strip())[0].strip()
    if name.casefold().startswith("file "):
        return ""
    bounded = _R_VERSION.fullmatch(name)
    if bounded is None:
        return name
    return f"{bounded[1]} {bounded[3]}{' or later' if bounded[2] == '>=' else ''}"


def conda(text: str) -> Iterator[Field]:
    """`about: license:` of a recipe, which is a template of YAML and no YAML."""
    for about in _CONDA.finditer(text):
        for match in _CONDA_FIELD.finditer(about[1]):
            value = match[1].strip().strip("\"'")
            yield from texts(None if "{{" in value else value)


def citation(text: str) -> Iterator[Field]:
    """`license:` of CITATION.cff: one SPDX id, or several between which one may choose.

    https://github.com/citation-file-format/citation-file-format/blob/main/schema-guide.md#license
    """
    value = _yaml(text, "CITATION.cff").get("license")
    yield from several(value) if isinstance(value, list) else texts(value)


def oh_package(text: str) -> Iterator[Field]:
    """`license` of oh-package.json5: JSON with comments and names without quotes is YAML."""
    yield from texts(_yaml(_COMMENT.sub("", text), "oh-package.json5").get("license"))


def nuspec(text: str) -> Iterator[Field]:
    """`metadata/license type="expression"`; `type="file"` names no licence."""
    yield from _xml(text, "nuspec", ["package", "metadata", "license"], {"type": "expression"})


def csproj(text: str) -> Iterator[Field]:
    """`PropertyGroup/PackageLicenseExpression`."""
    yield from _xml(text, "csproj", ["Project", "PropertyGroup", "PackageLicenseExpression"], {})


def _xml(text: str, kind: str, path: list[str], having: dict[str, str]) -> Iterator[Field]:
    try:
        found = pom.values(text, path, f"*.{kind}", having)
    except pom.BadXml as error:
        raise Unusable(str(error)) from None
    for value in found:
        yield from texts(value)


class _Loader(yaml.SafeLoader):
    """The safe loader without aliases: nested ones can grow beyond any memory."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("alias")
        return super().compose_node(parent, index)


def _yaml(text: str, name: str) -> dict[str, object]:
    try:
        data = yaml.load(text[:200_000], Loader=_Loader)  # noqa: S506 - a subclass of the safe one
    except (yaml.YAMLError, ValueError, RecursionError):
        raise Unusable(f"{name} 的内容无法解析，请核对该文件") from None
    return mapping(data, name)
