"""From a command line to a job: which projects, which instant, which folders."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from collectors.results import ProjectSources
from scoring.policy_files import held_by_default
from warehouse.store import Warehouse
from yuanzheng import (
    clock,
    failures,
    interrupt,
    knowledge,
    named_policies,
    progress,
    projects,
    published,
    running,
    stages,
)
from yuanzheng.config import NAME, Config, find, load, stated
from yuanzheng.failures import Refused
from yuanzheng.folders import rooted
from yuanzheng.patience import ONCE
from yuanzheng.projects import LeftOut
from yuanzheng.running import Live
from yuanzheng.telling import told
from yuanzheng.voice import Voice


@dataclass(frozen=True, slots=True)
class Request:
    """A command line as typed, or what the schedule asks for at the time `due`. `stages` names
    those to do: collect, score, report. `nightly`: with the patience of the schedule."""

    command: str
    stages: str
    projects: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()
    as_of: str | None = None
    out: Path | None = None
    config: Path | None = None
    as_json: bool = False
    quiet: bool = False
    due: datetime | None = None
    accepts: bool = False
    nightly: bool = False


def perform(request: Request) -> int:
    """Does what was asked and says what came of it; returns the exit code. Raises `Refused`."""
    voice = Voice(request.command, request.as_json, request.quiet)
    config = load(find(request.config))
    job = job_of(request, config)
    try:
        with interrupt.watched() as asked:
            outcome = done(job, voice, asked.stop, config)
    except Exception as error:
        if failures.exit_code(error) not in {failures.INTERRUPTED, failures.BUSY}:
            _afterwards(request, config, None, voice, error)
        raise
    return told(voice, _afterwards(request, config, outcome, voice) or outcome)


def _afterwards(
    request: Request, config: Config, outcome: stages.Outcome | None, voice: Voice,
    error: Exception | None = None,
) -> stages.Outcome | None:  # fmt: skip
    """What follows a night follows one that the system's cron started, too."""
    if not request.nightly:
        return outcome
    from yuanzheng import afterwards

    return afterwards.after(config, outcome, voice, error)


def done(
    job: stages.Job, voice: Voice, stop: Callable[[], bool], config: Config | None = None
) -> stages.Outcome:
    """The job, the archive thinned by the rule of the configuration, and what came of it put
    before readers. Raises what ended it, after marking that they are shown an earlier copy."""
    with published.marked(job), running.told(job) as live:
        outcome = carried_out(job, voice, stop, live)
        if config is not None:
            outcome = thinned(config, job, outcome, voice)
        live.stage("publish", len(outcome.projects))
        return published.after(job, outcome)


def thinned(
    config: Config, job: stages.Job, outcome: stages.Outcome, voice: Voice
) -> stages.Outcome:
    """After a collection that was not cut short: the archive thinned, where there is a rule."""
    ruled = config.settings.warehouse.thin_after_days is not None
    if not (job.collects and ruled) or outcome.exit_code == failures.INTERRUPTED:
        return outcome
    from yuanzheng.told_thinning import after_collecting

    problem = after_collecting(config, voice)
    return replace(outcome, problems=(*outcome.problems, problem)) if problem else outcome


def carried_out(
    job: stages.Job, voice: Voice, stop: Callable[[], bool], live: Live
) -> stages.Outcome:
    """The job, with a bar for people who watch here and a file for those who watch elsewhere."""
    for words in projects.owners_meant(job.sources) if job.collects else ():
        voice.say(words)
    repositories = sum(len(source.targets) for source in job.sources)
    if job.collects:
        voice.say(f"正在采集 {len(job.sources)} 个项目的 {repositories} 个来源…")
    with progress.shown(repositories, quiet=voice.silent) as bar:
        if job.collects:
            live.stage("collect", repositories)
        return stages.run(job, live.beside(bar), stop, voice.say, live.stage)


def job_of(request: Request, config: Config) -> stages.Job:
    asked = request.stages.split()
    config = stated(config) if "score" in asked else config
    at = instant(request.as_of, clock.now())
    out = request.out or rooted(config.home, config.settings.reports.out, "[reports] 的键 out")
    job = stages.Job(
        config.settings, clock.Steady(), out, as_of=at, people=config.people,
        collects="collect" in asked, scores="score" in asked, reports="report" in asked,
        command=request.command, due=request.due,
        accepts=request.accepts,
        patience=config.settings.schedule.patience if request.nightly else ONCE,
    )  # fmt: skip
    if not job.collects:
        left_out = () if request.projects else config.left_out
        held, whole = _held(request, config), not request.projects
        wrong = _wrong(config, held)
        return replace(job, project_ids=held, left_out=left_out, wrong=wrong, whole=whole)
    sources, left_out = _sources(request, config)
    ids = tuple(p.project_id for p in sources)
    wrong, whole = _wrong(config, ids), {p.project_id for p in config.projects} <= set(ids)
    return replace(
        job, sources=sources, project_ids=ids, left_out=left_out, wrong=wrong, whole=whole
    )


def _wrong(config: Config, project_ids: Sequence[str] | None) -> tuple[str, ...]:
    """What is wrong with the facts files of these projects."""
    meant = config.wrong if project_ids is None else project_ids
    return tuple(words for one in meant for words in config.wrong.get(one, ()))


def scored_at(warehouse: Warehouse, project_id: str, as_of: str | datetime | None) -> datetime:
    """The instant asked for (as typed, or itself), or the latest. Raises `Refused` when nothing was
    scored for it."""
    known = knowledge.scored(warehouse, knowledge.projects(warehouse, [project_id]))
    given = as_of if isinstance(as_of, datetime) else instant(as_of, clock.now())
    at = given or knowledge.latest(known, clock.now())
    if at is None or at not in known:
        when = f"截止到 {clock.beijing(at)} " if at else ""
        raise Refused(f"{when}还没有计算过：请先用同样的截止日期运行 yuanzheng score。")
    return at


def instant(text: str | None, moment: datetime) -> datetime | None:
    """What `--as-of` means; None: it was not given. Raises `Refused`."""
    try:
        return None if text is None else clock.as_of(text, moment)
    except clock.BadAsOf as error:
        raise Refused(str(error)) from error


def _sources(
    request: Request, config: Config
) -> tuple[tuple[ProjectSources, ...], tuple[LeftOut, ...]]:
    """The projects asked for, and those among them that are left out."""
    for policy in request.policies:
        named_policies.checked(policy)
    found, left_out = config.projects, config.left_out
    if request.projects:
        found, left_out = _asked(request.projects, config, held_by_default())
    if not found:
        wrong = (words for project in left_out for words in project.problems)
        raise Refused("\n".join(wrong) or _nothing(config))
    if request.policies:
        policies = tuple(dict.fromkeys(request.policies))
        found = tuple(replace(project, policies=policies) for project in found)
    return found, left_out


def _asked(
    names: Sequence[str], config: Config, policies: Sequence[str]
) -> tuple[tuple[ProjectSources, ...], tuple[LeftOut, ...]]:
    """A name two projects share means the first, and the second is left out."""
    kept = {key for p in config.projects for key in (p.project_id, p.name)}
    left_out = tuple(p for p in config.left_out if {p.project_id, p.name} & set(names))
    bad = {key for p in left_out for key in (p.project_id, p.name)} - kept
    rest = [name for name in names if name not in bad]
    settings = config.settings.collectors
    found = projects.chosen(rest, config.projects, settings, policies) if rest else ()
    return found, left_out


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
