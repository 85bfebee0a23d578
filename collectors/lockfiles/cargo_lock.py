"""Rust: `Cargo.lock`."""

from __future__ import annotations

from collections.abc import Iterator

from collectors.packages import Package, Unusable, several, table, toml_table, words

FILES = r"cargo\.lock"
ECOSYSTEM = "cargo"
LOCK = True


def read(text: str) -> Iterator[Package | None]:
    found = toml_table(text)
    if not {"version", "package", "metadata"} & set(found):
        raise Unusable("没有 [[package]]，不是 Cargo.lock")
    for entry in several(found.get("package")):
        told = table(entry)
        name, version = words(told.get("name")), words(told.get("version"))
        # What has no source is the workspace's own.
        if words(told.get("source")) or not (name and version):
            yield Package(ECOSYSTEM, name, version) if name and version else None
