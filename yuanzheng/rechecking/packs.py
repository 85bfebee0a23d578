"""Reads the figures of a pack, a folder or a zip file, that a stranger may have made."""

from __future__ import annotations

import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from collectors import hosts
from collectors.settings import CollectorSettings
from collectors.targets import BadTarget, parse
from scoring.people import appeals
from scoring.people.appeals import Appeals
from scoring.people.declared import Declaration
from warehouse.pseudonyms import MARKED
from yuanzheng import people_kept
from yuanzheng.failures import Refused
from yuanzheng.rechecking.claims import Claim, Claims
from yuanzheng.widths import plain

FIGURES, PROJECT = "data/figures.json", "data/project.json"
LARGEST, MOST_FIGURES, MOST_SOURCES = 64_000_000, 100_000, 500
_READ = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)
_TEXT = Field(max_length=1_000)
# What stands for the number of an account in a masked pack (`Pseudonyms.number`).
_NUMBER = re.compile(r"#\d{15}")


class _Figure(BaseModel):
    model_config = _READ
    evidence_id: str = Field(max_length=100)
    metric_id: str = _TEXT
    version: int = Field(ge=1, le=10**6)
    part: str = _TEXT
    value: float | None = Field(default=None, ge=-1e15, le=1e15)
    value_text: str | None = Field(default=None, max_length=100_000)
    n: int | None = Field(default=None, ge=0, le=10**15)
    window_from: AwareDatetime | None = None
    window_to: AwareDatetime | None = None
    completeness: str = _TEXT
    completeness_reason: str | None = Field(default=None, max_length=1_000_000)


class _Project(BaseModel):
    model_config = _READ
    name: str = _TEXT
    project_id: str = Field(default="", max_length=1_000)


class _Source(BaseModel):
    model_config = _READ
    repo_id: str = _TEXT
    url: str | None = Field(default=None, max_length=2_000)


class _Pack(BaseModel):
    """`figures.json`; the sources may stand in it by their ids, or in `project.json`."""

    model_config = _READ
    as_of: AwareDatetime
    project: _Project
    config: dict[str, str] = {}
    figures: tuple[_Figure, ...] = Field(max_length=MOST_FIGURES)
    repositories: tuple[str | _Source, ...] = Field(default=(), max_length=MOST_SOURCES)


class _Lists(BaseModel):
    model_config = ConfigDict(frozen=True, strict=False)
    bots: tuple[str, ...] = Field(max_length=MOST_FIGURES)
    not_bots: tuple[str, ...] = Field(max_length=MOST_FIGURES)


class _Sources(BaseModel):
    """`project.json`: only what a pack says of its sources is read."""

    model_config = _READ
    sources: tuple[_Source, ...] = Field(default=(), max_length=MOST_SOURCES)


def read(pack: Path, settings: CollectorSettings) -> Claims:
    """The figures with a value, and the sources on the platforms. Raises `Refused`.

    Only addresses on the configured platforms are taken: a pack cannot send us elsewhere.
    """
    try:
        found = _Pack.model_validate(_json(pack, FIGURES, needed=True))
        written = _Sources.model_validate(_json(pack, PROJECT, needed=False) or {}).sources
    except ValidationError as error:
        where = ".".join(str(step) for step in error.errors()[0]["loc"])
        raise Refused(
            f"证据包 {plain(str(pack))} 的 {FIGURES} 不合格式（{plain(where)[:80]}）："
            "请向提供者要一份完整的，或先运行 yuanzheng verify。"
        ) from error
    sources = [s if isinstance(s, _Source) else _Source(repo_id=s) for s in found.repositories]
    asked, lacking = [], []
    for source in written or sources:
        try:
            asked.append(parse(_address(source, settings), settings))
        except (BadTarget, KeyError):
            lacking.append(f"来源 {plain(source.repo_id)[:200]} 不在配置的平台上，不能再问一次。")
    claims = tuple(_claim(f) for f in found.figures if (f.value, f.value_text) != (None, None))
    targets = {target.repo_id: target for target in asked}
    people, said = _people(pack, found), _appeals(pack, found)
    return Claims(
        plain(found.project.name), found.as_of, claims, tuple(targets.values()), tuple(lacking),
        people, said, _masked(people, said),
    )  # fmt: skip


