"""Owners as sources of a project: an organisation's or user's public repositories, every night.

A platform file that offers `repositories_of(ctx) -> Pages` can list them; what was ever listed
lies in the table `owner_repo`, so that a night on which the list cannot be read misses none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import TYPE_CHECKING

from collectors import hosts
from collectors.results import ProjectSources
from collectors.targets import Kind, Target, belonging, proper
from warehouse.store import Row, Warehouse

if TYPE_CHECKING:
    from collectors.streams import Stream

STREAM = "owner_repositories"
_OWNED = files("collectors").joinpath("owned.sql").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Owned:
    """A repository of an owner; `repo_id` is its name in every table, also after a rename."""

    target: Target
    is_fork: bool
    listed: bool


def streams(target: Target) -> tuple[Stream, ...]:
    """What is read of a target."""
    from collectors.streams import Stream

    module = hosts.load(target.platform)
    if target.kind == "owner":
        return (Stream(STREAM, "owner_repo", module.repositories_of),)
    found: tuple[Stream, ...] = module.STREAMS
    return found


def among(projects: Sequence[ProjectSources]) -> list[Target]:
    """The owners among the targets of the projects, each once."""
    named = (t for project in projects for t in project.targets if t.kind == "owner")
    return list({target.repo_id: target for target in named}.values())


def repositories(warehouse: Warehouse, projects: Sequence[ProjectSources]) -> list[Target]:
    """Everything of the projects that is no owner, each once: written out or found by then."""
    found = (target for project in projects for target in expanded(warehouse, project))
    return list({target.repo_id: target for target in found}.values())


def expanded(warehouse: Warehouse, project: ProjectSources) -> list[Target]:
    """A project's targets with what its owners were ever found to have in place of these.

    What is no longer listed stays: its own streams tell what became of it.
    """
    written = [target for target in project.targets if target.kind != "owner"]
    taken = {_name(target) for target in written} | {target.repo_id for target in written}
    found = [
        one.target
        for one in _held(warehouse, among([project]))
        if (project.include_forks or not one.is_fork)
        and taken.isdisjoint({_name(one.target), one.target.repo_id})
    ]
    return [*written, *found]


def rows(project: ProjectSources) -> list[Row]:
    """The rows of `project_owner`."""
    return [
        {"project_id": project.project_id, "repo_id": owner.repo_id, "platform": owner.platform,
         "url": owner.url, "include_forks": project.include_forks}
        for owner in among([project])
    ]  # fmt: skip


def notes(warehouse: Warehouse, projects: Sequence[ProjectSources]) -> tuple[str, ...]:
    """A sentence for each owner of each project on what it has and what was left out."""
    return tuple(
        f"项目“{project.name}”的 {owner.url}：{_counted(_held(warehouse, [owner]), project)}。"
        for project in projects
        for owner in among([project])
    )


def _counted(found: Sequence[Owned], project: ProjectSources) -> str:
    listed = [one for one in found if one.listed]
    forks, lost = sum(one.is_fork for one in listed), len(found) - len(listed)
    words = f"公开的仓库、模型、数据集等共 {len(listed)} 个"
    if forks and not project.include_forks:
        words += (
            f"，其中 {forks} 个是别处仓库的 Fork，没有计入"
            "（要计入请在 [[project]] 中写 include_forks = true）"
        )
    return words + (f"；另有 {lost} 个以前列出、现在不再列出，已采到的数据仍在" if lost else "")


def _name(target: Target) -> str:
    return f"{target.platform}:{target.kind}:{target.full_name}".lower()


def _held(warehouse: Warehouse, owners: Sequence[Target]) -> list[Owned]:
    by_id = {owner.repo_id: owner for owner in owners}
    found = warehouse.query(_OWNED, {"owners": list(by_id)}) if by_id else []
    return list(_named(found, by_id))


def _named(found: Sequence[Row], by_id: dict[str, Target]) -> Iterator[Owned]:
    """A name that another repository of the owner had first goes with its number."""
    taken: set[str] = set()
    for row in found:
        if not (proper(row["full_name"]) and proper(row["first_name"])):
            continue
        owner, kind = by_id[row["owner_id"]], row["kind"]
        repo_id = _repo_id(owner, kind, row["first_name"])
        repo_id = f"{repo_id}@{row['platform_id']}" if repo_id in taken else repo_id
        taken.add(repo_id)
        target = replace(belonging(owner, kind, row["full_name"]), repo_id=repo_id)
        yield Owned(target, bool(row["is_fork"]), bool(row["listed"]))


def _repo_id(owner: Target, kind: Kind, full_name: str) -> str:
    return belonging(owner, kind, full_name).repo_id
