"""NuGet: references in project files (`*.csproj` and the like), central versions and
`packages.config`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from collectors.packages import Package
from collectors.xmlread import elements

FILES = r".+\.(cs|fs|vb)proj|directory\.packages\.props|packages\.config"
ECOSYSTEM = "nuget"
LOCK = False
_REFERENCES = {"PackageReference", "PackageVersion"}
_EXACT = re.compile(r"\d[\w.+-]*")


def read(text: str) -> Iterator[Package | None]:
    for one in elements(text, ("Project", "packages")):
        told = {name.lower(): value.strip() for name, value in one.attributes.items()}
        if one.path[-1] == "package":
            known = told.get("id") and told.get("version")
            yield Package(ECOSYSTEM, told["id"], told["version"]) if known else None
        elif one.path[-1] in _REFERENCES:
            name = told.get("include") or told.get("update")
            wanted = told.get("version") or one.inside.get("Version")
            # A plain version is the least one that may be taken, not the one that is.
            yield Package(ECOSYSTEM, name, wanted=_least(wanted)) if name else None


def _least(wanted: str | None) -> str | None:
    if not wanted or "$(" in wanted:
        return None
    return f">={wanted}" if _EXACT.fullmatch(wanted) else wanted
