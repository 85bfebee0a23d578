"""The facts files of all projects of a configuration, as scoring gets them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from scoring.facts.rules import SAME
from scoring.facts.values import Given
from yuanzheng.facts.reading import BadFacts, Stated, read


@dataclass(frozen=True, slots=True)
class Handed:
    """A facts file of a project: `path` as it lies, `confirmed` what the reviewer has checked."""

    project_id: str
    name: str
    path: Path
    policies: tuple[str, ...]
    confirmed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Read:
    """`given` by project; `problems` by project, a Chinese sentence each."""

    given: Mapping[str, dict[str, Given]] = field(default_factory=dict)
    problems: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def given(handed: Sequence[Handed]) -> Read:
    """Of a file with anything wrong in it nothing is taken: its project states nothing."""
    stated: dict[str, Stated] = {}
    problems: dict[str, tuple[str, ...]] = {}
    for one in handed:
        try:
            stated[one.project_id] = read(one.path, one.policies)
            problems[one.project_id] = _unconfirmed(one, stated[one.project_id])
        except BadFacts as error:
            stated[one.project_id] = Stated()
            problems[one.project_id] = tuple(f"项目“{one.name}”：{w}" for w in error.problems)
    same = _same(handed, stated)
    found = {
        one.project_id: stated[one.project_id].given(one.confirmed)
        | {SAME: Given(value=same[one.project_id])}
        for one in handed
    }
    return Read(found, {key: words for key, words in problems.items() if words})


def _unconfirmed(one: Handed, stated: Stated) -> tuple[str, ...]:
    """What is called confirmed though nobody has stated it."""
    return tuple(
        f"项目“{one.name}”的 confirmed 写了 {name}，但 {one.path.name} 里没有填它：请核对。"
        for name in one.confirmed
        if name not in stated.values
    )


def _same(handed: Sequence[Handed], stated: Mapping[str, Stated]) -> dict[str, tuple[str, ...]]:
    """Project → names of others with the same 统一社会信用代码 that go for a policy of its own."""
    owners: dict[object, list[Handed]] = defaultdict(list)
    for one in handed:
        if code := stated[one.project_id].values.get("credit_code"):
            owners[code].append(one)
    return {
        one.project_id: tuple(
            other.name
            for other in owners.get(stated[one.project_id].values.get("credit_code"), ())
            if other is not one and set(other.policies) & set(one.policies)
        )
        for one in handed
    }
