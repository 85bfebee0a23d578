"""The command `register`: the register of a programme held against its targets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

from reports import placing
from reports.flat.model import Tables
from scoring.policy_files import load as load_policy
from scoring.policy_models import Policy
from scoring.programme.progress import Progress, TargetProgress, progress
from warehouse.store import Warehouse
from yuanzheng import clock, failures, grids, named_policies
from yuanzheng.config import Config, find, load
from yuanzheng.failures import Refused
from yuanzheng.folders import rooted
from yuanzheng.register import rows, tables
from yuanzheng.register.grid import BadRegister
from yuanzheng.register.linking import Judge, absent
from yuanzheng.register.opening import Opened, opened
from yuanzheng.voice import Voice
from yuanzheng.work import instant

FOLDER, NAME = "进度表", "进度表"
_MOST_PROBLEMS = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """A command line as typed."""

    files: tuple[Path, ...]
    policy: str | None
    as_of: str | None
    out: Path | None
    config: Path | None


def tell(asked: Asked, voice: Voice) -> int:
    """Writes the progress table; returns the exit code. Raises `Refused` with all that is wrong
    with the register."""
    policy = programme(asked.policy)
    if not asked.files:
        raise Refused(
            "请写登记簿的路径（CSV 或 XLSX）；没有登记簿，先用 --template 登记簿.xlsx 得到空白的。",
            failures.USAGE,
        )
    config = load(find(asked.config))
    at = _as_of(asked.as_of)
    files, told = _read(asked.files, config)
    made = _progress(policy, told, at, config)
    notices = (*(n for one in files for n in one.notices), *told.notices, *_strangers(policy, told))
    evidence = rooted(config.home, config.settings.reports.out, "[reports] 的键 out")
    folder = asked.out or evidence / FOLDER / policy.policy_id
    paths = _written(tables.tables(policy, made, at, files, notices), folder)
    _say(voice, made, notices, paths)
    return voice.end(
        failures.COMPLETE, as_of=at, progress=[tables.data(one) for one in made.targets],
        problems=list(notices), reports=[str(path) for path in paths],
    )  # fmt: skip


def _formats() -> dict[str, Callable[[Tables], bytes]]:
    from reports.flat import json, md, word, xlsx

    return {"docx": word.written, "xlsx": xlsx.written, "md": md.written, "json": json.written}


def programme(asked: str | None) -> Policy:
    """The policy, if it has targets. Raises `Refused`."""
    policy = load_policy(named_policies.checked(asked, "登记簿对照哪一个计划"))
    if not policy.targets:
        raise Refused(f"政策 {policy.policy_id} 没有写明要达到的数目：登记簿用于有目标的计划。")
    return policy


def _as_of(text: str | None) -> datetime:
    """The end of the day meant; today's where none is."""
    moment = clock.now()
    at = instant(text, moment)
    if at is None:
        return clock.end_of_day(moment.astimezone(clock.BEIJING).date())
    if at.astimezone(clock.BEIJING).time() != time():
        raise Refused("登记簿按天计：--as-of 请写一个日期，如 2025-06-30。", failures.USAGE)
    return at


def _read(paths: Sequence[Path], config: Config) -> tuple[list[Opened], rows.Told]:
    files: list[Opened] = []
    problems: list[str] = []
    parts: list[rows.Told] = []
    for path in paths:
        try:
            files.append(opened(path))
        except BadRegister as error:
            problems += error.problems
            continue
        for sheet in files[-1].sheets:
            source = rows.Source(sheet, path.absolute().parent, config.settings.collectors)
            parts.append(rows.told(source))
    told = rows.together(parts)
    problems += [*_twice(files), *told.problems]
    if not problems and not told.entries:
        problems.append("登记簿里没有一个条目：请填写后再运行。")
    if problems:
        raise Refused("\n".join(_shortened(problems)))
    return files, told


def _twice(files: Sequence[Opened]) -> Iterator[str]:
    seen: dict[str, str] = {}
    for one in files:
        if one.sha256 in seen:
            yield f"登记簿 {one.name} 与 {seen[one.sha256]} 是同一份文件：请只写一次。"
        seen[one.sha256] = one.name


def _shortened(problems: Sequence[str]) -> Sequence[str]:
    more = len(problems) - _MOST_PROBLEMS
    if more <= 0:
        return problems
    return [*problems[:_MOST_PROBLEMS], f"另有 {more:,} 处不对：请先改正以上各处。"]


def _progress(policy: Policy, told: rows.Told, at: datetime, config: Config) -> Progress:
    today = (at.astimezone(clock.BEIJING) - timedelta(microseconds=1)).date()
    database, policy_id = config.settings.warehouse.database, policy.policy_id
    if not database.exists():
        return progress(policy, told.entries, today, lambda *asked: absent(policy_id, *asked))
    with Warehouse(database, read_only=True) as warehouse:
        judge = Judge(warehouse, policy_id, at, config.settings.collectors)
        return progress(policy, told.entries, today, judge)


def _strangers(policy: Policy, told: rows.Told) -> Iterator[str]:
    """Entries of a kind that no target of the policy counts."""
    counted = {target.kind for target in policy.targets}
    for entry in told.entries:
        if entry.kind not in counted:
            yield f"{entry.place}“{entry.name}”：这个政策没有这一类的目标，没有计数。"


def _written(made: Tables, folder: Path) -> list[Path]:
    """All of them or, where one cannot be made, none."""
    files = {folder / f"{NAME}.{kind}": write(made) for kind, write in _formats().items()}
    with placing.filling(folder) as part:
        for path, content in files.items():
            (part / path.name).write_bytes(content)
    return list(files)


def _say(voice: Voice, made: Progress, notices: Sequence[str], paths: Sequence[Path]) -> None:
    if not voice.silent:
        heads = ("目标", "读法", "登记", "计入", "已核对", "待判断", "结论")
        lines = [line for target in made.targets for line in _target(target)]
        voice.say(grids.drawn(heads, lines, numbers={2, 3, 4, 5}))
    for notice in notices:
        voice.say(f"注意：{notice}")
    for path in paths:
        voice.say(f"进度表：{path}")


def _target(target: TargetProgress) -> Iterator[list[str]]:
    """Readings that ask for as many are one line."""
    for one in {reading.needed: reading for reading in target.readings}.values():
        numbers = (len(target.entries), one.counted, one.confirmed, len(target.of("待判断")))
        yield [target.title, f"至少 {one.needed}", *map(str, numbers), one.state]
