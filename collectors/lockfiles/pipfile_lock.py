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
    for field in found:  # besides these two there may be groups of the project's own
        scope = {"default": RUNTIME, "develop": DEVELOPMENT}.get(field)
        for name, entry in () if field == "_meta" else table(found[field]).items():
            told = table(entry)
            if scope is None and not told:
                yield None
                continue
            version = (words(told.get("version")) or "").removeprefix("==") or None
            if "path" not in told:
                yield Package(ECOSYSTEM, name, version, scope=scope) if name else None
