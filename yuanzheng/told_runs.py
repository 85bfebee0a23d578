"""The command `runs`: the history of runs as a table, what is under way, what readers see."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import timedelta
from importlib.resources import files
from pathlib import Path

from warehouse import publishing, upgraded
from warehouse.errors import WarehouseBusy
from warehouse.histories import lasting
from warehouse.settings import WarehouseSettings
from warehouse.store import Row, Warehouse
from yuanzheng import clock, failures, grids, knowledge, running
from yuanzheng.config import find, load
from yuanzheng.failures import Refused
from yuanzheng.running import Running
from yuanzheng.voice import Voice

OUTCOMES = {
    "complete": "完成",
    "partial": "部分失败",
    "failed": "失败",
    "interrupted": "中断",
    None: "进行中",
}
STAGES = {"collect": "采集", "score": "计算", "report": "出证据表", "publish": "发布"}
_COLUMNS = ("开始（北京时间）", "命令", "应在", "用时", "结果", "请求数", "新增行", "问题")
_MOST = 5


def recount(given: Path | None, asked: Sequence[str], last: int, voice: Voice) -> int:
    """Returns 0. Raises `Refused` where nothing was run yet."""
    places = load(find(given)).settings.warehouse
    rows = _rows(places, asked, last)
    now = running.read(places.folder)
    if rows and not voice.silent:
        cells = [_cells(row) for row in rows]
        voice.say(grids.drawn(_COLUMNS, cells, numbers=frozenset({5, 6, 7})))
    for words in (*_problems(rows), *_under_way(now), *_shown(places)):
        voice.say(words)
    return voice.end(failures.COMPLETE, runs=rows, running=None if now is None else asdict(now))


def _rows(places: WarehouseSettings, asked: Sequence[str], last: int) -> list[Row]:
    """From the warehouse, or as readers see it while that is written."""
    copy = publishing.current(places.published)
    try:
        return _read(places.database, asked, last)
    except WarehouseBusy:
        if copy is None:
            raise
        return _read(upgraded.database(copy), asked, last)


def _read(database: Path, asked: Sequence[str], last: int) -> list[Row]:
    if not database.exists():
        raise Refused(f"还没有数据仓库 {database}：请先运行 yuanzheng collect 或 yuanzheng run。")
    with Warehouse(database, read_only=True) as warehouse:
        ids = list(knowledge.named(warehouse, asked)) if asked else None
        sql = files("yuanzheng").joinpath("queries", "runs.sql").read_text(encoding="utf-8")
        return warehouse.query(sql, {"ids": ids, "last": last})


def _cells(row: Row) -> tuple[str, ...]:
    ended = row["finished_at"]
    took = _lasting(ended - row["started_at"]) if ended else ""
    due = clock.beijing(row["due_at"]) if row["due_at"] else ""
    numbers = ("" if row[key] is None else f"{row[key]:,}" for key in ("requests", "rows_added"))
    return (
        clock.beijing(row["started_at"]), row["command"], due, took, OUTCOMES[row["outcome"]],
        *numbers, str(len(row["problems"])),
    )  # fmt: skip


def _lasting(time: timedelta) -> str:
    if time < timedelta(hours=1):
        return f"{time.seconds // 60} 分 {time.seconds % 60} 秒"
    return lasting(time)


def _problems(rows: Sequence[Row]) -> Iterator[str]:
    """Of the last run."""
    problems = rows[-1]["problems"] if rows else []
    yield from (f"最近一次没有做成：{words}" for words in problems[:_MOST])
    if len(problems) > _MOST:
        yield f"另有 {len(problems) - _MOST} 处，见 yuanzheng.log。"
    if not rows:
        yield "还没有运行记录。"


def _under_way(now: Running | None) -> Iterator[str]:
    if now is None:
        yield "现在没有在运行。"
        return
    stage = STAGES.get(now.stage, now.stage)
    wait = ""
    if now.waiting and now.waiting.until > clock.now():
        wait = f"；等待 {now.waiting.why}，到 {clock.beijing(now.waiting.until)}"
    began = clock.beijing(now.started_at)
    yield f"正在运行（进程 {now.pid}，{began} 开始）：{stage}，{now.done}/{now.total}{wait}。"


def _shown(places: WarehouseSettings) -> Iterator[str]:
    copy, failed = publishing.current(places.published), publishing.failure(places.published)
    if copy is not None:
        flagged = sum(bool(one.flags) for one in copy.projects)
        rest = f"，其中 {flagged} 个项目是以前的数字" if flagged else ""
        yield f"读者看到的：{clock.beijing(copy.published_at)} 发布的{rest}。"
    if failed is not None:
        yield f"从 {clock.beijing(failed.since)} 起没有发布成：{'；'.join(failed.reasons)}"
