"""Projects to compare, straight into the tables: whole figures of every metric, parts by
repository, raw answers, outcomes. Drawn from a seed; no figure stands for a real project."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import numpy as np

from scoring import measuring
from scoring.comparison.weights import standard
from scoring.metric_files import all_metrics, by_id
from scoring.policy_files import load
from warehouse.store import Warehouse

AS_OF = datetime(2026, 10, 31, 16, tzinfo=UTC)
BEFORE = datetime(2026, 9, 30, 16, tzinfo=UTC)
COMPARED = {one.metric: one.cap for one in standard().indicators}
POLICY = "nanshan-project"
GRADES = ("A 与常见增长一致", "B 有少见之处，较轻或已见到相应的活动", "C 需要说明",
          "D 与常见增长不同，需要说明", "不足以判断")  # fmt: skip


def fill(
    warehouse: Warehouse, many: int, seed: int = 1, *, unknown: float = 0.08, answers: int = 12
) -> list[str]:
    """`many` projects scored at two instants; returns their ids. `unknown`: share of figures."""
    draw = np.random.default_rng(seed)
    rows: dict[str, list[dict[str, Any]]] = {
        "metric": [measuring._definition(one, 365) for one in all_metrics()], "project": [],
        "project_repo": [], "measurement": [], "measurement_source": [], "answer": [],
        "finding": [], "policy": [_policy()],
    }  # fmt: skip
    ids = [f"project-{number:03}" for number in range(many)]
    for project_id in ids:
        _project(rows, draw, project_id, unknown, answers)
    for table, held in rows.items():
        measuring.insert(warehouse, table, held)
    return ids


def put(
    warehouse: Warehouse, project_id: str, values: dict[str, float | None], **more: Any
) -> None:
    """A project with just these whole figures at `AS_OF`."""
    row = {"project_id": project_id, "name": more.get("name", project_id), "applicant": None,
           "policies": [POLICY], "sample": True}  # fmt: skip
    measuring.insert(warehouse, "project", [row])
    figures = [_figure(project_id, AS_OF, metric, value=value) for metric, value in values.items()]
    measuring.insert(warehouse, "measurement", figures)


def define(warehouse: Warehouse) -> None:
    """The definitions of all metrics."""
    held = [measuring._definition(one, 365) for one in all_metrics()]
    measuring.insert(warehouse, "metric", held)


def _policy() -> dict[str, Any]:
    held = load(POLICY)
    return {"policy_id": POLICY, "title": held.title, "issuer": held.issuer,
            "source_sha256": held.source.sha256}  # fmt: skip


def _project(
    rows: dict[str, list[dict[str, Any]]], draw: np.random.Generator, project_id: str,
    unknown: float, answers: int,
) -> None:  # fmt: skip
    rows["project"].append(
        {"project_id": project_id, "name": f"项目 {project_id[-3:]}", "policies": [POLICY],
         "applicant": "某单位（示例）", "sample": True}
    )  # fmt: skip
    repos = [f"github:made/{project_id}", f"gitee:made/{project_id}"]
    rows["project_repo"] += [
        {"project_id": project_id, "repo_id": one, "platform": one.partition(":")[0],
         "kind": "repository", "url": f"https://example.org/{one}"} for one in repos
    ]  # fmt: skip
    held = [_answer(f"{project_id}/{number}", repos[0], number) for number in range(answers)]
    rows["answer"] += held
    for metric in all_metrics():
        rows["measurement"] += _figures(draw, project_id, metric.metric_id, repos, unknown)
        rows["measurement_source"] += [
            {"as_of": AS_OF, "project_id": project_id, "metric_id": metric.metric_id,
             "repo_id": repos[0], "answer_id": one["answer_id"]} for one in held
        ]  # fmt: skip
    rows["finding"] += [_finding(project_id, number) for number in range(7)]


def _figures(
    draw: np.random.Generator, project_id: str, metric: str, repos: list[str], unknown: float
) -> list[dict[str, Any]]:
    if metric == "star_evidence":
        words = GRADES[int(draw.integers(len(GRADES)))]
        return [
            _figure(project_id, AS_OF, metric, value_text=words),
            _figure(project_id, AS_OF, metric, repos[0], value_text=f"{words}：某个理由"),
        ]
    value = float(int(COMPARED.get(metric, 500) ** draw.beta(4, 2)))
    if draw.random() < unknown:
        lost = {"completeness": "not_observable", "completeness_reason": "平台没有给出"}
        return [_figure(project_id, AS_OF, metric, **lost)]
    partial = draw.random() < unknown
    grade = {"completeness": "partial", "completeness_reason": "列表没有读全"} if partial else {}
    first = float(int(value * draw.random()))
    return [
        _figure(project_id, BEFORE, metric, value=float(int(value * 0.9))),
        _figure(project_id, AS_OF, metric, value=value, **grade),
        _figure(project_id, AS_OF, metric, repos[0], value=first),
        _figure(project_id, AS_OF, metric, repos[1], value=value - first),
    ]


def _figure(
    project_id: str, as_of: datetime, metric: str, part: str = "", **more: Any
) -> dict[str, Any]:
    held = by_id()[metric]
    days = held.days(365)
    return {
        "as_of": as_of, "project_id": project_id, "metric_id": metric, "part": part,
        "version": held.version,
        "part_title": part, "month": None, "value": None, "value_text": None, "n": 7,
        "window_from": None if days is None else as_of - timedelta(days=days),
        "window_to": as_of,
        "completeness": "complete", "completeness_reason": None, **more,
    }  # fmt: skip


def _answer(name: str, repo: str, number: int) -> dict[str, Any]:
    body = sha256(name.encode()).hexdigest()
    return {
        "answer_id": body[:32], "repo_id": repo, "stream": "commits",
        "url": f"https://api.example.org/{name}?page={number}", "status": 200,
        "fetched_at": AS_OF - timedelta(hours=5, seconds=number), "sha256": body, "bytes": 100,
        "content_type": "application/json", "warc_file": "2026-10.warc.gz",
        "warc_record": f"<urn:uuid:{body[:32]}>",
    }  # fmt: skip


def _finding(project_id: str, number: int) -> dict[str, Any]:
    return {
        "as_of": AS_OF, "project_id": project_id, "policy_id": POLICY,
        "clause_id": f"四（二）2（{number + 1}）", "sort_order": number, "title": "某条",
        "quote": "某条原文", "level": "必须", "reason": "某个理由", "threshold": None,
        "outcome": ("满足", "不满足", "需人工佐证", "数据不足")[number % 4],
        "evidence_table": "活跃贡献者", "short": None, "by_when": None,
    }  # fmt: skip
