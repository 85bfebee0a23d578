"""Entries of the register that a clause decides: what was found for their project."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib.resources import files

from collectors.settings import CollectorSettings
from reports import loading, wording
from reports.evidence import EvidenceRow, Report
from scoring.programme.entries import Entry, Figure, Judgement
from scoring.programme.weighing import plain
from warehouse.store import Warehouse
from yuanzheng import clock, projects
from yuanzheng.knowledge import Known
from yuanzheng.knowledge import projects as known_projects

_MISSING = "数据不足"
_BARE = re.compile(r"[\w./:@%+-]+")


@dataclass(frozen=True, slots=True)
class Judge:
    """Asks the warehouse. `as_of`: nothing later is heard."""

    warehouse: Warehouse
    policy_id: str
    as_of: datetime
    settings: CollectorSettings
    members: dict[str, set[str]] = field(default_factory=dict)

    def __call__(self, entry: Entry, clause_id: str, last: date) -> Judgement:
        """`last`: the last day that counts; what was found for a later day proves nothing."""
        found = self._projects(entry)
        if not found:
            return absent(self.policy_id, entry, clause_id, last)
        if len(found) > 1:
            names = "、".join(one.name for one in found)
            several = f"几个项目都有它（{names}）：请在“仓库或项目”一列写其中一个的名称"
            return Judgement(clause_id, _MISSING, several)
        bound = min(self.as_of, clock.end_of_day(last))
        asked = {"project_id": found[0].project_id, "policy_id": self.policy_id}
        rows = self.warehouse.query(_sql("judged_at"), {**asked, "clause_id": clause_id})
        instants = [row["as_of"] for row in rows]
        at = next((one for one in instants if one <= bound), None)
        if at is None:
            why = self._unjudged(found[0], instants, last)
            return Judgement(clause_id, _MISSING, why, project_id=found[0].project_id)
        return self._judgement(found[0], clause_id, at)

    def _judgement(self, project: Known, clause_id: str, at: datetime) -> Judgement:
        whole = next(
            one for one in loading.projects(self.warehouse) if one.project_id == project.project_id
        )
        report = loading.load(self.warehouse, whole, at, self.policy_id)
        clause = next(one for one in report.clauses if one.clause_id == clause_id)
        outcome, reason = clause.outcome, clause.reason
        if whole.sample:
            outcome, reason = _MISSING, wording.SAMPLE_NOTICE
        rows = [row for row in report.rows() if clause in row.clauses and row.metric_id]
        figures = tuple(_figure(row) for row in rows if row.part in {"", "at_least"})
        return Judgement(
            clause_id, outcome, reason, clause.threshold, _day(report), project.project_id, figures
        )

    def _projects(self, entry: Entry) -> Sequence[Known]:
        """By address, by name as written in `仓库或项目`, or else by the name of the entry."""
        known = known_projects(self.warehouse)
        if entry.project and projects.is_remote(entry.project):
            repo_id = projects.target(entry.project, self.settings).repo_id
            return [one for one in known if repo_id in self._members().get(one.project_id, ())]
        wanted = plain(entry.project or entry.name)
        return [one for one in known if wanted in {plain(one.name), plain(one.project_id)}]

    def _members(self) -> dict[str, set[str]]:
        if not self.members:
            for row in self.warehouse.query(_sql("members")):
                self.members.setdefault(row["project_id"], set()).add(row["repo_id"])
        return self.members

    def _unjudged(self, project: Known, later: Sequence[datetime], last: date) -> str:
        named = typed(project.name)
        if later:
            return (
                f"只有 {wording.as_of_date(later[-1])} 及以后的结论，晚于 {last}："
                f"请运行 yuanzheng score {named} --as-of {last}"
            )
        command = f"yuanzheng run {named} --policy {self.policy_id} --as-of {last}"
        return f"这个项目还没有对照本政策：请运行 {command}"


def typed(word: str) -> str:
    """As one types it on a command line: in quotes where it needs them."""
    return word if _BARE.fullmatch(word) else shlex.quote(word)


def absent(policy_id: str, entry: Entry, clause_id: str, last: date) -> Judgement:
    """What is said of a project that the warehouse does not hold."""
    remote = entry.project if entry.project and projects.is_remote(entry.project) else "网址"
    command = f"yuanzheng run {typed(remote)} --policy {policy_id} --as-of {last}"
    return Judgement(clause_id, _MISSING, f"数据仓库里没有这个项目：请先运行 {command}")


def _figure(row: EvidenceRow) -> Figure:
    title = f"{row.title}（{row.part_title or row.part}）" if row.part else row.title
    unit = "" if row.unknown else row.unit
    return Figure(title, f"{wording.value_words(row)} {unit}".strip(), row.evidence_id)


def _day(report: Report) -> str:
    return f"{wording.as_of_date(report.as_of)}{wording.counted_in(report.as_of)}"


def _sql(name: str) -> str:
    return files("yuanzheng").joinpath("queries", f"{name}.sql").read_text(encoding="utf-8")
