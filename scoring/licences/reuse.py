"""Licences by file: REUSE.toml, `.reuse/dep5` and debian/copyright in its machine-readable form.

https://reuse.software/spec-3.3/ and
https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scoring.licences.fields import Field, items, read_toml

_EVERYTHING = {"*", "**", "**/*", "./*"}
_FORMAT = re.compile(r"\A\ufeff?\s{0,20}Format(?:-Specification)?:[ \t]*\S", re.IGNORECASE)
_STANZA = re.compile(r"\n[ \t]*\r?\n")
_FILES = re.compile(r"^Files:[ \t]*(.{0,2000})", re.IGNORECASE | re.MULTILINE)
_LICENCE = re.compile(r"^License:[ \t]*(\S.{0,200})", re.IGNORECASE | re.MULTILINE)


def is_machine_readable(text: str) -> bool:
    """Whether a debian/copyright says so in its first field."""
    return bool(_FORMAT.match(text))


def reuse_toml(text: str) -> Iterator[Field]:
    """What is annotated for every file; else all licences that are named, as one unclear field."""
    found: list[tuple[set[str], str]] = []
    for one in items(read_toml(text, "REUSE.toml").get("annotations")):
        if isinstance(one, dict):
            path, said = one.get("path"), one.get("SPDX-License-Identifier")
            paths = {str(p) for p in (path if isinstance(path, list) else [path])}
            names = said if isinstance(said, list) else [said]
            found += [(paths, name) for name in names if isinstance(name, str) and name.strip()]
    yield from _said(found)


def dep5(text: str) -> Iterator[Field]:
    """The same of paragraphs `Files:` / `License:`."""
    found: list[tuple[set[str], str]] = []
    for stanza in _STANZA.split(text.replace("\r\n", "\n"))[:5000]:
        files, licence = _FILES.search(stanza), _LICENCE.search(stanza)
        if files and licence:
            found.append((set(files[1].split()), licence[1].strip()))
    yield from _said(found)


def _said(found: list[tuple[set[str], str]]) -> Iterator[Field]:
    whole = [name.strip() for paths, name in found if paths & _EVERYTHING]
    names = list(dict.fromkeys(whole or [name.strip() for _, name in found]))
    if names:
        # Several that differ by file are no single declaration: they are shown, not resolved.
        yield Field(names[0][:200]) if len(names) == 1 else Field(" + ".join(names)[:500])
