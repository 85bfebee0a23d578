"""Holds projects against their policies: writes `policy`, `finding`, `finding_metric`,
`material_state` and `stated_month`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from importlib.resources import files

from scoring import materials, policy_files, stated
from scoring.errors import ScoringError, nearest
from scoring.facts.held import Statement
from scoring.facts.values import Facts
from scoring.figures import Figure, Figures
from scoring.in_force import dated
from scoring.judging import judge, uncorroborated, used
from scoring.measuring import insert
from scoring.metric_files import by_id
from scoring.policy_models import Policy
from warehouse.store import Row, Warehouse

Held = tuple[str, Policy]


def conclude(
    warehouse: Warehouse,
    *,
    as_of: datetime,
    thresholds: Mapping[str, Mapping[str, float]],
    facts: Mapping[str, Facts] | None = None,
    project_ids: Sequence[str] | None = None,
) -> None:
    """Replaces the findings of `as_of` for the projects (None: all); call in a transaction.

    `facts`: project id → what its applicant states; a project without has handed in no file.

    Raises `ScoringError` for a project held against a policy that does not exist.
    """
    held = list(_held(warehouse, project_ids))
    projects = sorted({project for project, _ in held} if project_ids is None else project_ids)
    _clear(warehouse, as_of, None if project_ids is None else projects)
    insert(warehouse, "policy", [_policy(one) for one in policy_files.all_policies()])
    figures = _figures(warehouse, as_of, projects)
    at, bare = {"as_of": as_of.isoformat()}, _bare(warehouse)
    insert(
        warehouse,
        "finding",
        (at | row for row in _findings(held, figures, thresholds, facts or {}, bare, as_of)),
    )
    papers = materials.rows(held, facts or {})
    insert(warehouse, "material_state", (at | row for row in papers))
    by_month = stated.rows(projects, facts or {})
    insert(warehouse, "stated_month", (at | row for row in by_month))
    insert(warehouse, "finding_metric", (at | row for row in _rests_on(held, figures)))


def _held(warehouse: Warehouse, project_ids: Sequence[str] | None) -> Iterator[Held]:
    for row in warehouse.query("SELECT project_id, policies FROM project ORDER BY project_id"):
        if project_ids is not None and row["project_id"] not in project_ids:
            continue
        for policy_id in row["policies"]:
            if policy_id not in policy_files.policy_ids():
                close = nearest(policy_id, policy_files.policy_ids())
                raise ScoringError(
                    f"项目 {row['project_id']} 要对照的政策 {policy_id} 不存在：{close}；"
                    "请改正 config.toml 后再运行。"
                )
            yield row["project_id"], policy_files.load(policy_id)


def _bare(warehouse: Warehouse) -> frozenset[str]:
    """Projects whose sources are git histories alone."""
    rows = warehouse.query(
        "SELECT project_id FROM project_repo GROUP BY project_id HAVING bool_and(platform = 'git')"
    )
    return frozenset(row["project_id"] for row in rows)


def _clear(warehouse: Warehouse, as_of: datetime, projects: list[str] | None) -> None:
    warehouse.execute("DELETE FROM policy")
    for table in ("finding", "finding_metric", "material_state", "stated_month"):
        warehouse.execute(
            f"DELETE FROM {table} WHERE as_of = $as_of"
            " AND ($projects::TEXT[] IS NULL OR list_contains($projects::TEXT[], project_id))",
            {"as_of": as_of, "projects": projects},
        )


def _policy(policy: Policy) -> dict[str, object]:
    return {
        "policy_id": policy.policy_id,
        "title": f"{policy.title}（{policy.kind}）",
        "issuer": policy.issuer,
        "source_sha256": policy.source.sha256,
    }


def _figures(warehouse: Warehouse, as_of: datetime, projects: list[str]) -> dict[str, Figures]:
    sql = files("scoring").joinpath("findings.sql").read_text(encoding="utf-8")
    found: dict[str, dict[tuple[str, str], Figure]] = defaultdict(dict)
    for row in warehouse.query(sql, {"as_of": as_of, "projects": projects}):
        found[row["project_id"]][row["metric_id"], row["part"]] = _figure(row)
    return dict(found)


def _figure(row: Row) -> Figure:
    metric = by_id()[row["metric_id"]]
    title = f"{metric.title}（{row['part_title']}）" if row["part_title"] else metric.title
    copies = metric.copies and row["several"] and not row["part"]
    return Figure(
        metric_id=metric.metric_id, part=row["part"], title=title, unit=metric.unit_of(row["part"]),
        value=row["value"], value_text=row["value_text"], completeness=row["completeness"],
        reason=row["completeness_reason"], window_from=row["window_from"],
        window_to=row["window_to"], is_repo=row["is_repo"], grows=metric.grows and not copies,
        adds=metric.adds,
    )  # fmt: skip


def _findings(
    held: Sequence[Held],
    figures: Mapping[str, Figures],
    thresholds: Mapping[str, Mapping[str, float]],
    facts: Mapping[str, Facts],
    bare: frozenset[str],
    as_of: datetime,
) -> Iterator[dict[str, object]]:
    """`bare`: projects no platform says anything of."""
    for project_id, policy in held:
        limits = thresholds.get(policy.policy_id, {})
        statement = Statement({f.field_id: f for f in policy.fields}, facts.get(project_id))
        for place, clause in enumerate(policy.clauses, 1):
            own = figures.get(project_id, {})
            found = judge(policy.policy_id, clause, own, limits, statement)
            found = uncorroborated(clause, found) if project_id in bare else found
            found = dated(policy, found, as_of)
            yield {
                "project_id": project_id, "policy_id": policy.policy_id,
                "clause_id": clause.clause_id, "sort_order": place, "title": clause.title,
                "quote": clause.quote, "level": clause.level, "outcome": found.outcome,
                "reason": found.reason, "threshold": found.threshold,
                "evidence_table": clause.table, "short": found.short, "by_when": found.by_when,
            }  # fmt: skip


def _rests_on(held: Sequence[Held], figures: Mapping[str, Figures]) -> Iterator[dict[str, object]]:
    for project_id, policy in held:
        for clause in policy.clauses:
            about = used(clause, figures.get(project_id, {}))
            for place, (metric_id, part) in enumerate(about, 1):
                yield {
                    "project_id": project_id, "policy_id": policy.policy_id,
                    "clause_id": clause.clause_id, "metric_id": metric_id, "part": part,
                    "sort_order": place,
                }  # fmt: skip
