"""Dart and Flutter: `pubspec.lock`."""

from __future__ import annotations

from collections.abc import Iterator

from collectors import yamlread
from collectors.packages import (
    DEVELOPMENT,
    RUNTIME,
    Package,
    Unusable,
    table,
    words,
)  # fmt: skip

FILES = r"pubspec\.lock"
ECOSYSTEM = "pub"
LOCK = True
_SCOPES = {"direct main": RUNTIME, "direct dev": DEVELOPMENT}


def read(text: str) -> Iterator[Package | None]:
    found = yamlread.mapping(text)
    if not {"packages", "sdks"} & set(found):
        raise Unusable("没有 packages，不是 pubspec.lock")
    for name, entry in table(found.get("packages")).items():
        told = table(entry)
        if told.get("source") not in {"path", "sdk"}:
            version = words(told.get("version"))
            scope = _SCOPES.get(str(told.get("dependency")))
            yield Package(ECOSYSTEM, str(name), version, scope=scope) if version else None
