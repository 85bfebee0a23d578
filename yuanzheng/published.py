"""What a run made put before readers, or the mark that they are shown an earlier copy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

from reports import filenames
from warehouse import publishing
from warehouse.errors import WarehouseBusy
from warehouse.publishing import Copy, Meant, Order, Piece, Unfit
from warehouse.store import Warehouse
from yuanzheng import failures, knowledge
from yuanzheng.failures import Refused
from yuanzheng.stages import Job, Outcome

# What belongs to all projects of an evidence folder.
SHARED = ("index.html", "比较")


@contextmanager
def marked(job: Job) -> Iterator[None]:
    """What ends a run that was to be published is told to readers too; not what was refused."""
    try:
        yield
    except BaseException as error:
        refused = isinstance(error, Refused) and not isinstance(error, failures.Interrupted)
        if job.reports and not refused and not isinstance(error, WarehouseBusy):
            _mark(job, (failures.sentence(error),))
        raise


def after(job: Job, outcome: Outcome) -> Outcome:
    """Publishes what a run reported; a copy that could not be made is a problem of the run."""
    if not job.reports:
        return outcome
    try:
        copy = publishing.publish(ordered(job, outcome))
    except Unfit as error:
        _mark(job, error.reasons)
        cut = outcome.exit_code == failures.INTERRUPTED
        return outcome if cut else _with(outcome, error.reasons)
    except Exception as error:  # the figures stand, whatever became of the copy
        if failures.debugging():
            raise
        _mark(job, (failures.sentence(error),))
        return _with(outcome, (failures.sentence(error),))
    problems = (*outcome.problems, *_flagged(copy, outcome))
    later = tuple(_later(copy, outcome))
    return replace(outcome, published=copy.folder, problems=problems, later=later)


def _later(copy: Copy, outcome: Outcome) -> Iterator[str]:
    """Names of the projects of a run that readers go on being shown at a later instant."""
    ran = {one.project_id for one in outcome.projects}
    for one in copy.projects:
        fit = one.project_id in ran and not one.flags
        if fit and outcome.as_of and one.as_of and one.as_of > outcome.as_of:
            yield one.name


def _flagged(copy: Copy, outcome: Outcome) -> Iterator[str]:
    """What is not a problem of the run itself already."""
    ran = {one.project_id for one in outcome.projects} - outcome.failed.keys()
    for one in copy.projects:
        for words in one.flags if one.project_id in ran else ():
            yield f"项目“{one.name}”没有发布新的数字，读者看到的是以前的：{words}"


def ordered(job: Job, outcome: Outcome) -> Order:
    """What is to be published of a run."""
    with Warehouse(job.settings.warehouse.database, read_only=True) as warehouse:
        names = {one.project_id: one.name for one in knowledge.projects(warehouse)}
    left_out = {one.project_id: one.problems for one in job.left_out}
    ran = {one.project_id: outcome.failed.get(one.project_id, ()) for one in outcome.projects}
    projects = tuple(
        Meant(key, names[key], words) for key, words in {**ran, **left_out}.items() if key in names
    )
    return Order(
        job.settings.warehouse, job.clock(), outcome.as_of, projects,
        tuple(_pieces(job, outcome, names)), outcome.reports,
        interrupted=outcome.exit_code == failures.INTERRUPTED, accepts=job.accepts,
    )  # fmt: skip


def _pieces(job: Job, outcome: Outcome, names: dict[str, str]) -> Iterator[Piece]:
    """The index and the comparison, and a folder for each project of the warehouse: those that
    this run did not write are as they were."""
    for name in SHARED:
        source = job.out / name
        yield Piece(name, source if source.exists() else None, keeps=not job.whole)
    written = {path.relative_to(job.out).parts[0] for path in outcome.reports}
    for project_id, name in filenames.folders(names).items():
        yield Piece(name, job.out / name if name in written else None, project_id)


def _with(outcome: Outcome, reasons: tuple[str, ...]) -> Outcome:
    words = tuple(f"没有发布给读者，他们看到的仍是上一份：{one}" for one in reasons)
    return replace(outcome, problems=(*outcome.problems, *words))


def _mark(job: Job, reasons: tuple[str, ...]) -> None:
    with suppress(OSError):  # a disk that takes nothing takes no mark either
        publishing.failed(job.settings.warehouse.published, job.clock(), reasons)
