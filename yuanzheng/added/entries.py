"""What stands in `projects.toml`: projects as in `config.toml`, and who changed them when."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from collectors.results import ProjectSources
from yuanzheng import complaints
from yuanzheng.widths import plain

NAME = "projects.toml"
_HEAD = """# 网页上加的项目，由源证写成：请在网页上修改，不要手改。
# config.toml 里的项目不在这里；两个文件里的名称不能重复。
"""


class Entry(BaseModel):
    """A `[[project]]`: no key of it names a file of this machine."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str = Field(min_length=1, max_length=200)
    applicant: str | None = Field(default=None, min_length=1, max_length=200)
    repositories: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()
    spaces: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    include_forks: bool = False
    policies: tuple[str, ...] | None = None


class Change(BaseModel):
    """Who did what to a project when; `at` with the offset of Beijing."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    at: str
    by: str
    what: Literal["add", "edit", "remove"]
    name: str


class Added(BaseModel):
    """The whole file."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    project: tuple[Entry, ...] = ()
    change: tuple[Change, ...] = ()


def problems(raw: Mapping[str, Any]) -> Iterator[str]:
    """A sentence for everything in the file that no page would have written."""
    try:
        typed(raw)
    except ValidationError as error:
        yield from complaints.of(error, Added, raw)


def typed(raw: Mapping[str, Any]) -> Added:
    """Raises pydantic's `ValidationError`."""
    return Added.model_validate_json(json.dumps(raw, default=lambda _: [[]]), strict=True)


def outside(source: ProjectSources | None) -> list[str]:
    """Sources that are on none of the configured platforms: who visits a page must not make this
    machine read its own folders or hosts of his choice."""
    if source is None:
        return []
    return [
        f"[[project]]“{plain(source.name)}”的 {plain(one.url)} 不在所配置的平台上：网页上加的项目"
        "只能写平台的网址；本机文件夹和其他 git 地址请写进 config.toml。"
        for one in source.targets
        if one.platform == "git"
    ]


def text(added: Added) -> str:
    """The file; reading it gives the same again."""
    return "".join([_HEAD, *_tables("project", added.project), *_tables("change", added.change)])


def _tables(name: str, rows: Sequence[BaseModel]) -> Iterator[str]:
    for row in rows:
        kept = row.model_dump(mode="json", exclude_defaults=True)
        yield f"\n[[{name}]]\n" + "".join(f"{key} = {_value(kept[key])}\n" for key in kept)


def _value(value: str | bool | Sequence[str]) -> str:
    """JSON is TOML for these, but for the one control character JSON lets stand."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
