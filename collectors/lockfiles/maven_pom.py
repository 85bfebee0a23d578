"""Maven: `pom.xml`. Versions that stand in a parent or a property are not known."""

from __future__ import annotations

import re
from collections.abc import Iterator

from collectors.packages import DEVELOPMENT, OPTIONAL, RUNTIME, Package
from collectors.xmlread import Element, elements

FILES = r"pom\.xml"
ECOSYSTEM = "maven"
LOCK = False
_PLACES = {
    ("project", "dependencies", "dependency"),
    ("project", "profiles", "profile", "dependencies", "dependency"),
}
_PARENT = ("project", "parent")
_ITS = {"${project.version}", "${revision}"}
_PROPERTIES = ("project", "properties")
_PROPERTY = re.compile(r"\$\{([^{}]+)\}")


def read(text: str) -> Iterator[Package | None]:
    found = elements(text, ("project",))
    known = next((one.inside for one in found if one.path == _PROPERTIES), {})
    own = next((one.inside for one in found if one.path == ("project",)), {})
    parent = next((one.inside for one in found if one.path == _PARENT), {})
    group = own.get("groupId") or parent.get("groupId", "")
    version = own.get("version") or parent.get("version", "")
    told = {**known, "project.version": version, "project.groupId": group}
    mine = "groupId" in own or ("version" not in own and not _is_elsewhere(found))
    for one in found:
        if one.path in _PLACES and not _is_own(one.inside, told, mine=mine):
            yield _package(one.inside, told, group)


def _is_elsewhere(found: list[Element]) -> bool:
    """`<relativePath/>`: the parent comes from a repository of packages, not from this project."""
    given = any(one.path == (*_PARENT, "relativePath") for one in found)
    return given and not any(one.inside.get("relativePath") for one in found if one.path == _PARENT)


def _is_own(asked: dict[str, str], known: dict[str, str], *, mine: bool) -> bool:
    """Another module of the same project: it has its group, and its version or none of its own.

    Not `mine`: the group may be that of a foreign parent, whose packages bear it as well."""
    if asked.get("groupId") not in {"${project.groupId}", known["project.groupId"]}:
        return False
    version = asked.get("version", "")
    if version in _ITS or (mine and not version):
        return True
    return mine and _filled(version, known) == known["project.version"]


def _filled(version: str, known: dict[str, str]) -> str:
    """With the properties this file holds; others stay as they are written."""
    return _PROPERTY.sub(lambda found: known.get(found[1]) or found[0], version)


def _package(told: dict[str, str], known: dict[str, str], own: str) -> Package | None:
    group = told.get("groupId", "").replace("${project.groupId}", own)
    name = told.get("artifactId", "")
    if not group or not name or "${" in group + name:
        return None
    version = _filled(told.get("version", ""), known)
    exact = None if not version or re.search(r"[\[(,${}]", version) else version
    scope = {"test": DEVELOPMENT, "provided": OPTIONAL}.get(told.get("scope", ""), RUNTIME)
    wanted = version if version and not exact and "${" not in version else None
    return Package(ECOSYSTEM, f"{group}:{name}", exact, wanted, scope=scope)
