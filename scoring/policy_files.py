"""The policies: each a `.toml` file in `policies/`, found by walking; file name = id."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from pydantic import ValidationError

from scoring.errors import ScoringError, nearest
from scoring.metric_files import by_id
from scoring.policy_checks import OUTCOMES, Check, Clause
from scoring.policy_common import whole
from scoring.policy_models import Policy


@cache
def policy_ids() -> tuple[str, ...]:
    names = (entry.name for entry in files("scoring").joinpath("policies").iterdir())
    return tuple(sorted(n.removesuffix(".toml") for n in names if n.endswith(".toml")))


@cache
def load(policy_id: str) -> Policy:
    """Raises `ScoringError` when there is no such policy or its file is not right."""
    if policy_id not in policy_ids():
        raise ScoringError(f"没有名为 {policy_id} 的政策：{nearest(policy_id, policy_ids())}。")
    file = files("scoring").joinpath("policies", f"{policy_id}.toml")
    return parse(policy_id, file.read_text(encoding="utf-8"))


def held_by_default() -> tuple[str, ...]:
    """What a project is held against that names no policy."""
    return tuple(one for one in policy_ids() if load(one).by_default)


def all_policies() -> tuple[Policy, ...]:
    return tuple(load(policy_id) for policy_id in policy_ids())


def parse(policy_id: str, text: str) -> Policy:
    """Raises `ScoringError` naming file, clause and the nearest valid name."""
    where = f"政策文件 scoring/policies/{policy_id}.toml"
    try:
        found = whole(tomllib.loads(text), where)
        policy = Policy.model_validate({"policy_id": policy_id, **found})
    except tomllib.TOMLDecodeError as error:
        raise ScoringError(f"{where} 不是 TOML（{error}）：请改正。") from error
    except ValidationError as error:
        raise ScoringError(f"{where} {_first(error, found)}。") from error
    for clause in policy.clauses:
        for check in clause.checks:
            _check(f"{where} 的条款 {clause.clause_id}", check)
    for field in policy.fields:
        for metric in field.metrics:
            if metric not in by_id():
                near = nearest(metric, by_id())
                raise ScoringError(
                    f"{where} 的栏目 {field.field_id} 用了不存在的指标 {metric}：{near}。"
                )
    _once(where, [clause.clause_id for clause in policy.clauses])
    return policy


def _check(where: str, check: Check) -> None:
    if check.metric is None:
        return
    if check.metric not in by_id():
        raise ScoringError(
            f"{where} 用了不存在的指标 {check.metric}：{nearest(check.metric, by_id())}。"
        )
    words = by_id()[check.metric].words
    for word in check.words:
        if word not in words:
            raise ScoringError(
                f"{where} 写了指标 {check.metric} 没有的取值“{word}”：{nearest(word, words)}。"
            )
    missing = [word for word in words if check.words and word not in check.words]
    if missing:
        raise ScoringError(f"{where} 没有说明指标 {check.metric} 取值“{missing[0]}”时的结论。")


def _once(where: str, ids: list[str]) -> None:
    for one in ids:
        if ids.count(one) > 1:
            raise ScoringError(f"{where} 的条款 {one} 写了两次：请改用不同的编号。")


def _first(error: ValidationError, found: dict[str, Any]) -> str:
    """`的条款 四（一）缺少 quote`, with the nearest key where one is not known."""
    # a key that is not known explains the one that is missing
    problem = min(error.errors(), key=lambda one: one["type"] != "extra_forbidden")
    path = [str(step) for step in problem["loc"]]
    key = path[-1] if path else ""
    place = "" if path[:1] != ["clause"] else f"的条款 {_clause_name(path, found)} "
    if problem["type"] == "missing":
        return f"{place}缺少 {key}"
    if problem["type"] == "extra_forbidden":
        model = Check if "check" in path else Clause if path[:1] == ["clause"] else Policy
        names = {field.alias or name for name, field in model.model_fields.items()}
        return f"{place}多出的键 {key}，{nearest(key, names)}"
    if problem["type"] == "value_error":
        return f"{place}{problem['msg'].removeprefix('Value error, ')}"
    return f"{place}的 {key} 不合要求（应为{'、'.join(OUTCOMES)}之类的规定取值）"


def _clause_name(path: list[str], found: dict[str, Any]) -> str:
    clause = found["clause"][int(path[1])]
    return (
        str(clause.get("id", f"第 {int(path[1]) + 1} 条")) if isinstance(clause, dict) else path[1]
    )
