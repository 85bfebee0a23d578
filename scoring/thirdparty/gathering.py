"""What a repository takes from others: each thing once, with its licence and where it is said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from packageurl import PackageURL
from packaging.utils import canonicalize_name

from scoring.licences import expressions
from scoring.licences.licence_file import read_licence_file
from scoring.licences.naming import resolve
from warehouse.store import Row

NONE, UNKNOWN = "NONE", "NOASSERTION"
_RANK = {"runtime": 0, None: 1, "optional": 2, "development": 3}


@dataclass(frozen=True, slots=True)
class Thing:
    """One row of `third_party` in the making. `names`: by which a document may name it.

    `chain`: names from what the repository's own card names to this one; `notes`: what a human
    should know of how its licence was looked for.
    """

    origin: str
    name: str
    answer_id: str
    ecosystem: str | None = None
    version: str | None = None
    purl: str | None = None
    scope: str | None = None
    place: str = ""
    path: str | None = None
    licence: str = UNKNOWN
    licence_source: str = "none"
    written: str | None = None
    names: tuple[str, ...] = ()
    chain: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def packages(rows: Iterable[Row]) -> list[Thing]:
    """Each package and version once; a range counts only where no exact version is known."""
    found: dict[tuple[str, str], dict[str | None, list[Row]]] = {}
    for row in rows:
        base, version = _identity(row)
        exact = version if row["place"] != "sbom" or _is_exact(version) else None
        found.setdefault(base, {}).setdefault(exact, []).append(row)
    things = []
    for base, versions in found.items():
        kept = {v: said for v, said in versions.items() if v is not None} or versions
        loose = [] if None in kept else versions.get(None, [])
        things += [_package(base, version, said, loose) for version, said in kept.items()]
    return sorted(things, key=lambda one: (one.ecosystem or "", one.name, one.version or ""))


def _identity(row: Row) -> tuple[tuple[str, str], str | None]:
    try:
        purl = PackageURL.from_string(row["purl"] or "")
    except ValueError:
        return ("", str(row["name"])), row["version"]
    name = f"{purl.namespace}/{purl.name}" if purl.namespace else purl.name
    if purl.type == "pypi":  # lock files write the plain form, people the other ones
        name = canonicalize_name(name)
    version = purl.version or row["version"]
    if purl.type == "nuget":  # the names of NuGet are the same in any letters
        name = name.lower()
    # GitHub leaves the letter out that Go's versions begin with.
    bare = purl.type == "golang" and version and version[:1].isdigit()
    return (purl.type, name), f"v{version}" if bare else version


def _is_exact(version: str | None) -> bool:
    return bool(version) and not any(c in str(version) for c in "<>=~^*, |()[]")


def _package(
    base: tuple[str, str], version: str | None, said: Sequence[Row], loose: Sequence[Row]
) -> Thing:
    first = min(said, key=lambda row: ("lock", "sbom", "manifest").index(row["place"]))
    licence, source, written = _licence(said)
    scopes = [row["scope"] for row in (*said, *loose) if row["place"] != "sbom"]
    scope = min(scopes, key=lambda one: _RANK.get(one, 1)) if scopes else None
    name = str(first["name"]) if base[0] == "nuget" else base[1]
    purl = PackageURL(base[0], *_split(name), version).to_string() if base[0] else None
    return Thing(
        "package", name, first["answer_id"], base[0] or None, version, purl,
        "development" if base[0] == "githubactions" else scope, first["place"], first["path"],
        licence, source, written, _names_of(base, said),
    )  # fmt: skip


def _split(name: str) -> tuple[str | None, str]:
    space, _, last = name.rpartition("/")
    return space or None, last


def _names_of(base: tuple[str, str], said: Sequence[Row]) -> tuple[str, ...]:
    """Maven and Composer are called by their last part as well; Go's by the whole address; names of
    the Python index with any sign between their words, which mean the same there."""
    last = base[1].rpartition("/")[2]
    more = (last, base[1].replace("/", ":")) if base[0] in {"maven", "composer"} else ()
    if base[0] == "pypi":  # typing_extensions, ruamel.yaml
        more = (base[1].replace("-", "_"), base[1].replace("-", "."))
    return tuple(dict.fromkeys((base[1], *(row["name"] for row in said), *more)))


def _licence(said: Sequence[Row]) -> tuple[str, str, str | None]:
    """What the platform concluded, else what it was told, else what the lock file has."""
    fields = (
        ("sbom_concluded", "licence_concluded"), ("sbom_declared", "licence_declared"),
        ("lock", "licence"),
    )  # fmt: skip
    unread = None
    for source, field in fields:
        texts = sorted({row[field] for row in said if row[field]} - {UNKNOWN})
        meant = {NONE if text == NONE else read(text) for text in texts}
        if len(meant) > 1:  # nobody says which of them holds
            return UNKNOWN, source, "；".join(texts)
        if expression := next(iter(meant), None):
            return expression, source, texts[0] if texts[0] != expression else None
        unread = unread or ((UNKNOWN, source, texts[0]) if texts else None)
    return unread or (UNKNOWN, "none", None)


@lru_cache(maxsize=10_000)
def read(text: str) -> str | None:
    """The SPDX expression a field means; None: it cannot be told."""
    parsed = expressions.parse(text)
    if parsed:
        return parsed.text
    name = resolve(text)
    return name.expression if name and name.expression != UNKNOWN else None


def copies(rows: Iterable[Row]) -> list[Thing]:
    """Each copy once, its licence by the text of the licence files in it."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["path"], []).append(row)
    return [_copy(path, said) for path, said in sorted(found.items())]


def _copy(path: str, said: Sequence[Row]) -> Thing:
    files = [row for row in said if row["licence_path"]]
    first = files[0] if files else said[0]
    name = path.rpartition("/")[2]
    thing = Thing(
        "copy", name, first["answer_id"], place="vendored", path=first["licence_path"] or path,
        names=(path, name), licence=NONE, written=path,
    )  # fmt: skip
    if not files:
        # A folder without a licence file may be covered by another one: nobody says so.
        return replace(thing, licence=UNKNOWN, path=path)
    told = list(_texts(files))
    clear = [one for one in told if one != UNKNOWN]
    whole = len(clear) == len(told)
    licence = expressions.join(clear, "AND") if clear and whole else UNKNOWN
    return replace(thing, licence=licence, licence_source="vendored_file")


def _texts(files: Sequence[Row]) -> Iterator[str]:
    for row in files:
        if row["content"] is None:
            yield UNKNOWN
            continue
        for one in read_licence_file(row["licence_path"], row["content"]):
            known = one.definite and one.status in {"exact", "similar", "custom"}
            yield one.expression if known else UNKNOWN