def _masked(people: Declaration | None, said: Appeals) -> bool:
    """Whether anything is said of somebody whose name is a mark."""
    aliases = [alias for one in people.persons for alias in one.aliases] if people else []
    aliases += [alias for one in people.apart for alias in one.aliases] if people else []
    names = [name for alias in aliases for name in (alias.login, alias.name) if name]
    names += [entry.partition(":")[2] for entry in (*said.bots, *said.not_bots)]
    return any(MARKED.fullmatch(name) or _NUMBER.fullmatch(name) for name in names)


def _appeals(pack: Path, found: _Pack) -> Appeals:
    """What was said of programs where the figures were made."""
    try:
        said = [json.loads(found.config.get(f"scoring.{key}", "[]")) for key in appeals.KEYS]
        lists = _Lists(bots=said[0], not_bots=said[1])
        if wrong := appeals.problem(lists.bots, lists.not_bots):
            raise ValueError(wrong)
    except (ValueError, RecursionError) as error:
        raise Refused(
            f"证据包 {plain(str(pack))} 的 {FIGURES} 里，对机器人的申诉不合格式："
            "请向提供者要一份完整的，或先运行 yuanzheng verify。"
        ) from error
    return Appeals(lists.bots, lists.not_bots)


def _people(pack: Path, found: _Pack) -> Declaration | None:
    """What the applicant declares of people, as the pack carries it."""
    try:
        rows = people_kept.of(found.config, found.project.project_id)
    except (ValueError, KeyError, TypeError) as error:
        raise Refused(
            f"证据包 {plain(str(pack))} 的 {FIGURES} 里，人员声明不合格式："
            "请向提供者要一份完整的，或先运行 yuanzheng verify。"
        ) from error
    read = (Declaration.model_validate_json(row["content"], strict=True) for row in rows)
    return next(read, None)


def _address(source: _Source, settings: CollectorSettings) -> str:
    """Where a person would open a source. Raises KeyError for one of no platform, and BadTarget
    for an address that is not that platform's."""
    platform, _, name = source.repo_id.partition(":")
    web = settings.platform(platform).web
    address = source.url or f"{web}/{name.partition('@')[0]}"
    target = parse(address, settings)
    if target.platform not in hosts.hosts() or target.kind == "owner":
        raise BadTarget(address)
    return address


def _claim(figure: _Figure) -> Claim:
    return Claim(
        plain(figure.evidence_id), figure.metric_id, figure.version, figure.part, figure.value,
        figure.value_text, figure.n, figure.window_from, figure.window_to, figure.completeness,
        figure.completeness_reason,
    )  # fmt: skip


def _json(pack: Path, name: str, *, needed: bool) -> Any:
    shown = plain(str(pack))
    try:
        data = next(_found(pack, name), None)
        if data is None:
            if needed:
                raise Refused(f"{shown} 里没有 {name}，不是证据包：请检查路径。")
            return None
        if len(data) > LARGEST:
            raise Refused(f"证据包 {shown} 的 {name} 太大，没有读：请向提供者要一份完整的。")
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Refused(
            f"证据包 {shown} 的 {name} 不是能读的 JSON：请向提供者要一份完整的。"
        ) from error
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise Refused(
            f"证据包 {shown} 不是能读的 zip 文件：请解压后指到文件夹，或向提供者要一份完整的。"
        ) from error


def _found(pack: Path, name: str) -> Iterator[bytes]:
    """The bytes of a file of a pack, at most one more than allowed."""
    if pack.is_dir():
        file = pack / name
        if file.is_file():
            with file.open("rb") as opened:
                yield opened.read(LARGEST + 1)
        return
    with zipfile.ZipFile(pack) as archive:
        # The bag is the zip itself, or the one folder in it.
        ends = [info for info in archive.infolist() if _is(info.filename, name)]
        if len(ends) > 1:
            raise zipfile.BadZipFile(name)
        for info in ends:
            with archive.open(info) as opened:
                yield opened.read(LARGEST + 1)


def _is(path: str, name: str) -> bool:
    return path == name or (path.endswith(f"/{name}") and path.count("/") == name.count("/") + 1)
