"""The commands `shard` and `unite`: what is done and what is said of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from collectors.results import ProjectSources
from warehouse import uniting
from warehouse.errors import OlderWarehouse
from warehouse.leases import Leases
from warehouse.store import Warehouse
from yuanzheng import clock, failures, interrupt, knowledge, work
from yuanzheng.config import Config, Settings, find, load
from yuanzheng.failures import Refused
from yuanzheng.shards.working import NO_FOLDER, Host, Tally
from yuanzheng.voice import Voice
from yuanzheng.work import Request

_OWN = (
    "数据文件夹 {folder} 里有自己采集的原始存档，没有并入：unite 会换掉里面采集的数据。"
    "请用 [warehouse] 的 folder 另指一个文件夹。"
)
_NOTHING = "{folder} 里还没有哪个项目采集完：请先在各台机器上运行 yuanzheng shard。"
_LOSES = (
    "项目“{name}”正在采集，或采集它的机器断了，而这里有它先前的数据：没有并入，什么都没有变。"
    "请等它采集完再运行 unite；断了的，在任何一台机器上再运行 yuanzheng shard。"
)
_WRONG = (
    "配置里这样的项目读不出来，而这里有它先前的数据：没有并入，什么都没有变。"
    "请先改正配置，再运行 unite。"
)
_OLDER = (
    "各项目的数据里有旧版本的源证采集的：没有并入，什么都没有变。"
    "请先在各台机器上运行 yuanzheng shard（刚采集过的项目要等过了 fresh_hours），再运行 unite。"
)
_MISSING = "项目“{name}”还没有采集过，或正在采集，没有并入。"


def shard(path: Path | None, voice: Voice) -> int:
    """Returns the exit code. Raises `Refused`."""
    config = load(find(path))
    with interrupt.watched() as asked:
        host = Host(config, _collector(path, config, voice), voice.say, asked.stop)
        tally = host.work()
    problems = [*config.problems, *tally.problems]
    for words in problems:
        voice.warn(words)
    voice.say(f"{host.name} 采集了 {len(tally.codes)} 个项目，用了 {tally.requests} 次请求。")
    code = failures.INTERRUPTED if asked.stop() else _code(tally, problems)
    return voice.end(code, problems=problems)


def _code(tally: Tally, problems: Sequence[str]) -> int:
    failed = problems or any(tally.codes.values())
    return failures.PARTIAL if failed else failures.COMPLETE


def _collector(
    path: Path | None, config: Config, voice: Voice
) -> Callable[[Settings, ProjectSources, Callable[[], bool]], tuple[int, int]]:
    job = work.job_of(Request("shard", "collect", config=path, quiet=voice.silent), config)

    def collect(
        settings: Settings, project: ProjectSources, stop: Callable[[], bool]
    ) -> tuple[int, int]:
        own = replace(
            job, settings=settings, sources=(project,), project_ids=(project.project_id,),
            left_out=(), wrong=(),
        )  # fmt: skip
        from yuanzheng import running

        with running.told(own) as live:
            outcome = work.carried_out(own, voice, stop, live)
        requests = outcome.summary.requests if outcome.summary else 0
        return outcome.exit_code, requests

    return collect


def unite(path: Path | None, voice: Voice) -> int:
    """Returns the exit code. Raises `Refused`, `WarehouseError`."""
    config = load(find(path))
    own, places = config.settings.shards, config.settings.warehouse
    if own.folder is None:
        raise Refused(NO_FOLDER)
    if any(places.archive.glob("*.warc*")):
        raise Refused(_OWN.format(folder=places.folder))
    leases = Leases(own.folder, own.host, own.lease_seconds, clock.now)
    files, missing = dict[str, Path](), dict[str, str]()
    for project in config.projects:
        last = leases.last(project.project_id)
        if last and last.given_back and last.done_at:
            files[project.project_id] = leases.data(last) / places.database.name
        else:
            missing[project.project_id] = project.name
    if not files:
        raise Refused(_NOTHING.format(folder=own.folder))
    with Warehouse(places.database) as warehouse:
        if lost := [missing[key] for key in _held(warehouse) if key in missing]:
            raise Refused("\n".join(_LOSES.format(name=name) for name in lost), failures.BUSY)
        if wrong := _unreadable(config, _held(warehouse)):
            raise Refused("\n".join((*wrong, _WRONG)))
        try:
            uniting.unite(warehouse, files)
        except OlderWarehouse as error:
            raise Refused(_OLDER) from error
    problems = [*config.problems, *(_MISSING.format(name=name) for name in missing.values())]
    for words in problems:
        voice.warn(words)
    voice.say(f"并入了 {len(files)} 个项目。下一步：yuanzheng score")
    return voice.end(failures.PARTIAL if problems else failures.COMPLETE, problems=problems)


def _held(warehouse: Warehouse) -> list[str]:
    return [one.project_id for one in knowledge.projects(warehouse)]


def _unreadable(config: Config, held: Sequence[str]) -> list[str]:
    """What is wrong with the entries of projects that the warehouse holds: not to be united, they
    would be gone from it."""
    kept = set(held) - {one.project_id for one in config.projects}
    return [words for one in config.left_out if one.project_id in kept for words in one.problems]
