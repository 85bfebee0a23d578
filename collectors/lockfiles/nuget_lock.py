"""NuGet: `packages.lock.json`."""

from __future__ import annotations

from collections.abc import Iterator

from collectors.packages import Package, Unusable, json_object, table, words

FILES = r"packages\.lock\.json"
ECOSYSTEM = "nuget"
LOCK = True


def read(text: str) -> Iterator[Package | None]:
    found = json_object(text)
    if not isinstance(found.get("dependencies"), dict):
        raise Unusable("没有 dependencies，不是 packages.lock.json")
    for framework in found["dependencies"].values():
        for name, entry in table(framework).items():
            told = table(entry)
            if told.get("type") != "Project":
                version = words(told.get("resolved"))
                yield Package(ECOSYSTEM, name, version) if name and version else None
