"""`config.toml`: one table for each room, `[schedule]`, and `[[project]]` entries."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from collectors.results import ProjectSources
from collectors.settings import CollectorSettings
from reports.settings import ReportSettings
from scoring.policy_files import policy_ids
from scoring.settings import ScoringSettings
from warehouse.settings import WarehouseSettings
from yuanzheng import complaints, projects
from yuanzheng.failures import Refused
from yuanzheng.redaction import looks_secret
from yuanzheng.schedule_settings import ScheduleSettings

NAME = "config.toml"
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class ProjectTable(BaseModel):
    """An entry of `[[project]]`. Without `policies` it is held against all of them."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str
    applicant: str | None = None
    repositories: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()
    spaces: tuple[str, ...] = ()
    policies: tuple[str, ...] | None = None


class Settings(BaseModel):
    """The whole file, typed; paths as written."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    collectors: CollectorSettings = CollectorSettings()
    scoring: ScoringSettings = ScoringSettings()
    warehouse: WarehouseSettings = WarehouseSettings()
    reports: ReportSettings = ReportSettings()
    schedule: ScheduleSettings = ScheduleSettings()
    project: tuple[ProjectTable, ...] = ()


@dataclass(frozen=True, slots=True)
class Config:
    """Settings with paths made absolute, and the projects read from them.

    `path` is None when there is no file and defaults hold.
    """

    path: Path | None
    settings: Settings
    projects: tuple[ProjectSources, ...]

    @property
    def home(self) -> Path:
        """Folder that relative paths of the file start from."""
        return self.path.parent if self.path else Path.cwd()

    def placed(self, folder: Path) -> Config:
        """The same with the warehouse in another folder."""
        places = WarehouseSettings(folder=folder)
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

    Raises `Refused` with one Chinese sentence a line for everything that is wrong.
    """
    if path is None:
        return _placed(None, Settings(), ())
    raw = _parsed(path)
    found = list(_problems(raw, path.parent))
    if found:
        raise Refused("\n".join(f"{path}：{words}" for words in dict.fromkeys(found)))
    settings = Settings.model_validate_json(_json(raw), strict=True)
    sources = [
        projects.read(entry, settings.collectors, path.parent, policy_ids())[0]
        for entry in raw.get("project", [])
    ]
    return _placed(path, settings, tuple(source for source in sources if source))


def _placed(path: Path | None, settings: Settings, found: tuple[ProjectSources, ...]) -> Config:
    config = Config(path.absolute() if path else None, settings, found)
    return config.placed(config.home / settings.warehouse.folder.expanduser())


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


def _problems(raw: dict[str, Any], home: Path) -> Iterator[str]:
    secret = list(_secrets(raw))
    yield from secret
    settings = CollectorSettings()
    try:
        settings = Settings.model_validate_json(_json(raw), strict=True).collectors
    except ValidationError as error:
        yield from complaints.of(error, Settings, raw)
    if not secret:
        yield from _project_problems(raw, settings, home)


def _project_problems(
    raw: dict[str, Any], settings: CollectorSettings, home: Path
) -> Iterator[str]:
    entries = raw.get("project", [])
    ids: dict[str, str] = {}
    for entry in entries if isinstance(entries, list) else []:
        if not isinstance(entry, Mapping) or not isinstance(entry.get("name"), str):
            continue
        _, found = projects.read(entry, settings, home, policy_ids())
        yield from found
        name, key = entry["name"], projects.identifier(entry["name"])
        if key in ids:
            yield f"[[project]] 的名称“{name}”与前面的“{ids[key]}”重复：请改成不同的名称。"
        ids.setdefault(key, name)


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
    return key == "token_env" and not _VARIABLE.fullmatch(value)


def _json(raw: dict[str, Any]) -> str:
    return json.dumps(raw, default=str)
