"""The facts files of all projects of a configuration, as scoring gets them."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from scoring.facts.rules import SAME, UNREAD
from scoring.facts.together import AMOUNTS
from scoring.facts.values import Given
from scoring.policy_files import load
from scoring.policy_models import Policy

if TYPE_CHECKING:
    from yuanzheng.facts.reading import Stated


@dataclass(frozen=True, slots=True)
class Handed:
    """A facts file of a project: `path` as it lies, None where it hands in none; `confirmed` what
    the reviewer has checked."""

    project_id: str
    name: str
    path: Path | None
    policies: tuple[str, ...]
    confirmed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Read:
    """`given` by project; `problems` by project, a Chinese sentence each."""

    given: Mapping[str, dict[str, Given]] = field(default_factory=dict)
    problems: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def given(handed: Sequence[Handed]) -> Read:
    """Of a file with anything wrong in it nothing is taken: its project states nothing.

    Projects that hand in none are in `handed` for the others: they may be of the same applicant."""
    # Only here: its checks of numbers load the encryption of the network, for every command.
    from yuanzheng.facts import confirming
    from yuanzheng.facts.reading import BadFacts, Stated, read

    stated: dict[str, Stated] = {}
    problems: dict[str, tuple[str, ...]] = {}
    for one in handed:
        if one.path is None:
            stated[one.project_id] = Stated()
            continue
        try:
            stated[one.project_id] = read(one.path, one.policies)
            facts = stated[one.project_id].given()
            problems[one.project_id] = confirming.problems(
                facts, one.confirmed, one.name, one.path.name
            )
        except BadFacts as error:
            stated[one.project_id] = Stated()
            problems[one.project_id] = tuple(f"项目“{one.name}”：{w}" for w in error.problems)
    same = _same(handed, stated)
    found = {
        one.project_id: stated[one.project_id].given(one.confirmed)
        | {SAME: Given(value=same[one.project_id])}
        | _unread(one, handed, stated)
        | _amounts(one, handed, stated)
        for one in handed
        if one.path is not None
    }
    return Read(found, {key: words for key, words in problems.items() if words})


def _same(handed: Sequence[Handed], stated: Mapping[str, Stated]) -> dict[str, tuple[str, ...]]:
    """Project → names of other entries of its applicant for the same text, whichever kind they are
    of: other projects, and the project itself where it is held against several kinds."""
    return {
        one.project_id: tuple(
            name
            for other in handed
            if other is one or same_by(stated[one.project_id], stated[other.project_id])
            for name in _entries(one, other)
        )
        for one in handed
    }


def _unread(
    one: Handed, handed: Sequence[Handed], stated: Mapping[str, Stated]
) -> dict[str, Given]:
    """Names of other entries for the same text of which nobody can tell whose they are: nothing is
    stated by both that would tell; none: no fact."""
    others = (other for other in handed if other is not one and not _told(one, other, stated))
    names = tuple(name for other in others for name in _entries(one, other))
    return {UNREAD: Given(value=names)} if names else {}


def _told(one: Handed, other: Handed, stated: Mapping[str, Stated]) -> bool:
    mine, theirs = stated[one.project_id].values, stated[other.project_id].values
    return any(_plain(mine.get(key)) and _plain(theirs.get(key)) for key, _ in _KEYS)


def _amounts(
    one: Handed, handed: Sequence[Handed], stated: Mapping[str, Stated]
) -> dict[str, Given]:
    """What other projects of its applicant state where a cap is for all of them; none: no fact."""
    rows = tuple(
        (other.name, field_id, "" if amount is None else str(amount))
        for other in handed
        if other is not one and same_by(stated[one.project_id], stated[other.project_id])
        for policy_id in one.policies
        if policy_id in other.policies
        for field_id in _added_up(load(policy_id))
        for amount in (stated[other.project_id].values.get(field_id),)
    )
    return {AMOUNTS: Given(value=rows)} if rows else {}


def _added_up(policy: Policy) -> list[str]:
    rules = (check.rule for clause in policy.clauses for check in clause.checks)
    return [rule.fields[0] for rule in rules if rule is not None and rule.together]


def _entries(one: Handed, other: Handed) -> list[str]:
    mine, theirs = _texts(one), _texts(other)
    if other is not one:
        return [other.name] if set(mine) & set(theirs) else []
    return [f"{one.name}（另一类）"] if len(mine) > len(set(mine)) else []


def _texts(one: Handed) -> list[str]:
    """The source of each of its policies that take one entry: the kinds of one text share it."""
    policies = map(load, one.policies)
    return [policy.source.sha256 for policy in policies if _takes_one(policy)]


def _takes_one(policy: Policy) -> bool:
    rules = (check.rule for clause in policy.clauses for check in clause.checks)
    return any(rule is not None and rule.kind == "once" for rule in rules)


def same_by(one: Stated, other: Stated) -> tuple[str, ...]:
    """By what two are of the same applicant: by its code, or by its name written alike."""
    return tuple(
        title
        for key, title in _KEYS
        if (mine := _plain(one.values.get(key))) and mine == _plain(other.values.get(key))
    )


_KEYS = (("credit_code", "统一社会信用代码"), ("applicant", "单位名称"))


def _plain(value: object) -> str:
    return "".join(unicodedata.normalize("NFKC", str(value or "")).casefold().split())
