"""The figures of a project as the warehouse has them, from the last instant it was scored for."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from collectors.settings import CollectorSettings
from collectors.targets import BadTarget, Target, parse
from reports import loading
from reports.evidence import EvidenceRow, Report
from scoring.people import declared
from warehouse.store import Warehouse
from yuanzheng import clock, knowledge
from yuanzheng.config import Config
from yuanzheng.failures import Refused
from yuanzheng.rechecking.claims import Claim, Claims
from yuanzheng.widths import plain


def read(config: Config, name: str) -> Claims:
    """What the project's report says. Raises `Refused`."""
    database = config.settings.warehouse.database
    if not database.exists():
        raise Refused(
            f"{plain(name)} 既不是证据包，也还没有数据仓库 {database}："
            "请写证据包的路径，或先运行 yuanzheng run。"
        )
    with Warehouse(database, read_only=True) as warehouse:
        (project_id,) = knowledge.named(warehouse, [name], config.settings.warehouse)
        known = knowledge.projects(warehouse, [project_id])
        instant = knowledge.latest(knowledge.scored(warehouse, known), clock.now())
        if instant is None:
            raise Refused(f"项目“{plain(name)}”还没有计算过：请先运行 yuanzheng score。")
        report = report_of(warehouse, project_id, instant)
        people = declared.read(warehouse).get(project_id)
    return replace(_claims(report, config), people=people)


def report_of(warehouse: Warehouse, project_id: str, as_of: datetime) -> Report:
    every = {project.project_id: project for project in loading.projects(warehouse)}
    return loading.load(warehouse, every[project_id], as_of)


def claim(row: EvidenceRow) -> Claim:
    return Claim(
        row.evidence_id, row.metric_id or "", row.version or 0, row.part, row.value,
        row.value_text, row.n, row.window_from, row.window_to, row.completeness or "",
        row.completeness_reason,
    )  # fmt: skip


def _claims(report: Report, config: Config) -> Claims:
    rows = (row for row in report.rows() if row.metric_id and not row.unknown)
    asked, lacking = list[Target](), list[str]()
    configured = {t.repo_id: t for project in config.projects for t in project.targets}
    for one in report.repositories:
        try:
            target = configured.get(one.repo_id) or _target(one.url, config.settings.collectors)
            asked.append(replace(target, repo_id=one.repo_id))
        except BadTarget:
            lacking.append(f"来源 {plain(one.url)} 不在配置的平台上，不能再问一次。")
    return Claims(
        report.project.name, report.as_of, tuple(map(claim, rows)), tuple(asked), tuple(lacking)
    )


def _target(url: str, settings: CollectorSettings) -> Target:
    """A path of this machine stands in no warehouse: it is known from the configuration only."""
    if "://" not in url:
        raise BadTarget(url)
    return parse(url, settings)
