"""`config.toml`: one table for each room, `[schedule]`, and `[[project]]` entries."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from collectors.results import ProjectSources
from collectors.settings import CollectorSettings
from reports.seal.settings import PackSettings
from reports.settings import ReportSettings
from scoring.policy_files import held_by_default, policy_ids
from scoring.settings import ScoringSettings
from warehouse.engines.settings import SparkSettings
from warehouse.settings import WarehouseSettings
from yuanzheng import complaints, projects
from yuanzheng.added import entries as added
from yuanzheng.backups.settings import BackupSettings
from yuanzheng.facts.stating import Handed, given
from yuanzheng.failures import Refused
from yuanzheng.folders import rooted
from yuanzheng.notices.settings import NoticeTable, told_apart
from yuanzheng.projects import LeftOut
from yuanzheng.redaction import looks_secret
from yuanzheng.schedule_settings import Cron, ScheduleSettings
from yuanzheng.shards.settings import ShardSettings
from yuanzheng.web.settings import WebSettings
from yuanzheng.widths import plain

NAME = "config.toml"
_NAMING = frozenset({"token_env", "key_env", "address_env", "secret_env"})
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class ProjectTable(BaseModel):
    """An entry of `[[project]]`. Without `policies` it is held against the usual ones.

    `owners` are organisations and users: all they have in public, with `include_forks` also forks
    of others' repositories. `facts` is the applicant's facts file, `confirmed` what of it the
    reviewer has held against its proof; `people` is the path of the applicant's people.toml.
    `cron`: when it is updated, where that is another time than that of `[schedule]`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str
    applicant: str | None = None
    repositories: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()
    spaces: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    include_forks: bool = False
    policies: tuple[str, ...] | None = None
    facts: str | None = None
    confirmed: tuple[str, ...] = ()
    people: str | None = None
    cron: Cron | None = None


