"""Collect, score, report: the three stages one after the other, and what came of them.

Each is loaded when its turn comes: what they need takes longer to load than many a command runs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from collectors.results import Progress, ProjectSources, RunSummary
from scoring.people import appeals
from warehouse.errors import WarehouseBusy, WarehouseFull
from warehouse.store import Warehouse
from yuanzheng import attempts, failures, knowledge, logbook, people_kept, recording
from yuanzheng.clock import beijing, just_after
from yuanzheng.config import Settings
from yuanzheng.failures import Interrupted, Refused
from yuanzheng.patience import ONCE, Patience
from yuanzheng.projects import LeftOut

_UNITED = (
    "{folder} 里的数据是 unite 并成的，没有自己的存档：在这里采集，数据就不能从存档重做，"
    "也不能再并入，所以没有采集。请运行 yuanzheng shard、unite，再 score、report。"
)
Say = Callable[[str], None]
Stage = Callable[[str, int], None]
_Failed = tuple[str, str]  # project, sentence


@dataclass(frozen=True, slots=True)
class Job:
    """What a command is to do. `as_of` None: the second after collecting.

    `project_ids` are those to score and report; None: all that the warehouse holds. `left_out`
    are projects that could not be read, `wrong` what is wrong with facts files. `people`: project →
    the file its applicant hands in. `command` asked for it, at the time `due` of the schedule.
    `accepts`: whoever asked has looked at rows that were lost, and lets readers see it so. `whole`:
    all projects of the configuration are meant. `patience` with platforms that fail.
    """

    settings: Settings
    clock: Callable[[], datetime]
    out: Path
    sources: tuple[ProjectSources, ...] = ()
    project_ids: tuple[str, ...] | None = None
    as_of: datetime | None = None
    collects: bool = False
    scores: bool = False
    reports: bool = False
    left_out: tuple[LeftOut, ...] = ()
    wrong: tuple[str, ...] = ()
    people: Mapping[str, Path | None] = field(default_factory=dict)
    command: str = ""
    due: datetime | None = None
    accepts: bool = False
    whole: bool = True
    patience: Patience = ONCE

    @property
    def problems(self) -> tuple[str, ...]:
        """What was left out before it began, a sentence each."""
        return (*(words for project in self.left_out for words in project.problems), *self.wrong)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a job; `problems` are Chinese sentences about what failed.

    `failed`: of those, which are about a project that was not scored or not reported. `run`: its
    row in the history; `published`: the copy readers got; `later`: the projects they are shown at a
    later instant than this one. `interrupted`: the user asked to stop, even if there was nothing
    left to stop.
    """

    summary: RunSummary | None = None
    as_of: datetime | None = None
    projects: tuple[knowledge.Known, ...] = ()
    figures: tuple[knowledge.Figure, ...] = ()
    findings: tuple[knowledge.Findings, ...] = ()
    reports: tuple[Path, ...] = ()
    problems: tuple[str, ...] = ()
    failed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    run: str | None = None
    published: Path | None = None
    later: tuple[str, ...] = ()
    attempts: int = 1
    interrupted: bool = False

    @property
    def exit_code(self) -> int:
        if self.interrupted or (self.summary and self.summary.interrupted):
            return failures.INTERRUPTED
        return failures.PARTIAL if self.problems else failures.COMPLETE


def run(
    job: Job, progress: Progress, stop: Callable[[], bool], say: Say, at: Stage = lambda *_: None
) -> Outcome:
    """Does the stages asked for. A project that cannot be scored or reported leaves the others be.

    `at` is told which stage begins, and for how many projects. Raises `WarehouseError`,
    `Interrupted`, and `OSError` when the disk is full.
    """
    with (
        _opened(job) as warehouse,
        logbook.kept(job.settings.warehouse.folder) as log,
        recording.kept(job, warehouse) as record,
    ):
        outcome = Outcome(problems=job.problems)
        if job.collects:
            _own(job, warehouse)
            outcome = _collected(job, warehouse, progress, stop)
            log.info("%s", knowledge.collected_words(outcome.summary))
        if outcome.exit_code != failures.INTERRUPTED and (job.scores or job.reports):
            outcome = _evidence(job, warehouse, outcome, stop, say, at)
        outcome = replace(outcome, interrupted=stop(), run=record.run_id)
        record.came_to(outcome)
        for problem in outcome.problems:
            log.warning("%s", problem)
        log.info("结束，退出码 %s", outcome.exit_code)
    return outcome


def _opened(job: Job) -> Warehouse:
    places = job.settings.warehouse
    if not job.collects and not places.database.exists():
        raise Refused(
            f"还没有数据仓库 {places.database}：请先运行 yuanzheng collect 或 yuanzheng run。"
        )
    writes = job.collects or job.scores
    return Warehouse(places.database, read_only=not writes, memory_mb=places.memory_mb)


def _own(job: Job, warehouse: Warehouse) -> None:
    """Raises `Refused` where what is held was collected elsewhere: an archive that began now would
    not give it."""
    places, shared = job.settings.warehouse, job.settings.shards.folder
    if shared is None or places.folder.is_relative_to(shared):
        return
    if warehouse.answers_held()[1] and not any(places.archive.glob("*.warc*")):
        raise Refused(_UNITED.format(folder=places.folder))


