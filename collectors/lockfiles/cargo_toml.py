"""Rust: `Cargo.toml`, ranges only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from collectors.packages import DEVELOPMENT, OPTIONAL, RUNTIME, Package, table, toml_table, words

FILES = r"cargo\.toml"
ECOSYSTEM = "cargo"
LOCK = False
_FIELDS = {
    "dependencies": RUNTIME, "build-dependencies": DEVELOPMENT, "dev-dependencies": DEVELOPMENT,
}  # fmt: skip


def read(text: str) -> Iterator[Package | None]:
    found = toml_table(text)
    targets = (table(one) for one in table(found.get("target")).values())
    for part in (found, table(found.get("workspace")), *targets):
        for field, scope in _FIELDS.items():
            yield from _named(table(part.get(field)), scope)


def _named(entries: Mapping[str, Any], scope: str) -> Iterator[Package | None]:
    """`package` is the true name of a renamed one; `workspace` stands in the root's own table."""
    for key, entry in entries.items():
        told = table(entry)
        if "path" not in told and told.get("workspace") is not True:
            name = words(told.get("package")) or key
            wanted = words(entry) or words(told.get("version"))
            optional = told.get("optional") is True
            yield Package(ECOSYSTEM, name, wanted=wanted, scope=OPTIONAL if optional else scope)
