"""How the projects one sees stand against the clauses of a policy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reports import wording
from warehouse.queried import Queried
from yuanzheng.web.reading.asking import question
from yuanzheng.web.reading.overview import Standing


@dataclass(frozen=True, slots=True)
class Reached:
    """What one clause came to: (outcome, projects) in the order outcomes are read."""

    clause_id: str
    outcomes: tuple[tuple[str, tuple[Standing, ...]], ...]


def reached(asked: Queried, policy_id: str, standings: Sequence[Standing]) -> Mapping[str, Reached]:
    """By clause id; only of the projects given, each at the instant it is shown at."""
    known = {one.project_id: one for one in standings}
    dated = [one for one in standings if one.as_of]
    rows = asked.query(
        question("policy_projects"),
        {"ids": [one.project_id for one in dated], "instants": [one.as_of for one in dated],
         "policy_id": policy_id},
    )  # fmt: skip
    found: dict[str, dict[str, list[Standing]]] = {}
    for row in rows:
        of = found.setdefault(row["clause_id"], {})
        of.setdefault(row["outcome"], []).append(known[row["project_id"]])
    return {key: Reached(key, _ordered(of)) for key, of in found.items()}


def held(policy_id: str, standings: Sequence[Standing]) -> list[Standing]:
    """The projects that are held against a policy."""
    return [one for one in standings if policy_id in {p.policy_id for p in one.outcomes}]


def _ordered(of: Mapping[str, list[Standing]]) -> tuple[tuple[str, tuple[Standing, ...]], ...]:
    order = (*wording.OUTCOMES, *sorted(set(of) - set(wording.OUTCOMES)))
    return tuple((name, tuple(of[name])) for name in order if name in of)
