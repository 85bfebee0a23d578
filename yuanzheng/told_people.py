"""The command `people`: says who was counted as whom, and which declarations came to nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from reports import loading, wording
from reports.persons import PersonAlias
from warehouse.store import Row, Warehouse
from yuanzheng import failures, grids, knowledge, people_file
from yuanzheng.config import find, load
from yuanzheng.failures import Refused
from yuanzheng.voice import Voice
from yuanzheng.widths import plain

_COLUMNS = ("人", "别名", "出处", "规则", "理由", "自动程序")
_LOST = (
    "SELECT kind, entry, place, shown, state, words FROM people_declared_alias"
    " WHERE project_id = $project AND state <> 'used' ORDER BY kind DESC, entry, place"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A command line as typed."""

    project: str | None
    everybody: bool = False
    template: bool = False
    config: Path | None = None


def tell(asked: Asked, voice: Voice) -> int:
    """Returns the exit code. Raises `Refused`."""
    if asked.template:
        voice.say(people_file.template().rstrip("\n"))
        return voice.end(failures.COMPLETE, template=people_file.template())
    if asked.project is None:
        raise Refused(
            "请写项目的名称，如 yuanzheng people 项目；或用 --template 打印模板。", failures.USAGE
        )
    aliases, lost = _read(asked, asked.project, voice)
    counts = Counter(one.person_id for one in aliases)
    shown = [one for one in aliases if asked.everybody or counts[one.person_id] > 1]
    if not voice.silent:
        _say(voice, shown, lost)
    voice.say(f"{len(counts):,} 人，{len(aliases):,} 个别名，列出 {len(shown):,} 个。")
    return voice.end(failures.COMPLETE, people=[asdict(one) for one in shown], declared=lost)


def not_used(warehouse: Warehouse, project_ids: Sequence[str]) -> list[str]:
    """A sentence for each alias of a people.toml that came to nothing."""
    return [
        f"{_entry(row)}：{row['words']}。"
        for project_id in project_ids
        for row in warehouse.query(_LOST, {"project": project_id})
    ]


def _read(asked: Asked, project: str, voice: Voice) -> tuple[tuple[PersonAlias, ...], list[Row]]:
    database = load(find(asked.config)).settings.warehouse.database
    if not database.exists():
        raise Refused(f"还没有数据仓库 {database}：请先运行 yuanzheng collect 或 yuanzheng run。")
    with Warehouse(database, read_only=True) as warehouse:
        (project_id,) = knowledge.named(warehouse, [project])
        voice.say(f"项目“{plain(project)}”里谁的账号与签名合并成了一个人：")
        aliases = loading.people(warehouse, project_id)
        return aliases, warehouse.query(_LOST, {"project": project_id})


def _say(voice: Voice, shown: Sequence[PersonAlias], lost: Sequence[Row]) -> None:
    if shown:
        voice.say(grids.drawn(_COLUMNS, [_row(one) for one in shown]))
    for row in lost:
        voice.say(f"{_entry(row)}：{row['words']}。")


def _row(one: PersonAlias) -> list[str]:
    return [
        one.person, one.shown or wording.UNKNOWN, wording.word("alias_platform", one.platform),
        wording.word("alias_rule", one.rule), one.reason, wording.word("bot", one.bot),
    ]  # fmt: skip


def _entry(row: Row) -> str:
    where = f"第 {row['entry']} 个 [[{row['kind']}]] 的 aliases 第 {row['place']} 项"
    return f"people.toml：{where}（{row['shown']}）"
