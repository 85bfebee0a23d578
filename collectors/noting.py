"""What a run notes besides answers: the projects as they are named, and what it never came to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from collectors import hosts, owners
from collectors.results import ProjectSources
from collectors.targets import Target, shown_url
from collectors.transport import STOPPED
from collectors.twins import Twins
from warehouse.store import Row, Warehouse

_READ = (
    "SELECT DISTINCT repo_id, platform FROM project_repo SEMI JOIN stream_state USING (repo_id)"
    " ORDER BY repo_id"
)
_UNASKED = "这个版本的源证才开始读它，还没有采集过：请运行 yuanzheng refresh。"
_TABLES = ("project", "project_repo", "project_owner")


def projects(
    warehouse: Warehouse, given: Sequence[ProjectSources], twins: Twins | None = None
) -> None:
    """Writes the projects and their sources as the configuration has them now.

    What owners have is among them as far as it was found by now; a repository that is named by
    two addresses is so once. Of a project that stands as it stood nothing is written.
    """
    known, numbers = twins or Twins.known(warehouse), warehouse.platform_ids()
    held = {table: _held(warehouse, table) for table in _TABLES}
    for project in given:
        named = owners.expanded(warehouse, project)
        counted = known.once(numbers, project.project_id, named)
        for table, rows in _rows(project, counted).items():
            if held[table][project.project_id] != rows:
                warehouse.replace(table, rows, {"project_id": project.project_id})


def _held(warehouse: Warehouse, table: str) -> defaultdict[str, list[Row]]:
    found = defaultdict[str, list[Row]](list)
    for row in warehouse.query(f'SELECT * FROM "{table}" ORDER BY rowid'):
        found[row["project_id"]].append(row)
    return found


def _rows(project: ProjectSources, counted: Sequence[Target]) -> Mapping[str, list[Row]]:
    """All columns of each table of `_TABLES`."""
    own = {"project_id": project.project_id}
    row = {
        **own, "name": project.name, "applicant": project.applicant,
        "policies": list(project.policies), "sample": project.sample,
    }  # fmt: skip
    return {
        "project": [row],
        "project_repo": [{**own, **_source(target)} for target in counted],
        "project_owner": owners.rows(project),
    }


def _source(target: Target) -> Row:
    told = {name: value for name, value in asdict(target).items() if name != "full_name"}
    return {**told, "url": shown_url(target.url)}


def unreached(warehouse: Warehouse, targets: Sequence[Target], at: datetime) -> None:
    """What was never asked is unknown, and must not look like what a platform lacks."""
    every = dict.fromkeys(
        (target.repo_id, stream.name) for target in targets for stream in owners.streams(target)
    )
    if every:
        warehouse.unknown(list(every), "interrupted", STOPPED, at)


def unasked(warehouse: Warehouse, at: datetime) -> None:
    """The same of what this program reads of repositories that an earlier one had read; one that
    was never asked for anything is known to be unknown."""
    read = warehouse.query(_READ)
    named = {row["platform"] for row in read} & hosts.hosts().keys()
    streams = {one: [stream.name for stream in hosts.load(one).STREAMS] for one in named}
    every = [(row["repo_id"], name) for row in read for name in streams.get(row["platform"], ())]
    if every:
        warehouse.unknown(every, "unasked", _UNASKED, at)
