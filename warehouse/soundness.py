"""What must hold before readers are shown what a run made: each check a function of this file.

A check of the whole keeps the last copy in its place; a check of a project lets the others go on,
and readers are shown that project as it last was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path

from warehouse import chain, continuity, digests
from warehouse.settings import WarehouseSettings
from warehouse.store import Warehouse

# Of the projects of a run: when more are unfit, the run is at fault and not they.
MOST = 0.5
# Fewer rows than these come and go by themselves.
FEW = 20
# What happened at a time of its own, and does not unhappen.
EVENTS = (
    "commit", "issue", "change_request", "comment", "review", "merger", "discussion", "release",
    "stargazer", "fork", "star_day", "traffic_day",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Meant:
    """A project of the run; `problems`: what of it failed, sentences. `fit_at`: when it was last
    published without a flag; None: never."""

    project_id: str
    name: str
    problems: tuple[str, ...] = ()
    fit_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What the checks look at. `chain_held`: the chain of the copy before; None: there is none.

    `accepts`: a person has looked at what the checks found and lets it pass.
    """

    warehouse: Warehouse
    places: WarehouseSettings
    as_of: datetime | None
    projects: tuple[Meant, ...]
    reports: tuple[Path, ...]
    chain_held: bytes | None = None
    interrupted: bool = False
    accepts: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """What a check of the whole found: no words, it passed."""

    check: str
    title: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What all checks found; `flags`: project → sentences."""

    checks: tuple[Check, ...]
    flags: dict[str, tuple[str, ...]]

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why readers keep the copy before; none: what there is may be shown."""
        return tuple(words for check in self.checks for words in check.words)


def judged(seen: Seen) -> Verdict:
    """All checks over what a run made."""
    flags: dict[str, list[str]] = {}
    for of_project in (_failed, _unmeasured, _lost):
        for project_id, words in of_project(seen):
            flags.setdefault(project_id, []).append(words)
    found = {key: tuple(words) for key, words in flags.items()}
    checks = [Check(name, title, tuple(ask(seen))) for name, (title, ask) in _WHOLE.items()]
    most = Check("most", "多数项目合格", tuple(_most(seen, found)))
    return Verdict((*checks, most), found)


def _interrupted(seen: Seen) -> Iterator[str]:
    if seen.interrupted:
        yield "这次更新没有做完就停下了：再运行一次 yuanzheng refresh。"


def _reported(seen: Seen) -> Iterator[str]:
    missing = [path for path in seen.reports if not path.is_file() or not path.stat().st_size]
    if missing or not seen.reports:
        which = f" {missing[0].name} 等 {len(missing)} 个文件" if missing else ""
        yield f"证据表没有写成{which}：请运行 yuanzheng report。"


def _chained(seen: Seen) -> Iterator[str]:
    """The lines by themselves, and every byte of the archive that lines since the last copy name:
    all of a long archive is for `yuanzheng history`."""
    text = b"".join(chain.lines_of(seen.places.folder / chain.NAME))
    held = seen.chain_held or b""
    if not text.startswith(held) and not seen.accepts:
        yield "采集链 chain.jsonl 接不上已发布的那一份：它被改过，或数据是从更早的备份恢复的。" + (
            _LOOK
        )
        return
    broken = [one.words for one in continuity.of_lines(text.splitlines(keepends=True)).findings
              if one.broken]  # fmt: skip
    if broken:
        yield f"采集链有断裂：{broken[0]}{_LOOK}"
        return
    yield from _archived(seen, text, held)


def _archived(seen: Seen, text: bytes, held: bytes) -> Iterator[str]:
    lines = [line for one in text.splitlines() if (line := chain.read(one))]
    known = len(held.splitlines()) if held and text.startswith(held) else max(len(lines) - 1, 0)
    fresh = {name for line in lines[known:] for name in _named(line)}
    for name, pieces in chain.pieces(lines).items():
        if name in fresh and not all(_same(seen.places.archive / name, one) for one in pieces):
            yield f"原始存档 {name} 与采集链登记的不符：它被改过、变短或不在了。{_LOOK}"


_LOOK = "请运行 yuanzheng history 看清楚。"


def _named(line: chain.Line) -> Iterator[str]:
    yield from (one.name for one in (line.pieces if isinstance(line, chain.Link) else line.changes))


def _same(path: Path, piece: chain.Piece) -> bool:
    try:
        found = digests.of_file(path, piece.offset, piece.bytes)
    except FileNotFoundError:
        return False
    return found == digests.Digests(piece.bytes, piece.sha256, piece.sm3)


def _most(seen: Seen, flags: dict[str, tuple[str, ...]]) -> Iterator[str]:
    unfit = [one for one in seen.projects if one.project_id in flags]
    if unfit and len(unfit) > MOST * len(seen.projects):
        count, first = f"{len(seen.projects)} 个项目里有 {len(unfit)} 个", unfit[0]
        yield f"{count}不能发布，如“{first.name}”：{flags[first.project_id][0]}"


def _failed(seen: Seen) -> Iterator[tuple[str, str]]:
    yield from ((one.project_id, words) for one in seen.projects for words in one.problems)


def _unmeasured(seen: Seen) -> Iterator[tuple[str, str]]:
    """Every project has something for every metric; unknown is something."""
    ids = [one.project_id for one in seen.projects if not one.problems]
    asked = {"ids": ids, "as_of": seen.as_of.isoformat() if seen.as_of else None}
    for row in seen.warehouse.query(_sql("unmeasured"), asked):
        yield row["project_id"], f"有 {row['metrics']} 个指标没有算出来：请运行 yuanzheng score。"


def _lost(seen: Seen) -> Iterator[tuple[str, str]]:
    """No project lost much of what it had without a platform saying so."""
    known = [one for one in seen.projects if one.fit_at is not None]
    if seen.accepts or not known:
        return
    asked = {
        "ids": [one.project_id for one in known],
        "since": [one.fit_at.isoformat() for one in known if one.fit_at],
    }
    for table in EVENTS:
        rows = seen.warehouse.query(_sql("lost_rows").format(table=f'"{table}"'), asked)
        yield from _told(table, rows, seen.places.lost_share)


def _told(table: str, rows: Sequence[dict[str, object]], share: float) -> Iterator[tuple[str, str]]:
    for row in rows:
        had, lost = int(str(row["had"])), int(str(row["lost"]))
        if not row["said"] and lost > max(share * had, FEW):
            yield (
                str(row["project_id"]),
                (
                    f"{row['repo_id']} 的表 {table} 一下子少了 {lost:,} 行（原有 {had:,} 行），"
                    "平台没有说明原因：请查明；确认属实后运行 yuanzheng publish --accept。"
                ),
            )


def _sql(name: str) -> str:
    return files("warehouse").joinpath(f"{name}.sql").read_text(encoding="utf-8")


_WHOLE: dict[str, tuple[str, Callable[[Seen], Iterator[str]]]] = {
    "finished": ("更新做完了", _interrupted),
    "chain": ("采集链完好", _chained),
    "reports": ("证据表写成了", _reported),
}
