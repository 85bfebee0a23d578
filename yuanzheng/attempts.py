"""Platforms asked again for what failed, after a pause, as long as the night's minutes last."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Event

from collectors import owners
from collectors.results import Progress, ProjectSources, RunSummary, Stop, StreamResult
from warehouse.store import Warehouse
from yuanzheng.patience import Patience

# What may be well a little later. All else is a rule of the platform, or for a person to mend.
PASSING = frozenset({"unreachable", "computing", "malformed", "quota", "stopped"})
Collect = Callable[[Sequence[ProjectSources], frozenset[str] | None, Stop], RunSummary]


@dataclass(frozen=True, slots=True)
class Collected:
    """What all attempts came to; `problems`: what was not reached, a sentence."""

    summary: RunSummary
    attempts: int
    problems: tuple[str, ...] = ()


def made(
    collect: Collect, sources: Sequence[ProjectSources], patience: Patience, warehouse: Warehouse,
    clock: Callable[[], datetime], progress: Progress, stop: Stop,
) -> Collected:  # fmt: skip
    """Collects, and again what failed in passing. The user's wish to stop ends it as ever; the
    end of the budget does not: what there is by then is gone on with."""
    end = clock() + patience.budget if patience.budget else None

    def over() -> bool:
        return stop() or (end is not None and clock() >= end)

    summary, attempts = collect(sources, None, over), 1
    while attempts <= patience.retries and not over():
        failed = [one for one in summary.results if one.failed and one.code in PASSING]
        if not failed or not _paused(patience.pause, len(failed), progress, over):
            break
        more = collect(_of(sources, failed, warehouse), _streams(failed), over)
        summary, attempts = joined(summary, more), attempts + 1
    if summary.interrupted and end is not None and clock() >= end and not stop():
        words = _unreached(summary, patience)
        return Collected(replace(summary, interrupted=False), attempts, (words,))
    return Collected(summary, attempts)


def joined(first: RunSummary, later: RunSummary) -> RunSummary:
    """Two collections of one night: of each stream how it stands after the later one."""
    known = {(one.repo_id, one.stream): one for one in (*first.results, *later.results)}
    return RunSummary(
        tuple(known.values()), first.requests + later.requests,
        first.not_modified + later.not_modified, first.rows_added + later.rows_added,
        later.interrupted, tuple(dict.fromkeys((*first.refused, *later.refused))),
        tuple(dict.fromkeys((*first.notes, *later.notes))),
    )  # fmt: skip


def _of(
    sources: Sequence[ProjectSources], failed: Iterable[StreamResult], warehouse: Warehouse
) -> list[ProjectSources]:
    """Whole projects: a project is noted as it is asked for."""
    wanted = {one.repo_id for one in failed}
    return [
        one for one in sources
        if wanted & {t.repo_id for t in (*one.targets, *owners.expanded(warehouse, one))}
    ]  # fmt: skip


def _streams(failed: Iterable[StreamResult]) -> frozenset[str]:
    return frozenset(one.stream for one in failed)


def _paused(pause: timedelta, failed: int, progress: Progress, over: Stop) -> bool:
    """Whether the pause came to its end."""
    left, step = pause.total_seconds(), 0.5
    progress.waiting(left, f"{failed} 项没有采到，稍后再试")
    never = Event()
    while left > 0 and not over():
        never.wait(min(step, left))
        left -= step
    return not over()


def _unreached(summary: RunSummary, patience: Patience) -> str:
    minutes = round((patience.budget or timedelta()).total_seconds() / 60)
    cut = sum(one.code == "interrupted" for one in summary.results)
    part = f"有 {cut} 项没有采完，其余的没有问到" if cut else "有的没有问到"
    return f"采集满 {minutes} 分钟（[schedule] 的 budget_minutes），{part}，下一次接着采。"