class Settings(BaseModel):
    """The whole file, typed; paths as written."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    collectors: CollectorSettings = CollectorSettings()
    scoring: ScoringSettings = ScoringSettings()
    warehouse: WarehouseSettings = WarehouseSettings()
    spark: SparkSettings = SparkSettings()
    shards: ShardSettings = ShardSettings()
    reports: ReportSettings = ReportSettings()
    pack: PackSettings = PackSettings()
    schedule: ScheduleSettings = ScheduleSettings()
    web: WebSettings = WebSettings()
    backup: BackupSettings = BackupSettings()
    notice: Annotated[tuple[NoticeTable, ...], AfterValidator(told_apart)] = ()
    project: tuple[ProjectTable, ...] = ()


@dataclass(frozen=True, slots=True)
class Config:
    """Settings with paths made absolute, and the projects read from them.

    `path` is None when there is no file and defaults hold. `left_out` are projects of the file
    that cannot be read; the others go on without them. `wrong`: what is wrong with facts files,
    by project; nothing of such a file is taken. `people`: project → its
    people.toml.
    """

    path: Path | None
    settings: Settings
    projects: tuple[ProjectSources, ...]
    left_out: tuple[LeftOut, ...] = ()
    wrong: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    people: Mapping[str, Path | None] = field(default_factory=dict)

    @property
    def home(self) -> Path:
        """Folder that relative paths of the file start from."""
        return self.path.parent if self.path else Path.cwd()

    @property
    def problems(self) -> tuple[str, ...]:
        """A sentence for each thing that is wrong with a project left out."""
        return tuple(words for project in self.left_out for words in project.problems)

    def placed(self, folder: Path) -> Config:
        """The same with the warehouse in another folder."""
        places = self.settings.warehouse.model_copy(update={"folder": folder})
        return replace(self, settings=self.settings.model_copy(update={"warehouse": places}))


def find(given: Path | None) -> Path | None:
    """The file asked for, or `config.toml` here if there is one. Raises `Refused`."""
    if given is None:
        return Path(NAME) if Path(NAME).is_file() else None
    if not given.is_file():
        raise Refused(f"找不到配置文件 {given}：请检查路径，或用 yuanzheng init 网址 新建一个。")
    return given


def load(path: Path | None) -> Config:
    """Reads and checks a file; None means all defaults and no project.

    Raises `Refused` with one Chinese sentence a line for everything that is wrong, unless all
    that is wrong lies within some of the projects: those are left out.
    """
    if path is None:
        return _placed(None, Settings(), [])
    try:
        return _read(path, _parsed(path), _added(path))
    except RecursionError as error:
        raise Refused(f"{path}：列表或表套得太深，读不懂：请照模板重写。") from error


def _read(path: Path, raw: dict[str, Any], more: dict[str, Any]) -> Config:
    """`more`: what the pages added, in a file of its own."""
    found = list(_problems(raw))
    beside = [f"{path.with_name(added.NAME)}：{words}" for words in added.problems(more)]
    typed = _collecting(raw) if found else _typed(raw).collectors
    entries = [] if beside or list(_secrets(raw)) else list(_entries(raw, more, typed, path))
    found = [*(f"{path}：{words}" for words in dict.fromkeys(found)), *beside]
    wrong = [entry for entry in entries if isinstance(entry, LeftOut)]
    if found or (wrong and len(wrong) == len(entries)):
        raise Refused("\n".join([*found, *(words for one in wrong for words in one.problems)]))
    whole = {**raw, "project": [*raw.get("project", ()), *more.get("project", ())]}
    return _placed(path, _typed(whole), entries)


def _added(path: Path) -> dict[str, Any]:
    beside = path.with_name(added.NAME)
    return _parsed(beside) if beside.is_file() else {}


def _placed(
    path: Path | None, settings: Settings, entries: Sequence[ProjectSources | LeftOut]
) -> Config:
    kept = tuple(entry for entry in entries if isinstance(entry, ProjectSources))
    wrong = tuple(entry for entry in entries if isinstance(entry, LeftOut))
    config = Config(path.absolute() if path else None, settings, kept, wrong)
    config = replace(config, people=dict(_people(config)))
    rooted(config.home, settings.reports.out, f"{path}：[reports] 的键 out")
    config = _shared(config)
    where = f"{path}：[warehouse] 的键 folder"
    return config.placed(rooted(config.home, settings.warehouse.folder, where))


def _shared(config: Config) -> Config:
    """With the folders that several machines see."""
    settings, update = config.settings, dict[str, BaseModel]()
    for name, key, own in (
        ("spark", "lake", settings.spark.lake), ("shards", "folder", settings.shards.folder),
    ):  # fmt: skip
        if own:
            place = rooted(config.home, own, f"{config.path}：[{name}] 的键 {key}")
            update[name] = getattr(settings, name).model_copy(update={key: place})
    return replace(config, settings=settings.model_copy(update=update))


def stated(config: Config) -> Config:
    """The same with what the applicants' facts files say: for who concludes, as their attachments
    are read for it."""
    if not any(one.facts for one in config.settings.project):
        return config
    found, kept = given(list(_handed(config))), {one.project_id for one in config.projects}
    facts = {key: told for key, told in found.given.items() if key in kept}
    wrong = {key: words for key, words in found.problems.items() if key in kept}
    scoring = config.settings.scoring.model_copy(update={"facts": facts})
    settings = config.settings.model_copy(update={"scoring": scoring})
    return replace(config, settings=settings, wrong=wrong)


def _handed(config: Config) -> Iterator[Handed]:
    """Of every project, also one left out: it is an entry of somebody all the same."""
    kept = {one.project_id: one.policies for one in config.projects}
    for place, one in enumerate(config.settings.project):
        key = projects.identifier(one.name)
        policies = kept.pop(key, None)  # of several of a name the first is kept
        yield Handed(
            f"{key}/{place}" if policies is None else key, one.name,
            config.home / one.facts if one.facts else None,
            _known(one) if policies is None else policies, one.confirmed,
        )  # fmt: skip


def _known(table: ProjectTable) -> tuple[str, ...]:
    named = held_by_default() if table.policies is None else table.policies
    return tuple(one for one in named if one in policy_ids())


def _people(config: Config) -> Iterator[tuple[str, Path | None]]:
    kept = {project.project_id for project in config.projects}
    for entry in config.settings.project:
        if (key := projects.identifier(entry.name)) in kept:
            kept.remove(key)  # of several of a name the first is kept
            where = f"{config.path}：[[project]]“{plain(entry.name)}”的键 people"
            yield key, rooted(config.home, Path(entry.people), where) if entry.people else None


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Refused(f"{path}：文件不是 UTF-8 编码：请另存为 UTF-8。") from error
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"line (\d+)", str(error))
        where = f"第 {at[1]} 行" if at else "文件末尾"
        raise Refused(
            f"{path}：{where}不合 TOML 语法：请检查引号和括号是否成对、同一个键是否写了两次。"
        ) from error
    except ValueError as error:  # Python reads no whole number of thousands of digits
        raise Refused(f"{path}：有一个数太长，读不懂：请改短。") from error


def _typed(raw: dict[str, Any]) -> Settings:
    return Settings.model_validate_json(_json(raw), strict=True)


def _collecting(raw: dict[str, Any]) -> CollectorSettings:
    """By which addresses of projects are known; what is wrong elsewhere makes none strange."""
    try:
        return _typed({"collectors": raw.get("collectors", {})}).collectors
    except ValidationError:
        return CollectorSettings()


def _problems(raw: dict[str, Any]) -> Iterator[str]:
    """What is wrong with the file as a whole."""
    yield from _secrets(raw)
    if isinstance(scoring := raw.get("scoring"), Mapping) and "facts" in scoring:
        yield "[scoring] 里不能写 facts：申报事实另写一个文件，[[project]] 的键 facts 写它的路径。"
    try:
        _typed(raw)
    except ValidationError as error:
        yield from complaints.of(error, Settings, raw)


def _entries(
    raw: dict[str, Any], more: dict[str, Any], settings: CollectorSettings, path: Path
) -> Iterator[ProjectSources | LeftOut]:
    """Each `[[project]]` of the two files that has a name, read or left out."""
    ids: dict[str, str] = {}
    beside = path.with_name(added.NAME)
    files = [(path, raw), (beside, more)]
    for file, entry in ((file, one) for file, table in files for one in _named(table)):
        source, wrong = projects.read(entry, settings, path.parent, policy_ids(), held_by_default)
        wrong += added.outside(source) if file == beside else []
        name, key = entry["name"], projects.identifier(entry["name"])
        if key in ids:
            wrong.append(f"[[project]] 的名称“{name}”与前面的“{ids[key]}”重复：请改成不同的名称。")
        ids.setdefault(key, name)
        said = tuple(f"{file}：{words}" for words in dict.fromkeys(wrong))
        yield LeftOut(key, name, said) if source is None or wrong else source


def _named(raw: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    entries = raw.get("project", [])
    for entry in entries if isinstance(entries, list) else []:
        if isinstance(entry, Mapping) and isinstance(entry.get("name"), str):
            yield entry


def _secrets(raw: Mapping[str, Any], place: str = "") -> Iterator[str]:
    for key, value in raw.items():
        where = f"{place}.{key}" if place else key
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, Mapping):
                yield from _secrets(item, where)
            elif isinstance(item, str) and (looks_secret(item) or _not_a_variable(key, item)):
                yield (
                    f"键 {where} 的值像是令牌或密码：请把它从文件里删去并作废，"
                    "改放在环境变量里，这里只写变量名。"
                )


def _not_a_variable(key: str, value: str) -> bool:
    return key in _NAMING and not _VARIABLE.fullmatch(value)


def _json(raw: dict[str, Any]) -> str:
    """Dates and times, which no key takes, become what is of no key's type either."""
    return json.dumps(raw, default=lambda _: [[]])
