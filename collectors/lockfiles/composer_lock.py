"""PHP: `composer.lock`, which tells the licences its packages declare."""

from __future__ import annotations

from collections.abc import Iterator

from collectors.packages import (
    DEVELOPMENT,
    RUNTIME,
    Package,
    Unusable,
    json_object,
    several,
    table,
    words,
)  # fmt: skip

FILES = r"composer\.lock"
ECOSYSTEM = "composer"
LOCK = True


def read(text: str) -> Iterator[Package | None]:
    found = json_object(text)
    if not isinstance(found.get("packages"), list):
        raise Unusable("没有 packages，不是 composer.lock")
    for field, scope in (("packages", RUNTIME), ("packages-dev", DEVELOPMENT)):
        for entry in several(found.get(field)):
            told = table(entry)
            name, version = words(told.get("name")), words(told.get("version"))
            # Several licences are a choice, by Composer's own rule.
            licences = [one for one in map(words, several(told.get("license"))) if one]
            licence = " OR ".join(licences) or words(told.get("license"))
            if table(told.get("dist")).get("type") != "path":
                known = name and version
                yield (
                    Package(ECOSYSTEM, name or "", version, licence=licence, scope=scope)
                    if known
                    else None
                )
