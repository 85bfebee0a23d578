"""Which backups stay: the last of so many days, weeks and months."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime

from yuanzheng import clock
from yuanzheng.backups import manifest
from yuanzheng.backups.manifest import Manifest, Unreadable
from yuanzheng.backups.objects import Store
from yuanzheng.backups.settings import BackupSettings


def kept(
    times: Sequence[datetime], rule: BackupSettings, unfit: Collection[datetime] = ()
) -> set[datetime]:  # fmt: skip
    """Of these the ones that stay; the newest always does.

    `unfit`: of backups in which something does not fit together; within a day, week or month one
    that does is kept instead.
    """
    periods: tuple[tuple[Callable[[date], object], int], ...] = (
        (lambda day: day, rule.keep_daily),
        (lambda day: day.isocalendar()[:2], rule.keep_weekly),
        (lambda day: (day.year, day.month), rule.keep_monthly),
    )
    newest = sorted(times, reverse=True)
    found = set(newest[:1])
    fit_first = sorted(newest, key=lambda time: time in unfit)
    for period, count in periods:
        last: dict[object, datetime] = {}
        for time in fit_first:
            last.setdefault(period(clock.day(time)), time)
        found.update(sorted(last.values(), reverse=True)[:count])
    return found


def thin(
    store: Store, rule: BackupSettings, moment: datetime
) -> tuple[tuple[str, ...], int, list[str]]:  # fmt: skip
    """Names of the backups that went, bytes freed, and a sentence for each that is damaged.

    A manifest goes before its pieces; while one cannot be read nobody knows what it needs, and no
    piece goes.
    """
    readable, unread = list[Manifest](), list[str]()
    for path in manifest.all_of(store.folder):
        try:
            readable.append(manifest.read(path))
        except Unreadable as error:
            unread.append(str(error))
    unfit = {one.made_at for one in readable if one.problems}
    # Those of a clock that was ahead must not take the place of what was made since.
    ahead = {one.made_at for one in readable if one.made_at > moment + manifest.APART}
    stay = kept([one.made_at for one in readable if one.made_at not in ahead], rule, unfit) | ahead
    gone = [one for one in readable if one.made_at not in stay]
    for one in gone:
        (store.folder / manifest.FOLDER / f"{one.name}.json").unlink()
    if unread:
        return tuple(one.name for one in gone), 0, unread
    needed = {name for one in readable if one.made_at in stay for name, _ in one.pieces()}
    return tuple(one.name for one in gone), store.swept(needed), []
