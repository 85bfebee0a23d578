"""npm: `package.json`, ranges only."""

from __future__ import annotations

import re
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
_OWN = ("file:", "link:", "workspace:", "portal:", "./", "../", "/", "~/")
_ALIAS = re.compile(r"npm:(@?[^@]+)(?:@(.+))?")


def read(text: str) -> Iterator[Package | None]:
    found = json_object(text)
    for field, scope in _FIELDS.items():
        for name, wanted in table(found.get(field)).items():
            told = words(wanted)
            # Under this name may stand another package.
            alias = _ALIAS.fullmatch(told or "")
            true, told = (alias[1], alias[2]) if alias else (name, told)
            if not (told or "").startswith(_OWN):
                yield Package(ECOSYSTEM, true, wanted=told, scope=scope) if name else None
