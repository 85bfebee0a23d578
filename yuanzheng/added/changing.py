"""Adds, changes and removes projects in `projects.toml`; `config.toml` is never written."""

from __future__ import annotations

import fcntl
import os
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from collectors.settings import CollectorSettings
from scoring.policy_files import held_by_default, policy_ids
from warehouse import lasting
from yuanzheng import clock, complaints, projects
from yuanzheng.added.entries import NAME, Added, Change, Entry, outside, text, typed
from yuanzheng.config import Config, load
from yuanzheng.failures import Refused
from yuanzheng.widths import plain

_MOST_SOURCES = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """A project as typed on a page: addresses of any kind, in any order."""

    name: str
    applicant: str | None
    addresses: tuple[str, ...]
    policies: tuple[str, ...] | None = None
    include_forks: bool = False


@dataclass(frozen=True, slots=True)
class Who:
    """Whose change it is, and when."""

    name: str
    at: datetime

    def did(self, what: Literal["add", "edit", "remove"], name: str) -> Change:
        at = self.at.astimezone(clock.BEIJING).isoformat(timespec="seconds")
        return Change(at=at, by=self.name, what=what, name=name)


def held(config: Config) -> Added:
    """What the file holds now; nothing where there is none."""
    path = _path(config)
    if not path.is_file():
        return Added()
    return typed(tomllib.loads(path.read_text(encoding="utf-8")))


def entry(config: Config, asked: Asked) -> Entry:
    """The entry as it would be written. Raises `Refused`, one sentence a line."""
    if not 0 < len(asked.addresses) <= _MOST_SOURCES:
        raise Refused(f"请写 1 到 {_MOST_SOURCES} 个网址，每行一个。")
    raw = {"name": asked.name, "include_forks": asked.include_forks}
    raw |= {"applicant": asked.applicant} if asked.applicant else {}
    raw |= {} if asked.policies is None else {"policies": list(asked.policies)}
    raw |= _kinds(asked.addresses, config.settings.collectors)
    try:
        made = typed({"project": [raw]}).project[0]
    except ValidationError as error:
        raise Refused("\n".join(complaints.of(error, Added, {"project": [raw]}))) from error
    home = config.home
    source, wrong = projects.read(
        raw, config.settings.collectors, home, policy_ids(), held_by_default
    )
    if wrong := [*wrong, *_unprintable(asked), *outside(source)]:
        raise Refused("\n".join(dict.fromkeys(wrong)))
    return made


def add(config: Config, asked: Asked, who: Who) -> Entry:
    """Writes one more project. Raises `Refused` for one that cannot be read or has a name taken."""
    with _alone(config) as now:
        made, added = entry(now, asked), held(now)
        _free(now, made.name)
        _kept(now, Added(
            project=(*added.project, made), change=(*added.change, who.did("add", made.name)),
        ))  # fmt: skip
    return made


def edit(config: Config, project_id: str, asked: Asked, who: Who) -> Entry:
    """Writes a project of the file anew; its name stays, being what its figures lie under."""
    with _alone(config) as now:
        made, added = entry(now, asked), held(now)
        old = _own(added, project_id)
        if projects.identifier(made.name) != project_id:
            raise Refused(f"名称不能改（现在是“{plain(old.name)}”）：数据都记在它名下。")
        rows = tuple(made if one == old else one for one in added.project)
        _kept(now, Added(project=rows, change=(*added.change, who.did("edit", made.name))))
    return made


def remove(config: Config, project_id: str, who: Who) -> Entry:
    """Takes a project out of the file: it is collected no more, what was collected stays."""
    with _alone(config) as now:
        added = held(now)
        old = _own(added, project_id)
        rows = tuple(one for one in added.project if one != old)
        _kept(now, Added(project=rows, change=(*added.change, who.did("remove", old.name))))
    return old


def _own(added: Added, project_id: str) -> Entry:
    for one in added.project:
        if projects.identifier(one.name) == project_id:
            return one
    raise Refused("这个项目不是在网页上加的：请在 config.toml 里修改。")


def _free(config: Config, name: str) -> None:
    key = projects.identifier(name)
    taken = {p.project_id: p.name for p in config.projects}
    taken |= {p.project_id: p.name for p in config.left_out}
    if key in taken:
        raise Refused(f"名称“{plain(name)}”与已有的“{plain(taken[key])}”重复：请换一个名称。")


def _kinds(addresses: Sequence[str], settings: CollectorSettings) -> dict[str, list[str]]:
    """The canonical addresses, by the key they belong under."""
    found: dict[str, list[str]] = {}
    for words in addresses:
        one = projects.target(words.strip(), settings, absent=True)
        if one.platform == "git":
            raise Refused(
                f"{plain(words.strip())[:200]} 不在所配置的平台上：网页上只能写平台的网址，如"
                " https://gitee.com/所有者/仓库；本机文件夹和其他 git 地址请写进 config.toml。"
            )
        found.setdefault(projects.KINDS[one.kind][0], []).append(one.url)
    return {key: list(dict.fromkeys(urls)) for key, urls in found.items()}


def _unprintable(asked: Asked) -> list[str]:
    words = f"{asked.name}{asked.applicant or ''}"
    return [] if plain(words) == words else ["名称或申报主体里有看不见的字符：请删去它们。"]


def _path(config: Config) -> Path:
    if config.path is None:
        raise Refused("没有配置文件，没有地方记下项目：请先运行 yuanzheng init 网址 新建一个。")
    return config.path.with_name(NAME)


@contextmanager
def _alone(config: Config) -> Iterator[Config]:
    """The configuration as it is now, while no other process changes the file."""
    _path(config)
    handle = os.open(config.home, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield load(config.path)
    finally:
        os.close(handle)


def _kept(config: Config, added: Added) -> None:
    lasting.replaced(_path(config), text(added).encode("utf-8"))
