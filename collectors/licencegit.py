"""What git objects tell of a licence beyond the files at HEAD: the licence files of the past, and
the SPDX headers of some source files.

Both are kept as rows of `document`: `//<commit>/<path>` (role `past_licence`) is the licence file
as a commit left it, a path with role `source` a source file of which only the lines of the header
are kept. No path of a repository begins with `//`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from itertools import islice
from pathlib import PurePosixPath
from typing import Any

from collectors import documents
from collectors.gitvalues import Entry, Repository

# Where the cursor says up to which commit both were read.
PAST, SOURCES = "//licences", "//sources"
_FOLDER, _FILE = "040000", "100"
_TAG = re.compile(r"SPDX-License-Identifier[ \t]*:")


@cache
def _rules() -> Mapping[str, Any]:
    table = tomllib.loads(files("collectors").joinpath("documents.toml").read_text("utf-8"))
    found: Mapping[str, Any] = table["git"]
    return found


@dataclass(frozen=True, slots=True)
class Version:
    """A licence file as a commit left it; `entry` None: that commit took it away."""

    commit: str
    name: str
    entry: Entry | None

    @property
    def path(self) -> str:
        return f"//{self.commit}/{self.name}"


@dataclass(frozen=True, slots=True)
class Past:
    """`cut`: why older versions are not among them, or None."""

    versions: tuple[Version, ...]
    cut: str | None = None


def patterns() -> tuple[str, ...]:
    """Names of licence files of the root folder, as git writes patterns, in lower case."""
    return tuple(_rules()["past"])


def past(repository: Repository, head: str) -> Past:
    """All versions of the licence files of the root folder in the history of `head`."""
    most, widest = int(_rules()["versions"]), int(_rules()["folder_entries"])
    commits = repository.touching(None, head, patterns())
    found, state = list[Version](), dict[str, str]()
    cut = None
    if len(commits) > most:
        cut = f"改动许可证文件的提交有 {len(commits)} 次，只读了最近 {most} 次"
    for commit in commits[-most:]:
        entries = list(islice(repository.tree(commit), widest + 1))
        if len(entries) > widest:
            return Past(tuple(found), f"根目录有 {widest} 个以上的文件，没有读许可证文件的历史")
        now = {entry.path: entry for entry in entries if _is_licence(entry)}
        changed = (path for path in now | state if state.get(path) != _sha(now, path))
        found += [Version(commit, path, now.get(path)) for path in sorted(changed)]
        state = {path: entry.sha for path, entry in now.items()}
    return Past(tuple(found), cut)


def _sha(entries: Mapping[str, Entry], path: str) -> str | None:
    return entries[path].sha if path in entries else None


def _is_licence(entry: Entry) -> bool:
    name = entry.path.lower()
    named = any(fnmatchcase(name, one) for one in patterns())
    return entry.mode.startswith(_FILE) and named and documents.role(entry.path) == "licence"


def sources(repository: Repository, head: str) -> list[Entry]:
    """Some source files from many folders, the same ones for the same tree."""
    rules, found, waiting, seen = _rules(), list[Entry](), [""], 0
    while waiting and seen < rules["folders_read"] and len(found) < rules["sources"]:
        entries = list(islice(repository.tree(head, waiting.pop(0)), rules["folder_entries"] + 1))
        if len(entries) > rules["folder_entries"]:
            break
        seen += 1
        here = sorted((e for e in entries if _is_source(e)), key=lambda e: e.path)
        found += here[: rules["sources_per_folder"]]
        waiting += sorted(e.path for e in entries if e.mode == _FOLDER and _is_own(e.path))
    return found[: rules["sources"]]


def _is_source(entry: Entry) -> bool:
    ending = PurePosixPath(entry.path).suffix.lower()
    free = documents.role(entry.path) is None
    return entry.mode.startswith(_FILE) and free and ending in _rules()["source_endings"]


def _is_own(folder: str) -> bool:
    return PurePosixPath(folder).name.lower() not in _rules()["others"]


def too_large(size: int) -> bool:
    """Whether a source file is too large to be looked into for its header."""
    return size > int(_rules()["source_bytes"])


def header(text: str) -> str:
    """The beginning of a source file up to the last SPDX tag in it; empty without one."""
    head = "\n".join(text[: int(_rules()["header_characters"])].splitlines())
    ends = [match.end() for match in _TAG.finditer(head)]
    if not ends:
        return ""
    end = head.find("\n", ends[-1])
    return head if end < 0 else head[:end]


def is_past(path: str) -> bool:
    """Whether a key of the cursor is of a past licence file."""
    return path.startswith("//") and path not in {PAST, SOURCES}


def carried(known: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Keys of past licence files with what was read."""
    return ((path, sha) for path, sha in known.items() if is_past(path))


def carried_sources(known: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Keys of source files with what was read."""
    return (
        (path, sha)
        for path, sha in known.items()
        if not path.startswith("//") and documents.role(path) is None
        and not documents.named_like_a_file(path)
    )  # fmt: skip
