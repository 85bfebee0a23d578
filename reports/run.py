"""Writes the evidence folder: `index.html` and a folder for each project."""

from __future__ import annotations

import errno
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from reports import catalogue, filenames, index, loading, placing
from reports.crew import Crew, processors
from reports.errors import ReportError
from reports.evidence import Project, Report
from reports.settings import ReportSettings

if TYPE_CHECKING:
    from warehouse.store import Warehouse

# Fewer projects are written sooner than other processes have begun.
FEW = 5


def write(
    warehouse: Warehouse,
    *,
    as_of: datetime,
    out: Path,
    settings: ReportSettings,
    project_ids: Sequence[str] | None = None,
    left_out: Sequence[str] = (),
) -> list[Path]:
    """Writes reports for the instant `as_of` into `out`; returns the files, sorted.

    `left_out` are names of projects that should be there and could not be read; the index says
    so. `project_ids` None: all projects; the index lists the projects that were asked for. Folder
    names depend on all projects of the warehouse, so a project keeps its folder. Raises
    `ReportError` for an unknown project, an empty warehouse, a naive `as_of`, licence tables that
    were made for another instant and say otherwise, or a folder that cannot be written.
    """
    if as_of.tzinfo is None:
        raise ReportError("截止时刻没有时区：请给出带时区的时刻，例如 2026-11-19T00:00:00+08:00。")
    every = loading.projects(warehouse)
    folders = filenames.folders({project.project_id: project.name for project in every})
    chosen = _chosen(every, project_ids)
    if wrong := loading.elsewhere(warehouse, chosen, as_of):
        raise ReportError(wrong[0])
    try:
        written, entries = [], []
        reports = (
            (report, folders[report.project.project_id])
            for report in loading.each(warehouse, chosen, as_of)
        )
        for made, entry in _made(reports, len(chosen), out, settings):
            written += made
            entries.append(entry)
        return sorted([*written, index.write(entries, as_of, out, left_out)])
    except OSError as error:
        raise _explained(error, out) from error


def _made(
    reports: Iterable[tuple[Report, str]], count: int, out: Path, settings: ReportSettings
) -> Iterator[tuple[list[Path], index.Entry]]:
    """The files of every project, by as many processes as there are for more than a few."""
    # What is quickly written is: another process would work longer to be told of it.
    shared = count >= FEW and any(catalogue.load(name).IS_LONG for name in settings.formats)
    hands = processors() if shared else 1
    with Crew(hands, fresh=True) as crew:
        # They begin while the first reports are loaded.
        for _ in range(hands if hands > 1 else 0):
            crew.give(_ready, settings.formats)
        begun: deque[Callable[[], tuple[list[Path], index.Entry]]] = deque()
        for report, name in reports:
            begun.append(crew.give(_project, report, out, name, settings))
            if len(begun) > (2 * hands if hands > 1 else 0):
                yield begun.popleft()()
        while begun:
            yield begun.popleft()()


def _ready(formats: Sequence[str]) -> None:
    for name in formats:
        catalogue.load(name)


def write_one(report: Report, out: Path, settings: ReportSettings) -> list[Path]:
    """Writes a report that is already made, as the only one of the folder `out`."""
    try:
        written, entry = _project(report, out, filenames.safe(report.project.name), settings)
        return sorted([*written, index.write([entry], report.as_of, out, root=report.root)])
    except OSError as error:
        raise _explained(error, out) from error


def _project(
    report: Report, out: Path, name: str, settings: ReportSettings
) -> tuple[list[Path], index.Entry]:
    folder, formats = out / name, [catalogue.load(name) for name in settings.formats]
    with placing.filling(folder) as part:
        made = [(one.TITLE, one.write(report, part)) for one in formats]
    files = [(t, [folder / path.relative_to(part) for path in paths]) for t, paths in made]
    entry = index.entry(report, [(t, _opened(p)) for t, p in files if p], out)
    return [path for _, paths in files for path in paths], entry


def _opened(paths: Sequence[Path]) -> Path:
    """What a reader opens: the file, or the folder of several."""
    return paths[0] if len(paths) == 1 else paths[0].parent


def _chosen(every: Sequence[Project], wanted: Sequence[str] | None) -> list[Project]:
    if not every:
        raise ReportError("数据仓库里没有任何项目：请先运行 yuanzheng collect 或 yuanzheng run。")
    if wanted is None:
        return list(every)
    known = {project.project_id: project for project in every}
    for project_id in wanted:
        if project_id not in known:
            near = get_close_matches(project_id, known, n=1, cutoff=0.0)
            raise ReportError(f"数据仓库里没有项目“{project_id}”：最接近的是“{near[0]}”。")
    return [known[project_id] for project_id in sorted(set(wanted))]


def _explained(error: OSError, out: Path) -> ReportError:
    where = error.filename or out
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return ReportError(f"写不下报告 {where}：磁盘已满，请腾出空间后再运行 yuanzheng report。")
    if error.errno in {errno.ENOTDIR, errno.EEXIST, errno.EISDIR}:
        return ReportError(f"报告目录里的 {where} 已被同名的文件或目录占用：请移走它或换一个目录。")
    return ReportError(f"写不了报告 {where}：请检查该目录的写入权限，或换一个目录。")
