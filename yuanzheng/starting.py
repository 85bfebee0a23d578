"""Writes a configuration for the projects of a newcomer."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from collectors.results import ProjectSources
from collectors.settings import CollectorSettings
from scoring.policy_files import held_by_default
from yuanzheng import projects
from yuanzheng.config import NAME
from yuanzheng.failures import Refused
from yuanzheng.voice import Voice

_ENTRY = """
[[project]]
name = {name}
# applicant = "申报主体的全称"
{sources}
# 对照哪些政策；删去不需要的。整行删去则对照这几个。还有哪些：yuanzheng policies
policies = {policies}
"""


def start(urls: Sequence[str], given: Path | None, voice: Voice, *, force: bool) -> int:
    """Writes the file and says how to go on. Raises `Refused` when it is there already."""
    path = given or Path(NAME)
    project = projects.made_of(urls, CollectorSettings(), held_by_default())
    _write(path, template() + _entry(project), force=force)
    option = "" if path == Path(NAME) else f" --config {path}"
    voice.say(f"已写好 {path}，项目“{project.name}”，共 {len(project.targets)} 个来源。")
    for words in projects.owners_meant([project]):
        voice.say(words)
    voice.say(f"接下来：yuanzheng check{option} 看看令牌和网络，yuanzheng run{option} 出证据表。")
    return voice.end(0, config=path)


def template() -> str:
    """All settings with their defaults, commented."""
    return files("yuanzheng").joinpath("template.toml").read_text(encoding="utf-8")


def _entry(project: ProjectSources) -> str:
    return _ENTRY.format(
        name=_quoted(project.name), policies=_list(project.policies), sources=_sources(project)
    )


def _sources(project: ProjectSources) -> str:
    lines = []
    for kind, (key, _) in projects.KINDS.items():
        urls = [target.url for target in project.targets if target.kind == kind]
        if urls:
            lines.append(f"{key} = {_list(urls)}")
    return "\n".join(lines)


def _list(values: Sequence[str]) -> str:
    if len(values) < 2:
        return f"[{', '.join(map(_quoted, values))}]"
    return "[\n" + "".join(f"  {_quoted(value)},\n" for value in values) + "]"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _write(path: Path, text: str, *, force: bool) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("w" if force else "x", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError as error:
        raise Refused(
            f"{path} 已经存在，没有动它：要覆盖请加 --force，要另存请加 --config 文件名。"
        ) from error
