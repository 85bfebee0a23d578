"""Which projects stand in a summary, and what each of their applicants states."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scoring.policy_files import all_policies, load
from scoring.policy_forms import Form
from scoring.policy_models import Policy
from yuanzheng.config import Config, ProjectTable
from yuanzheng.facts.reading import BadFacts, Stated, fields_of, read
from yuanzheng.failures import Refused
from yuanzheng.projects import identifier
from yuanzheng.suggestions import suggestion
from yuanzheng.widths import plain


@dataclass(frozen=True, slots=True)
class Entry:
    """One row. `problems`: what is wrong with its facts, of which then nothing is taken; `handed`:
    whether there is a facts file at all."""

    name: str
    policy: Policy
    stated: Stated
    handed: bool
    problems: tuple[str, ...] = ()


def form_of(policy: Policy) -> Form:
    """The form of many applicants. Raises `Refused` where the policy has none."""
    for form in policy.forms:
        if form.columns:
            return form
    raise Refused(f"政策 {policy.policy_id} 没有给多个申报单位的汇总表。")


def entries(config: Config, policy: Policy, names: Sequence[str]) -> tuple[Entry, ...]:
    """Projects held against the policy or another kind of the same text, in the order of the names,
    else of the configuration. Raises `Refused` for a name it does not know, and for none at all."""
    kin = _kin(policy)
    tables = [one for one in config.settings.project if set(one.policies or ()) & set(kin)]
    if names:
        tables = [_named(name, tables) for name in dict.fromkeys(names)]
    if not tables:
        raise Refused(
            f"配置里没有对照 {'、'.join(kin)} 的项目：请在 [[project]] 的 policies 里写上，"
            "并用 facts 写明申报事实的路径。"
        )
    return tuple(one for table in tables for one in _entries(config, table, kin))


def _kin(policy: Policy) -> tuple[str, ...]:
    """The kinds of projects of one text share its table."""
    same = (one for one in all_policies() if one.source == policy.source)
    return tuple(one.policy_id for one in same if any(form.columns for form in one.forms))


def _named(name: str, tables: Sequence[ProjectTable]) -> ProjectTable:
    for one in tables:
        if name in {one.name, identifier(one.name)}:
            return one
    near = suggestion(name, [one.name for one in tables])
    raise Refused(f"配置里对照这个政策的项目没有“{plain(name)}”{near}。")


def _entries(config: Config, table: ProjectTable, kin: Sequence[str]) -> Iterator[Entry]:
    for policy_id in kin:
        if policy_id not in (table.policies or ()):
            continue
        policy = load(policy_id)
        nothing = Stated(fields=fields_of((policy_id,)))
        if table.facts is None:
            yield Entry(table.name, policy, nothing, handed=False)
            continue
        others = tuple(one for one in table.policies or () if one != policy_id)
        try:
            told = read(config.home / table.facts, (policy_id, *others))
            yield Entry(table.name, policy, told, handed=True)
        except BadFacts as error:
            yield Entry(table.name, policy, nothing, handed=True, problems=error.problems)
