"""From a command line to a job: which projects, which instant, which folders."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from collectors.results import ProjectSources
from scoring.policy_files import policy_ids
from warehouse.store import Warehouse
from yuanzheng import clock, interrupt, knowledge, progress, projects, stages
from yuanzheng.config import NAME, Config, find, load
from yuanzheng.failures import Refused
from yuanzheng.suggestions import suggestion
from yuanzheng.telling import told
from yuanzheng.voice import Voice
from yuanzheng.widths import plain


@dataclass(frozen=True, slots=True)
class Request:
    """A command line as typed. `stages` names those to do: collect, score, report."""

    command: str
    stages: str
    projects: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()
    as_of: str | None = None
    out: Path | None = None
    config: Path | None = None
    as_json: bool = False
    quiet: bool = False


def perform(request: Request) -> int:
    """Does what was asked and says what came of it; returns the exit code. Raises `Refused`."""
    voice = Voice(request.command, request.as_json, request.quiet)
    config = load(find(request.config))
    job = job_of(request, config)
    with interrupt.watched() as asked:
        return told(voice, carried_out(job, voice, asked.stop))


def carried_out(job: stages.Job, voice: Voice, stop: Callable[[], bool]) -> stages.Outcome:
    """The job, with a bar for people who watch."""
    repositories = sum(len(source.targets) for source in job.sources)
    with progress.shown(repositories, quiet=voice.silent) as bar:
        return stages.run(job, bar, stop, voice.say)


def job_of(request: Request, config: Config) -> stages.Job:
    asked = request.stages.split()
    instant = _instant(request.as_of, clock.now())
    out = request.out or config.home / config.settings.reports.out.expanduser()
    job = stages.Job(
        config.settings, clock.now, out, as_of=instant,
        collects="collect" in asked, scores="score" in asked, reports="report" in asked,
    )  # fmt: skip
    if not job.collects:
        return replace(job, project_ids=_held(request, config))
    sources = _sources(request, config)
    return replace(job, sources=sources, project_ids=tuple(p.project_id for p in sources))


def _instant(text: str | None, moment: datetime) -> datetime | None:
    try:
        return clock.as_of(text, moment) if text else None
    except clock.BadAsOf as error:
        raise Refused(str(error)) from error


def _sources(request: Request, config: Config) -> tuple[ProjectSources, ...]:
    known = policy_ids()
    for policy in request.policies:
        if policy not in known:
            near = suggestion(policy, known)
            raise Refused(f"没有政策“{plain(policy)}”{near}。现有政策：{'、'.join(known)}。")
    settings = config.settings.collectors
    found = config.projects
    if request.projects:
        found = projects.chosen(request.projects, found, settings, known)
    if not found:
        raise Refused(_nothing(config))
    if request.policies:
        policies = tuple(dict.fromkeys(request.policies))
        found = tuple(replace(project, policies=policies) for project in found)
    return found


def _nothing(config: Config) -> str:
    if config.path is None:
        return (
            f"这个文件夹里没有配置文件 {NAME}：请先运行 yuanzheng init 网址 新建一个，"
            "用 --config 指定一个，或直接运行 yuanzheng run 网址。"
        )
    return (
        f"{config.path.name} 里还没有项目：请加一张 [[project]] 表，或直接运行 yuanzheng run 网址。"
    )


def _held(request: Request, config: Config) -> tuple[str, ...] | None:
    database = config.settings.warehouse.database
    if not request.projects or not database.exists():
        return tuple(p.project_id for p in config.projects) or None
    with Warehouse(database, read_only=True) as warehouse:
        return knowledge.named(warehouse, request.projects)
