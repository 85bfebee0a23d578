"""What of each table a bucket needs, told by its columns: see `docs/scale-out.md`."""

from __future__ import annotations

from functools import cache
from typing import Literal

from warehouse import schema

# Columns that name an identity, in whatever collected table they stand.
IDENTITIES = frozenset({
    "account_id", "answer_chosen_by_id", "answerer_id", "author_id", "coauthor_ids",
    "committer_id", "identity_id", "merger_id", "owner_id",
})  # fmt: skip
# Derived before the projects part, and read while each is scored.
GIVEN = frozenset({
    "licence_opinion", "people_declared", "people_declared_alias", "person_alias", "person_label",
    "person_organisation",
})  # fmt: skip
PERSONAL = frozenset({"identity", "person_alias", "person_label"})
# Made in the buckets.
MADE = frozenset({
    "act", "growth_burst", "growth_grade", "growth_sign", "licence_change", "licence_comparison",
    "licence_finding", "licence_opinion", "licence_verdict", "measurement", "measurement_source",
    "third_party", "third_party_verdict",
})  # fmt: skip
# Of all projects together: before the buckets or after them.
WHOLE = frozenset({
    "finding", "finding_metric", "masked_join", "material_state", "metric", "policy",
    "project_score", "schema_version", "stated_month",
})  # fmt: skip

Owner = Literal["project_id", "repo_id"]


@cache
def columns() -> dict[str, tuple[str, ...]]:
    """Table → its columns, in the order of the schema."""
    found: dict[str, tuple[str, ...]] = {}
    for table, column, _ in schema.comments(schema.schema_sql()):
        found[table] = (*found.get(table, ()), column) if column else ()
    return found


def owner(table: str) -> Owner | None:
    """The column by which rows belong to a bucket; None: to persons, or to nobody."""
    own = columns()[table]
    if table in PERSONAL:
        return None
    return "project_id" if "project_id" in own else "repo_id" if "repo_id" in own else None


@cache
def shipped() -> tuple[str, ...]:
    """Tables whose rows go to the bucket of their project or repository."""
    left_out = schema.derived() - GIVEN | schema.history() | WHOLE
    return tuple(table for table in columns() if table not in left_out and owner(table))


@cache
def collected() -> tuple[str, ...]:
    """Of these, tables that were read from answers, by repository."""
    return tuple(
        t for t in shipped() if t not in GIVEN | {"answer"} and "answer_id" in columns()[t]
    )