def _collected(
    job: Job, warehouse: Warehouse, progress: Progress, stop: Callable[[], bool]
) -> Outcome:
    from collectors.loop import collect

    settings = job.settings

    def once(
        sources: Sequence[ProjectSources], only: frozenset[str] | None, over: Callable[[], bool]
    ) -> RunSummary:
        return collect(
            warehouse, sources, settings=settings.collectors, places=settings.warehouse,
            clock=job.clock, progress=progress, stop=over, only=only,
        )  # fmt: skip

    found = attempts.made(
        once, job.sources, job.patience, warehouse, job.clock, progress, stop
    )  # fmt: skip
    failed = knowledge.failed(found.summary)
    return Outcome(
        summary=found.summary, problems=(*job.problems, *failed, *found.problems),
        attempts=found.attempts,
    )  # fmt: skip


def _evidence(
    job: Job, warehouse: Warehouse, outcome: Outcome, stop: Callable[[], bool], say: Say,
    at: Stage,
) -> Outcome:  # fmt: skip
    projects = knowledge.projects(warehouse, job.project_ids)
    if not projects:
        raise Refused("数据仓库里还没有项目：请先运行 yuanzheng collect 或 yuanzheng run。")
    instant, problems = _instant(job, warehouse, projects), list(outcome.problems)
    settings, paths, failed = job.settings, list[Path](), list[_Failed]()

    def computed(ids: Sequence[str]) -> None:
        if settings.warehouse.engine == "spark":
            from yuanzheng.scaleout.engine import scored

            scored(warehouse, settings, instant, ids)
        else:
            from scoring.run import score

            score(warehouse, as_of=instant, settings=settings.scoring, project_ids=ids)

    def reported(ids: Sequence[str], unwritten: Sequence[str] = ()) -> None:
        from reports.run import write

        paths.extend(
            write(
                warehouse, as_of=instant, out=job.out, settings=settings.reports, project_ids=ids,
                left_out=[*(project.name for project in job.left_out), *unwritten],
            )
        )  # fmt: skip

    if job.scores:
        _unless(stop)
        say("正在计算…")
        at("score", len(projects))
        from collectors import noting
        from yuanzheng import told_people

        held = {project.project_id for project in projects}
        noting.projects(warehouse, [s for s in job.sources if s.project_id in held])
        noting.unasked(warehouse, job.clock())
        problems += people_kept.keep(warehouse, job.people, sorted(held))
        failed += _each("计算", computed, projects, stop)
        problems += [words for _, words in failed]
        problems += appeals.unknown(warehouse, settings.scoring.appeals)
        for words in told_people.not_used(warehouse, sorted(held)):
            say(words)
    if job.reports:
        _unless(stop)
        say("正在出证据表…")
        at("report", len(projects))
        ready, missing = _ready(warehouse, instant, projects)
        problems += [] if job.scores else missing
        unwritten = _each("出证据表", reported, ready, stop) if ready else []
        culprits = {project_id for project_id, _ in unwritten}
        if culprits and (good := [one for one in ready if one.project_id not in culprits]):
            # written one by one, the last has an index of its own
            names = [one.name for one in ready if one.project_id in culprits]
            reported([one.project_id for one in good], names)
        problems += [words for _, words in unwritten]
        failed += unwritten
    return replace(
        outcome, as_of=instant, projects=projects, reports=tuple(dict.fromkeys(paths)),
        problems=tuple(problems),
        failed=_by_project(failed),
        figures=knowledge.figures(warehouse, instant, projects),
        findings=knowledge.findings(warehouse, instant, projects),
    )  # fmt: skip


def _instant(job: Job, warehouse: Warehouse, projects: Sequence[knowledge.Known]) -> datetime:
    if job.scores:
        return job.as_of or just_after(job.clock())
    known = knowledge.scored(warehouse, projects)
    instant = job.as_of or knowledge.latest(known, job.clock())
    if instant is None or instant not in known:
        at = f"截止到 {beijing(instant)} " if instant else ""
        raise Refused(f"{at}还没有计算过：请先用同样的截止日期运行 yuanzheng score。")
    return instant


def _ready(
    warehouse: Warehouse, instant: datetime, projects: Sequence[knowledge.Known]
) -> tuple[list[knowledge.Known], list[str]]:
    """Projects scored at the instant, and a sentence for each of the others."""
    ids = knowledge.scored(warehouse, projects).get(instant, frozenset())
    missing = [
        f"项目“{p.name}”没有截止到 {beijing(instant)} 的计算结果：请先运行 yuanzheng score。"
        for p in projects
        if p.project_id not in ids
    ]
    return [p for p in projects if p.project_id in ids], missing


def _unless(stop: Callable[[], bool]) -> None:
    if stop():
        raise Interrupted


def _each(
    name: str, stage: Callable[[Sequence[str]], None], projects: Sequence[knowledge.Known],
    stop: Callable[[], bool],
) -> list[_Failed]:  # fmt: skip
    """Runs a stage for all projects at once; if that fails, for each alone, naming the culprits.

    Who asked to stop wants nothing begun anew, and may be what made it fail.
    """
    try:
        stage([p.project_id for p in projects])
    except (WarehouseBusy, WarehouseFull, Refused):
        raise
    except Exception as error:  # whatever one project's data does, the others go on
        if _hopeless(error):
            raise
        if stop():
            raise Interrupted from error
        if len(projects) == 1:
            return [(projects[0].project_id, _failed(name, projects[0], error))]
        return [found for one in projects for found in _each(name, stage, [one], stop)]
    return []


def _failed(name: str, project: knowledge.Known, error: Exception) -> str:
    if failures.debugging():
        raise error
    return f"项目“{project.name}”没能{name}：{failures.sentence(error)}"


def _by_project(failed: Sequence[_Failed]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for project_id, words in failed:
        found[project_id] = (*found.get(project_id, ()), words)
    return found


def _hopeless(error: Exception) -> bool:
    return isinstance(error, MemoryError) or failures.disk_words(error) is not None
