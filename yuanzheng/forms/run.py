"""The command `forms`: writes the forms of a policy for a project."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from reports import filenames, loading, placing
from reports.evidence import Report
from reports.forms.model import Form
from scoring.facts import held
from scoring.facts.held import Statement
from scoring.facts.values import Facts
from scoring.judging import judge
from scoring.policy_files import load as load_policy
from scoring.policy_models import Policy
from warehouse.store import Warehouse
from yuanzheng import failures, knowledge, named_policies
from yuanzheng.config import Config, find, load, stated
from yuanzheng.facts.reading import BadFacts, Stated, fields_of, read
from yuanzheng.failures import Refused
from yuanzheng.folders import rooted
from yuanzheng.forms.filling import forms
from yuanzheng.forms.source import Source
from yuanzheng.projects import identifier
from yuanzheng.voice import Voice
from yuanzheng.work import scored_at

FOLDER = "表格"


@dataclass(frozen=True, slots=True)
class Asked:
    """A command line as typed."""

    project: str
    policy: str | None
    as_of: str | None
    out: Path | None
    config: Path | None


def fill(asked: Asked, voice: Voice) -> int:
    """Writes one file for each form; returns the exit code. Raises `Refused`."""
    policy = _policy(asked.policy)
    config = load(find(asked.config))
    voice.say("正在出表格…")
    report, folder = _report(asked, config, policy.policy_id)
    project_id = report.project.project_id
    told = _stated(config, project_id, policy.policy_id)
    scoring = stated(config).settings.scoring
    facts = scoring.facts.get(project_id)
    source = Source(policy, told, report, told.given() if facts is None else facts)
    _unchanged(source, facts, scoring.thresholds.get(policy.policy_id, {}))
    paths = put(forms(source), folder)
    for path in paths:
        voice.say(f"表格：{path}")
    if not told.values:
        voice.say("没有填报的事实：空白处都写着【待申报单位填写】（见 yuanzheng init --policy）。")
    return voice.end(failures.COMPLETE, forms=[str(path) for path in paths])


def _policy(asked: str | None) -> Policy:
    policy = load_policy(named_policies.checked(asked, "填哪一个政策的表格"))
    if not policy.forms:
        raise Refused(f"政策 {policy.policy_id} 没有要填的表格。")
    return policy


def _report(asked: Asked, config: Config, policy_id: str) -> tuple[Report, Path]:
    """The report for that policy, and where its forms go."""
    database = config.settings.warehouse.database
    if not database.exists():
        raise Refused(f"还没有数据仓库 {database}：请先运行 yuanzheng collect 或 yuanzheng run。")
    with Warehouse(database, read_only=True) as warehouse:
        [project_id] = knowledge.named(warehouse, [asked.project])
        projects = loading.projects(warehouse)
        at = scored_at(warehouse, project_id, asked.as_of)
        project = next(one for one in projects if one.project_id == project_id)
        names = filenames.folders({one.project_id: one.name for one in projects})
        report = loading.load(warehouse, project, at, policy_id)
    evidence = rooted(config.home, config.settings.reports.out, "[reports] 的键 out")
    return report, asked.out or evidence / names[project_id] / FOLDER / policy_id


def _stated(config: Config, project_id: str, policy_id: str) -> Stated:
    """What the applicant states, personal facts too. Raises `Refused` with all that is wrong."""
    for table in config.settings.project:
        if table.facts and identifier(table.name) == project_id:
            policies = (policy_id, *(one for one in table.policies or () if one != policy_id))
            try:
                return read(config.home / table.facts, policies)
            except BadFacts as error:
                raise Refused("\n".join(error.problems)) from error
    return Stated(fields=fields_of((policy_id,)))


def _unchanged(source: Source, facts: Facts | None, limits: Mapping[str, float]) -> None:
    """A form that states or calculates otherwise than its findings would contradict the report:
    refused. Where a clause rests on figures too, what it says of the facts must stand in it."""
    policy = source.policy
    statement = Statement({one.field_id: one for one in policy.fields}, facts)
    for clause in policy.clauses:
        found = source.clause(clause.clause_id)
        if found is None:
            continue
        asked = [one for one in clause.checks if one.judged and held.asked(one, statement)]
        told = [held.judge(one, statement, limits).reason for one in asked if one.metric is None]
        whole = judge(policy.policy_id, clause, {}, limits, statement).reason
        mixed = len(told) < len(asked)
        same = all(one in found.reason for one in told)
        if not same or not (mixed or found.reason.startswith(whole)):
            raise Refused(
                f"申报事实或门槛在上次计算之后改过，条款 {clause.clause_id} 的结论已经过时："
                "请先运行 yuanzheng score，再出表格。"
            )


def put(made: Iterable[Form], folder: Path) -> Sequence[Path]:
    """Writes the files: all of them or, where one cannot be made, none."""
    from reports.forms import word, workbook

    names = []
    with placing.filling(folder) as part:
        for place, form in enumerate(made, 1):
            stem = f"{place:02d}-{filenames.safe(form.title)}"
            files = {"docx": word.written} | ({"xlsx": workbook.written} if form.workbook else {})
            for kind, written in files.items():
                names.append(f"{stem}.{kind}")
                (part / names[-1]).write_bytes(written(form))
    return [folder / name for name in names]
