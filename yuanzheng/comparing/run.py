"""The command `compare`: from what was typed to a comparison, written and told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from reports.comparing.model import Comparison
from warehouse.store import Warehouse
from yuanzheng import clock, failures, knowledge, named_policies
from yuanzheng.comparing.weighing import weighing
from yuanzheng.config import Config, find, load
from yuanzheng.failures import Refused
from yuanzheng.folders import rooted
from yuanzheng.suggestions import suggestion
from yuanzheng.voice import Voice
from yuanzheng.widths import plain
from yuanzheng.work import instant

if TYPE_CHECKING:
    from yuanzheng.comparing.explaining import Explained


@dataclass(frozen=True, slots=True)
class Asked:
    """A command line as typed."""

    projects: tuple[str, ...]
    policy: str | None
    as_of: str | None
    weights: tuple[str, ...]
    explain: tuple[str, str] | None
    out: Path | None
    config: Path | None
    as_json: bool
    quiet: bool


def compare(asked: Asked) -> int:
    """Returns the exit code: `PARTIAL` where a project asked for was not scored. Raises
    `Refused`."""
    voice = Voice("compare", asked.as_json, asked.quiet)
    config = load(find(asked.config))
    policy = named_policies.checked(asked.policy) if asked.policy else None
    weights = weighing(asked.weights, config.settings.scoring.weights, policy)
    out = asked.out or rooted(config.home, config.settings.reports.out, "[reports] 的键 out")
    database = config.settings.warehouse.database
    if not database.exists():
        raise Refused(f"还没有数据仓库 {database}：请先运行 yuanzheng collect 或 yuanzheng run。")
    voice.say("正在比较…")
    from reports.comparing.written import written
    from yuanzheng.comparing.building import FOLDER, Order, built
    from yuanzheng.comparing.likeness import instant_before

    with Warehouse(database, read_only=True) as warehouse:
        meant, known = _meant(warehouse, asked.projects, config, policy)
        at = _instant(known, asked.as_of)
        ids = tuple(one.project_id for one in meant if one.project_id in known[at])
        missing = [
            f"项目“{one.name}”没有截止到 {clock.beijing(at)} 的计算结果，没有比较："
            "请先运行 yuanzheng score。"
            for one in meant
            if one.project_id not in known[at]
        ]
        if not asked.projects:
            missing += [words for one in config.left_out for words in one.problems]
        before = instant_before(known, at, ids)
        order = Order(at, before, ids, policy, weights, out, tuple(missing))
        made = built(warehouse, order)
    why = _explained(made, asked.explain)
    paths = written(made, out / FOLDER)
    return _told(voice, made, why, paths, missing)


def _meant(
    warehouse: Warehouse, names: Sequence[str], config: Config, policy: str | None
) -> tuple[tuple[knowledge.Known, ...], dict[datetime, frozenset[str]]]:
    """The projects to compare, by id, and which of them were scored when, the latest first.

    No names: those of the configuration, else all; held against the policy where there is one.
    """
    ids = knowledge.named(warehouse, names) if names else _configured(config)
    found = knowledge.projects(warehouse, ids)
    if policy and not names:
        held = knowledge.held_against(warehouse, policy)
        found = tuple(one for one in found if one.project_id in held)
        if not found:
            raise Refused(
                f"数据仓库里没有对照政策 {policy} 的项目：请写明要比较的项目，"
                "或在 [[project]] 的 policies 里加上它再运行 yuanzheng score。"
            )
    if not found:
        raise Refused("数据仓库里还没有项目：请先运行 yuanzheng collect 或 yuanzheng run。")
    return found, knowledge.scored(warehouse, found)


def _configured(config: Config) -> tuple[str, ...] | None:
    return tuple(one.project_id for one in config.projects) or None


def _instant(known: dict[datetime, frozenset[str]], typed: str | None) -> datetime:
    at = instant(typed, clock.now()) or knowledge.latest(known, clock.now())
    if at is None or at not in known:
        when = f"截止到 {clock.beijing(at)} " if at else ""
        raise Refused(f"{when}还没有计算过：请先用同样的截止日期运行 yuanzheng score。")
    return at


def _explained(made: Comparison, pair: tuple[str, str] | None) -> Explained | None:
    if pair is None:
        return None
    from yuanzheng.comparing.explaining import explained

    knowledge.told_apart(pair, made.projects)
    held = {key: one for one in made.projects for key in (one.name, one.project_id)}
    for text in pair:
        if text not in held:
            near = suggestion(text, [one.name for one in made.projects])
            raise Refused(f"没有比较项目“{plain(text)}”{near}：--explain 后面写两个被比较的项目。")
    one, other = (held[text] for text in pair)
    if one.project_id == other.project_id:
        raise Refused("--explain 后面要写两个不同的项目。", failures.USAGE)
    return explained(made, one, other)


def _told(
    voice: Voice, made: Comparison, why: Explained | None, paths: Sequence[Path],
    missing: Sequence[str],
) -> int:  # fmt: skip
    from reports.comparing.written import document
    from yuanzheng.comparing import told, told_reasons

    if not voice.silent:
        for line in told_reasons.lines(made, why) if why else told.lines(made):
            voice.say(line)
    for path in paths:
        voice.say(f"比较：{path}")
    for words in made.notes:
        voice.warn(words)
    code = failures.PARTIAL if missing else failures.COMPLETE
    if not voice.json:
        return code
    parts: dict[str, object] = {"comparison": document(made), "reports": [str(p) for p in paths]}
    if why:
        parts["explained"] = told_reasons.document(why)
    return voice.end(code, **parts)
