"""Python: `poetry.lock` and `pdm.lock`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from collectors.packages import (
    DEVELOPMENT,
    OPTIONAL,
    RUNTIME,
    Package,
    Unusable,
    several,
    table,
    toml_table,
    words,
)  # fmt: skip

FILES = r"poetry\.lock|pdm\.lock"
ECOSYSTEM = "pypi"
LOCK = True


def read(text: str) -> Iterator[Package | None]:
    found = toml_table(text)
    if not isinstance(found.get("metadata"), dict):
        raise Unusable("没有 [metadata]，不是 poetry 或 pdm 的锁文件")
    for entry in several(found.get("package")):
        told = table(entry)
        name, version = words(told.get("name")), words(told.get("version"))
        if table(told.get("source")).get("type") != "directory" and "path" not in told:
            known = name and version
            yield Package(ECOSYSTEM, name or "", version, scope=_scope(told)) if known else None


def _scope(told: Mapping[str, Any]) -> str | None:
    """pdm calls the main group `default`; older files of poetry have a category."""
    groups = [*several(told.get("groups")), *filter(None, [words(told.get("category"))])]
    if not groups:
        return OPTIONAL if told.get("optional") is True else None
    if {"main", "default"} & {str(group) for group in groups}:
        return OPTIONAL if told.get("optional") is True else RUNTIME
    return DEVELOPMENT
