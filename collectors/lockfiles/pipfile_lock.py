"""Python: `Pipfile.lock`."""

from __future__ import annotations

from collections.abc import Iterator

from collectors.packages import (
    DEVELOPMENT,
    RUNTIME,
    Package,
    Unusable,
    json_object,
    table,
    words,
)  # fmt: skip

FILES = r"pipfile\.lock"
ECOSYSTEM = "pypi"
LOCK = True


def read(text: str) -> Iterator[Package | None]:
    found = json_object(text)
    if not isinstance(found.get("_meta"), dict):
        raise Unusable("没有 _meta，不是 Pipfile.lock")
    for field, scope in (("default", RUNTIME), ("develop", DEVELOPMENT)):
        for name, entry in table(found.get(field)).items():
            told = table(entry)
            version = (words(told.get("version")) or "").removeprefix("==") or None
            if "path" not in told and told.get("editable") is not True:
                yield Package(ECOSYSTEM, name, version, scope=scope) if name else None
