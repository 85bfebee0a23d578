"""Licence files of installed packages with the licence their manifest declares, and other texts."""

from __future__ import annotations

import email.parser
import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

from licences.install import wanted
from licences.sample import Sample
from scoring.licences.spdx import spdx_list

_LICENCE = re.compile(r"^(?:un)?licen[sc]e|^copying", re.IGNORECASE)
_OTHER = re.compile(
    r"^(?:change(?:s|log)|history|news|releases?|contributing|code[_-]of[_-]conduct|security|readme"
    r"|upgrad|migrat|governance|roadmap)",
    re.IGNORECASE,
)
_READABLE = {"", ".md", ".txt", ".rst", ".markdown"}
# Sentences of licence texts: a file with one of them holds a licence and is no negative.
_LEGAL = (
    "permission is hereby granted",
    "redistribution and use in source",
    "permission to use",
    "terms and conditions for use",
    "this program is free software",
    "this is free and unencumbered",
    "licensed under the apache license, version 2.0 (the",
)
MOST_BYTES = 400_000


def samples(folders: list[Path]) -> Iterator[Sample]:
    """Samples of kind `real` and `negative`, in the order of their paths."""
    for folder in folders:
        for one in _below(folder):
            _, _, later = folder.name.rpartition("_")
            yield replace(one, later=later if later in {"fresh", "last"} else "")


def _below(folder: Path) -> Iterator[Sample]:
    for info in sorted(folder.glob("*.dist-info")):
        yield from _real(f"pypi:{info.stem}", info, info, _declared_by_python(info))
    for manifest in sorted(folder.glob("node_modules/**/package.json")):
        if _is_package(manifest.parent):
            yield from _of_npm(manifest)


def read_by_eye(samples: Iterable[Sample]) -> Iterator[Sample]:
    """The samples with the labels of `labels.toml` where a declaration was found to be wrong."""
    listed = tomllib.loads(Path(__file__).with_name("labels.toml").read_text(encoding="utf-8"))
    labels = {one["sha256"]: one["label"] for one in listed["file"]}
    for one in samples:
        label = labels.get(one.sha256) if one.kind == "real" else None
        yield replace(one, label=label) if label else one


def debian() -> Iterator[Sample]:
    """Debian's own copies of common licences, named by Debian."""
    for path in sorted(Path("/usr/share/common-licenses").glob("*")):
        label = _id(f"{path.name}.0") or _id(f"{path.name}-only") or _id(path.name)
        if label and path.is_file() and not path.is_symlink():
            yield Sample("real", f"debian:{path.name}", label, path.read_bytes())


def _of_npm(manifest: Path) -> Iterator[Sample]:
    try:
        about = json.loads(manifest.read_text("utf-8"))
    except ValueError:
        return
    folder, said = manifest.parent, about.get("license")
    source = f"npm:{about.get('name')}@{about.get('version')}"
    yield from _real(source, folder, folder, _id(said) if isinstance(said, str) else "")
    for path in sorted(folder.iterdir()):
        if path.is_file() and _OTHER.match(path.name) and path.suffix.lower() in _READABLE:
            yield from _negative(source, path)


def _real(source: str, folder: Path, inside: Path, label: str) -> Iterator[Sample]:
    """A package with one declared licence and one licence file: they can only mean each other."""
    found = [path for path in sorted(inside.iterdir()) if _LICENCE.match(path.name)]
    for sub in ("licenses", "LICENSES"):
        found += [p for p in sorted((inside / sub).rglob("*")) if _LICENCE.match(p.name)]
    found = [path for path in dict.fromkeys(found) if path.is_file()]
    if label and len(found) == 1 and found[0].stat().st_size < MOST_BYTES:
        name = found[0].relative_to(folder).as_posix()
        yield Sample("real", f"{source}/{name}", label, found[0].read_bytes())


def _negative(source: str, path: Path) -> Iterator[Sample]:
    content = path.read_bytes()
    flat = " ".join(content.decode("utf-8", "replace").lower().split())
    if 200 < len(content) < MOST_BYTES and not any(words in flat for words in _LEGAL):
        yield Sample("negative", f"{source}/{path.name}", "", content)


def _is_package(folder: Path) -> bool:
    parent = folder.parent
    return parent.name == "node_modules" or parent.name.startswith("@")


def _declared_by_python(info: Path) -> str:
    head = email.parser.HeaderParser().parsestr((info / "METADATA").read_text("utf-8", "replace"))
    kinds = [
        one.rpartition(" :: ")[2] for one in head.get_all("Classifier") or [] if "License" in one
    ]
    named = [wanted()["classifiers"].get(kind, "") for kind in kinds]
    return (
        _id(head.get("License-Expression") or "")
        or _id(head.get("License") or "")
        or (named[0] if len(named) == 1 else "")
    )


def _id(text: str) -> str:
    return _ids().get(text.strip().casefold(), "")


@cache
def _ids() -> dict[str, str]:
    return {key.casefold(): key for key in spdx_list().licences}
