"""npm: `package.json`, ranges only."""

from __future__ import annotations

from collections.abc import Iterator

from collectors.packages import (
    DEVELOPMENT,
    OPTIONAL,
    RUNTIME,
    Package,
    json_object,
    table,
    words,
)  # fmt: skip

FILES = r"package\.json"
ECOSYSTEM = "npm"
LOCK = False
_FIELDS = {
    "dependencies": RUNTIME, "peerDependencies": RUNTIME, "optionalDependencies": OPTIONAL,
    "devDependencies": DEVELOPMENT,
}  # fmt: skip
_OWN = ("file:", "link:", "workspace:", "portal:")


def read(text: str) -> Iterator[Package | None]:
    found = json_object(text)
    for field, scope in _FIELDS.items():
        for name, wanted in table(found.get(field)).items():
            told = words(wanted)
            if not (told or "").startswith(_OWN):
                yield Package(ECOSYSTEM, name, wanted=told, scope=scope) if name else None
