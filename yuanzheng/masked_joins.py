"""Who is one person by how names are spelt, told to a pack in which nobody can see the names.

The marks of a masked pack are equal where names are; that “Mazo, Andrey” and “Andrey Mazo” are one
person no mark shows. So these joins are given with the pack, as pairs of its own identities, and
`verify` says that it took them over.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from importlib.resources import files

from reports.seal.layout import GIVEN_JOINS
from scoring.people.appeals import Appeals
from warehouse.pseudonyms import MARKED
from warehouse.store import Row, Warehouse

_SPELT = frozenset(("spelling", "handle", "initial"))
_COLUMNS = ("project_id", "identity_id", "other_id")
_NAMED = "SELECT identity_id, login, name FROM identity WHERE login IS NOT NULL OR name IS NOT NULL"


def carried(whole: Warehouse, made: Warehouse, project_id: str, appeals: Appeals) -> list[Row]:
    """The joins of `whole` by spelling between identities that are in the masked `made` too.

    The two warehouses call one identity differently: it is known by what it did, whose commit id
    or number both hold.
    """
    from scoring.people.run import joined

    pairs = [(j.alias, j.other) for j in joined(whole, appeals) if j.rule in _SPELT]
    names = _same(whole, made, project_id, {one for pair in pairs for one in pair})
    known = {tuple(sorted((names[a], names[b]))) for a, b in pairs if a in names and b in names}
    seen = _seen(made)
    return [
        {"project_id": project_id, "identity_id": one, "other_id": other}
        for one, other in sorted(known)
        if one != other and not seen >= {one, other}
    ]


def seen(made: Warehouse, rows: Iterable[Row]) -> int:
    """How many of these are between names anybody can read: by the rules, or not to be joined."""
    held = _seen(made)
    return sum(held >= {row["identity_id"], row["other_id"]} for row in rows)


def _seen(made: Warehouse) -> set[str]:
    """Identities that carry a name and no mark."""
    held, marked = set[str](), set[str]()
    for row in made.query(_NAMED):
        names = filter(None, (row["login"], row["name"]))
        (marked if any(map(MARKED.fullmatch, names)) else held).add(row["identity_id"])
    return held - marked


def _same(
    whole: Warehouse, made: Warehouse, project_id: str, wanted: Iterable[str]
) -> dict[str, str]:
    """identity of `whole` → of `made`."""
    there = _acts(whole, project_id, sorted(wanted))
    here = {row["act"]: row["identity_id"] for row in _acts(made, project_id, None)}
    return {row["identity_id"]: here[row["act"]] for row in there if row["act"] in here}


def _acts(warehouse: Warehouse, project_id: str, wanted: list[str] | None) -> list[Row]:
    sql = files("yuanzheng").joinpath("queries", "acts_of.sql").read_text(encoding="utf-8")
    return warehouse.query(sql, {"project": project_id, "wanted": wanted})


def put(warehouse: Warehouse, rows: list[Row]) -> None:
    """Into a warehouse that was made of a masked archive."""
    warehouse.replace("masked_join", rows, {})


def told(warehouse: Warehouse) -> dict[str, str]:
    """As a key beside the configuration of a pack; nothing where nothing is given."""
    rows = warehouse.query("FROM masked_join ORDER BY ALL")
    return {GIVEN_JOINS: json.dumps(rows, ensure_ascii=False, sort_keys=True)} if rows else {}


def of(config: Mapping[str, str], project_id: str) -> list[Row]:
    """The rows `told` told of the project. Raises `ValueError`, `KeyError` or `TypeError` for
    anything else."""
    found = [
        {name: str(row[name]) for name in _COLUMNS}
        for row in json.loads(config.get(GIVEN_JOINS, "[]"))
    ]
    return [row for row in found if row["project_id"] == project_id]
