"""Joins measurements with the clauses they serve and numbers them as evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from reports.evidence import Clause, Definition, EvidenceRow, EvidenceTable
from reports.sources import SourceSets

Row = dict[str, Any]
Place = tuple[Any, ...]
Draft = tuple[str, Place, EvidenceRow]
FIRST = ("活跃贡献者", "星标数与Fork数", "开源协议")
UNSORTED = "其他"
NEVER_MEASURED = "这次评分没有给出这项指标的测量结果：请先运行 yuanzheng score 再出报告"


@dataclass(frozen=True, slots=True)
class Material:
    """What the tables are made of: rows of the warehouse for one project and instant."""

    measurements: Sequence[Row]
    definitions: Mapping[tuple[str, int], Definition]
    clauses: Sequence[Clause]
    clause_figures: Sequence[Row]
    figure_answers: Sequence[Row]
    repo_ids: frozenset[str]


def tables(material: Material, sets: SourceSets) -> tuple[EvidenceTable, ...]:
    """All evidence tables; evidence ids run through what was measured from E1 in the order of the
    page, then through the rest: no choice of policies gives a figure another id.

    Figures come by the order of their metrics, the whole before its parts; then clauses that
    rest on no figure. The tables a programme asks for always stand, even when empty.
    """
    drafts: dict[str, list[tuple[Place, EvidenceRow]]] = {title: [] for title in FIRST}
    for title, place, row in (*_figures(material, sets), *_facts(material)):
        drafts.setdefault(title, []).append((place, row))
    others = sorted(set(drafts) - set(FIRST), key=lambda title: (title == UNSORTED, title))
    ordered = {
        title: [row for _, row in sorted(drafts[title], key=lambda draft: draft[0])]
        for title in (*FIRST, *others)
    }
    ids = _numbered([row for rows in ordered.values() for row in rows])
    return tuple(
        EvidenceTable(title, tuple(replace(row, evidence_id=ids[id(row)]) for row in rows))
        for title, rows in ordered.items()
    )


def of_policy(tables: Sequence[EvidenceTable], policy_id: str) -> tuple[EvidenceTable, ...]:
    """The tables as they stand for one policy alone: every row that stays keeps its id."""
    kept = (
        EvidenceTable(
            table.title,
            tuple(
                replace(row, clauses=own)
                for row in table.rows
                if (own := _of(row, policy_id)) or _is_measured(row)
            ),
        )
        for table in tables
    )
    return tuple(table for table in kept if table.rows or table.title in FIRST)


def _of(row: EvidenceRow, policy_id: str) -> tuple[Clause, ...]:
    return tuple(clause for clause in row.clauses if clause.policy_id == policy_id)


def _is_measured(row: EvidenceRow) -> bool:
    return row.metric_id is not None and row.completeness_reason != NEVER_MEASURED


def _numbered(rows: Sequence[EvidenceRow]) -> dict[int, str]:
    """Which id each of these very rows has."""
    first = sorted(rows, key=lambda row: not _is_measured(row))
    return {id(row): f"E{number}" for number, row in enumerate(first, 1)}


def _figures(material: Material, sets: SourceSets) -> Iterator[Draft]:
    served = _served(material)
    answers = _answer_ids(material)
    rows = [row for row in material.measurements if row["month"] is None]
    measured = {(row["metric_id"], row["part"]) for row in rows}
    newest = {definition.metric_id: definition for definition in material.definitions.values()}
    for metric_id, part in sorted(set(served) - measured):
        rows.append(_unmeasured(metric_id, part, newest.get(metric_id)))
    for row in rows:
        definition = material.definitions.get((row["metric_id"], row["version"]))
        # a part that is a repository rests on the answers about that repository alone
        about = row["part"] if row["part"] in material.repo_ids else ""
        columns = {name: value for name, value in row.items() if name != "month"}
        figure = EvidenceRow(
            evidence_id="",
            title=definition.title if definition else row["metric_id"],
            unit=definition.unit_of(row["part"]) if definition else "",
            clauses=tuple(served.get((row["metric_id"], row["part"]), ())),
            source_set=sets.of(answers.get((row["metric_id"], about), ())),
            **columns,
        )
        title = definition.evidence_table if definition else UNSORTED
        yield title, _place(row, definition), figure


def _place(row: Row, definition: Definition | None) -> Place:
    order = definition.sort_order if definition else 10**6
    return 0, order, row["metric_id"], row["part"] != "", row["part"]


def _facts(material: Material) -> Iterator[Draft]:
    """Clauses that rest on no figure: facts only the applicant knows."""
    with_figures = {(row["policy_id"], row["clause_id"]) for row in material.clause_figures}
    for number, clause in enumerate(material.clauses):
        if clause.key not in with_figures:
            row = EvidenceRow(evidence_id="", title=clause.title, clauses=(clause,))
            yield clause.evidence_table, (1, number), row


def _served(material: Material) -> dict[tuple[str, str], list[Clause]]:
    """(metric, part) → the clauses that rest on it, in the order of the policies."""
    pairs: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    for row in material.clause_figures:
        pairs[row["policy_id"], row["clause_id"]].add((row["metric_id"], row["part"]))
    served: dict[tuple[str, str], list[Clause]] = defaultdict(list)
    for clause in material.clauses:
        for figure in sorted(pairs.get(clause.key, ())):
            served[figure].append(clause)
    return dict(served)


def _answer_ids(material: Material) -> dict[tuple[str, str], list[str]]:
    """(metric, repository) → answers; repository '' stands for all of them."""
    ids: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in material.figure_answers:
        ids[row["metric_id"], ""].append(row["answer_id"])
        ids[row["metric_id"], row["repo_id"]].append(row["answer_id"])
    return dict(ids)


def _unmeasured(metric_id: str, part: str, definition: Definition | None) -> Row:
    return {
        "metric_id": metric_id,
        "version": definition.version if definition else None,
        "part": part,
        "part_title": part,
        "month": None,
        "value": None,
        "value_text": None,
        "n": None,
        "window_from": None,
        "window_to": None,
        "completeness": "not_observable",
        "completeness_reason": NEVER_MEASURED,
    }
