"""The command `thin`, and what a night does of it: says what goes from the archive."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path

from warehouse.store import Warehouse
from yuanzheng import clock, failures, grids
from yuanzheng.config import Config, find, load
from yuanzheng.failures import Refused
from yuanzheng.past import size
from yuanzheng.thinning import Thinner, due, thinned
from yuanzheng.voice import Voice
from yuanzheng.widths import plain

_TRIED = "thinning.tried"
_COLUMNS = ("存档文件", "去掉的记录", "去掉的字节")


def thin(given: Path | None, voice: Voice, *, really: bool) -> int:
    """Returns the exit code. Raises `Refused` without a rule, and where nothing may be thinned."""
    config = load(find(given))
    places = config.settings.warehouse
    if places.thin_after_days is None:
        raise Refused(
            "配置里没有精简存档的规则：请在 [warehouse] 里写 thin_after_days = 天数，"
            "表示项目从配置里删去、最后一次采集过去多少天之后，只有它用得到的记录可以去掉。"
        )
    if not places.database.exists():
        raise Refused(
            f"还没有数据仓库 {places.database}：请先运行 yuanzheng collect 或 yuanzheng run。"
        )
    voice.say("正在从存档重做数据仓库并逐表比对…")
    found = thinned(config, clock.now(), really=really)
    for words in _told(found, places.thin_after_days):
        voice.say(words)
    if found.line is not None:
        voice.say(_ending(found, really=really))
    return voice.end(failures.COMPLETE, thinned=_document(found, really=really))


def after_collecting(config: Config, voice: Voice) -> str | None:
    """Thins where the rule says so; returns why it could not, a sentence, or None.

    What was tried in vain is tried again only as many days later as the rule has.
    """
    places, now = config.settings.warehouse, clock.now()
    try:
        with Warehouse(places.database, read_only=True) as whole:
            gone = due(config, whole, now)
        tried = places.folder / _TRIED
        mark = "\n".join(one.project_id for one in gone)
        if not gone or _lately(tried, mark, now, timedelta(days=places.thin_after_days or 0)):
            return None
        tried.write_text(f"{now.isoformat()}\n{mark}", encoding="utf-8")
        found = thinned(config, now, really=True)
    except Exception as error:  # the night's figures stand, whatever became of this
        if failures.debugging():
            raise
        return failures.sentence(error)
    if found.line is not None:
        voice.say(_ending(found, really=True))
    return None


def _lately(tried: Path, mark: str, now: datetime, rest: timedelta) -> bool:
    try:
        at, _, named = tried.read_text(encoding="utf-8").partition("\n")
        return named == mark and now - datetime.fromisoformat(at) < rest
    except (OSError, ValueError, TypeError):
        return False


def _told(found: Thinner, days: int) -> Iterator[str]:
    if not found.due:
        yield f"没有可去掉的：没有从配置里删去、且最后一次采集已过去 {days} 天以上的项目。"
        return
    for one in found.due:
        yield f"项目“{plain(one.name)}”：已不在配置里，最后一次采集于 {clock.beijing(one.last)}。"
    for one, why in found.needed:
        yield f"项目“{plain(one.name)}”的记录留着：{why}"
    if found.line is None:
        yield "没有可去掉的：它们的记录，留下的项目也都用得到。"
        return
    rows = [(one.name, f"{one.records:,}", f"{one.bytes:,}") for one in found.files if one.records]
    yield grids.drawn(_COLUMNS, rows, numbers=frozenset({1, 2}))


def _ending(found: Thinner, *, really: bool) -> str:
    gone = size(found.line.bytes) if found.line else ""
    what = f"{len(found.due)} 个项目、{found.records:,} 条记录、{gone}"
    if not really:
        return f"会去掉 {what}；留下的项目逐表逐项与现在相同。要真的去掉，请加 --yes。"
    return f"存档已精简：去掉 {what}；留下的项目逐表逐项与此前相同，采集链里已登记。"


def _document(found: Thinner, *, really: bool) -> dict[str, object]:
    return {
        "done": really and found.line is not None,
        "projects": [asdict(one) for one in found.due],
        "needed": [{**asdict(one), "words": why} for one, why in found.needed],
        "records": found.records,
        "bytes": found.line.bytes if found.line else 0,
        "files": [asdict(one) for one in found.files if one.records],
    }
