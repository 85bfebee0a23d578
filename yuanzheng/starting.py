"""Writes a configuration for the projects of a newcomer."""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from collectors.results import ProjectSources
from collectors.settings import CollectorSettings
from reports import placing
from scoring.policy_files import held_by_default
from yuanzheng import named_policies, projects
from yuanzheng.config import NAME
from yuanzheng.facts.reading import fields_of
from yuanzheng.facts.template import template
from yuanzheng.failures import Refused
from yuanzheng.voice import Voice

_ENTRY = """
[[project]]
name = {name}
# applicant = "申报主体的全称"
# people = "people.toml"     # 申报单位声明谁与谁是同一人、属于哪个单位：见 docs/people.md
{sources}
# 对照哪些政策；删去不需要的。整行删去则对照这几个。还有哪些：yuanzheng policies
policies = {policies}
{facts}"""
_FACTS = "facts.toml"
_THERE = "{path} 已经存在，没有动它：要覆盖请加 --force，要另存请加 --config 文件名。"
_FILLED = (
    "{path} 已经存在，没有动它：里面可能有已经填好的申报事实。要另写一份，请把 --config "
    "写到另一个文件夹，如 --config 新文件夹/config.toml；--force 会覆盖它。"
)
_HANDED = """# 申报事实：申报单位自己填的文件；confirmed 是评审方核对过附件的栏目。
facts = "facts.toml"
# confirmed = ["credit_code"]
"""


def start(
    urls: Sequence[str], policies: Sequence[str], given: Path | None, voice: Voice, *, force: bool
) -> int:
    """Writes the files and says how to go on. Raises `Refused` when one is there already.

    `policies` asked for bring a facts file with all that they want to know beside it.
    """
    path = given or Path(NAME)
    for one in policies:
        named_policies.checked(one)
    project = projects.made_of(urls, CollectorSettings(), policies or held_by_default())
    facts = path.parent / _FACTS if fields_of(policies) else None
    if facts and facts.exists() and not force:
        raise Refused(_FILLED.format(path=facts))
    _write(path, settings() + _entry(project, facts=facts is not None), force=force)
    if facts:
        _write(facts, template(policies), force=force)
    option = "" if path == Path(NAME) else f" --config {shlex.quote(str(path))}"
    voice.say(f"已写好 {path}，项目“{project.name}”，共 {len(project.targets)} 个来源。")
    if facts:
        voice.say(f"已写好 {facts}：请申报单位填写，填好后运行 yuanzheng score{option}。")
    for words in projects.owners_meant([project]):
        voice.say(words)
    voice.say(f"接下来：yuanzheng check{option} 看看令牌和网络，yuanzheng run{option} 出证据表。")
    return voice.end(0, config=path)


def settings() -> str:
    """All settings with their defaults, commented."""
    return files("yuanzheng").joinpath("template.toml").read_text(encoding="utf-8")


def _entry(project: ProjectSources, *, facts: bool) -> str:
    return _ENTRY.format(
        name=_quoted(project.name),
        policies=_list(project.policies),
        sources=_sources(project),
        facts=_HANDED if facts else "",
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
    if force:  # a full disk leaves the one that is there
        placing.put(path.resolve(), text.encode())
        return
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError as error:
        raise Refused(_THERE.format(path=path)) from error
