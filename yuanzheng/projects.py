"""From what a person writes (a table, addresses, paths, names) to projects to collect."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from collectors.results import ProjectSources
from collectors.settings import CollectorSettings
from collectors.targets import BadTarget, Target, parse
from yuanzheng.failures import Refused
from yuanzheng.redaction import looks_secret
from yuanzheng.suggestions import suggestion
from yuanzheng.widths import plain

KINDS = {
    "repository": ("repositories", "代码仓库"),
    "model": ("models", "模型"),
    "dataset": ("datasets", "数据集"),
    "space": ("spaces", "Space"),
    "owner": ("owners", "组织或用户"),
}
_LONGEST = 60
_BARE = re.compile(r"(?:git@)?((?:[a-z0-9-]+\.)+(?:com|co|cn|org|net|io))[/:]([\w./-]+)$")
# As typed with a Chinese keyboard.
WIDE = re.compile(r"https?(?!://)\s*[:：]\s*[/／]{2}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A `[[project]]` that cannot be read, whole: short of one source its figures would mislead."""

    project_id: str
    name: str
    problems: tuple[str, ...]


def identifier(name: str) -> str:
    """Short id made from a name: letters and digits of any script, hyphens between.

    A name without any, or too long, ends in eight hex digits of its SHA-256.
    """
    words = re.findall(r"\w+", unicodedata.normalize("NFKC", name).casefold().replace("_", "-"))
    made = "-".join(words)
    if made and len(made) <= _LONGEST:
        return made
    return f"{made[: _LONGEST - 9]}-{sha256(name.encode()).hexdigest()[:8]}".lstrip("-")


def read(
    entry: Mapping[str, Any],
    settings: CollectorSettings,
    home: Path,
    known: Sequence[str],
    usual: Callable[[], Sequence[str]],
) -> tuple[ProjectSources | None, list[str]]:
    """The project of a `[[project]]` table, or None and what is wrong with it, a sentence each.

    Values of a wrong type are left out: the typed settings complain about them. `usual`: the
    policies of a project that names none.
    """
    name = entry["name"]
    where = f"[[project]]“{plain(name)}”"
    targets, wrong = _targets(entry, settings, home, where)
    wrong += _wrong_policies(entry, known, where)
    if not plain(name).strip():
        wrong.append("[[project]] 的键 name 是空的：请写项目名称。")
    if not targets and not wrong:
        keys = "、".join(key for key, _ in KINDS.values())
        wrong.append(f"{where} 是空的：请在 {keys} 中至少写一个网址或路径。")
    if wrong:
        return None, wrong
    policies = entry.get("policies")
    chosen = tuple(usual() if policies is None else dict.fromkeys(policies))
    applicant = entry.get("applicant")
    forks = entry.get("include_forks") is True
    return ProjectSources(
        identifier(name), name, applicant, chosen, tuple(targets), include_forks=forks
    ), []


def made_of(
    addresses: Sequence[str], settings: CollectorSettings, policies: Sequence[str]
) -> ProjectSources:
    """One project of all the addresses, named after the first. Raises `Refused`.

    Its id tells the addresses apart, not the name: folders of the same name are many.
    """
    targets = list({t.repo_id: t for t in (target(text, settings) for text in addresses)}.values())
    name = targets[0].full_name
    mark = sha256("\n".join(sorted(t.repo_id for t in targets)).encode()).hexdigest()[:8]
    key = f"{identifier(name)}-{mark}"
    return ProjectSources(key, name, None, tuple(policies), tuple(targets))


def target(text: str, settings: CollectorSettings, *, absent: bool = False) -> Target:
    """Raises `Refused` with a sentence. `absent`: a path may name what is not there now."""
    if looks_secret(text):
        raise Refused(
            "网址里不能带用户名、密码或令牌：请去掉它们；"
            "令牌请放在环境变量里（见 yuanzheng check）。"
        )
    if WIDE.match(text):
        right = unicodedata.normalize("NFKC", text)
        raise Refused(f"网址 {plain(text)} 里有全角的符号：请写成 {plain(right)}。")
    if found := _BARE.match(text):
        raise Refused(f"网址 {plain(text)} 缺少开头：请写成 https://{found[1]}/{found[2]}。")
    try:
        return parse(text, settings, absent=absent)
    except BadTarget as error:
        raise Refused(plain(str(error))) from error


def owners_meant(projects: Sequence[ProjectSources]) -> list[str]:
    """A sentence for each organisation or user among the sources: what such an address means."""
    return [
        f"项目“{plain(project.name)}”的 {one.url} 是组织或用户：采集它名下全部公开的仓库、模型等，"
        f"{'含' if project.include_forks else '不含'} Fork，新增的下次自动加入。"
        for project in projects
        for one in project.targets
        if one.kind == "owner"
    ]


def is_address(text: str) -> bool:
    """Whether an argument is an address or a path rather than a project's name."""
    if is_remote(text) or text.startswith((".", "/", "~")):
        return True
    try:
        return Path(text).is_dir()
    except (OSError, ValueError):  # too long a name, or one nobody may look at
        return False


def is_remote(text: str) -> bool:
    """Whether it is written like an address of a platform."""
    return "://" in text or any(shape.match(text) for shape in (_BARE, WIDE))


def chosen(
    asked: Sequence[str], known: Sequence[ProjectSources], settings: CollectorSettings,
    policies: Sequence[str],
) -> tuple[ProjectSources, ...]:  # fmt: skip
    """The projects named; addresses among them become one more project. Raises `Refused`."""
    by_name = {key: p for p in known for key in (p.project_id, p.name)}
    found = [by_name[text] for text in asked if text in by_name]
    rest = [text for text in asked if text not in by_name]
    for text in rest:
        if not is_address(text):
            near = suggestion(text, sorted({p.name for p in known}))
            raise Refused(
                f"“{plain(text)}”既不是配置里的项目{near}，也不是网址或本机文件夹："
                "请写项目名称、以 https:// 开头的网址，或 git 仓库的路径。"
            )
    if rest:
        extra = made_of(rest, settings, policies)
        taken = extra.name in {p.name for p in known}
        found.append(_renamed(extra) if taken else extra)
    return tuple(dict.fromkeys(found))


def _renamed(project: ProjectSources) -> ProjectSources:
    return replace(project, name=f"{project.name}（临时）")


def _targets(
    entry: Mapping[str, Any], settings: CollectorSettings, home: Path, where: str
) -> tuple[list[Target], list[str]]:
    found: dict[str, Target] = {}
    wrong: list[str] = []
    for key, text in _listed(entry):
        try:
            one = target(_rooted(text.strip(), home), settings, absent=True)
        except Refused as error:
            wrong.append(f"{where} 的键 {key}：{error}")
            continue
        right, words = KINDS[one.kind]
        if right != key:
            wrong.append(f"{where} 的键 {key}：{one.url} 是{words}，应写在 {right} 里。")
        elif one.repo_id in found:
            wrong.append(f"{where} 的键 {key}：{one.url} 写了两次，请删去一个。")
        found[one.repo_id] = one
    return list(found.values()), wrong


def _listed(entry: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, _ in KINDS.values():
        values = entry.get(key)
        for value in values if isinstance(values, list) else []:
            if isinstance(value, str):
                yield key, value


def _rooted(text: str, home: Path) -> str:
    if not text or is_remote(text) or text.startswith("~"):
        return text
    return str(home / text)


def _wrong_policies(entry: Mapping[str, Any], known: Sequence[str], where: str) -> list[str]:
    listed = entry.get("policies")
    names = listed if isinstance(listed, list) else []
    return [
        f"{where} 的键 policies 写了不认识的政策 {plain(name)}{_meant(name, known)}。"
        for name in names
        if isinstance(name, str) and name not in known
    ]


def _meant(name: str, known: Sequence[str]) -> str:
    # The models of policies take a while to load, and every command reads projects.
    from yuanzheng.named_policies import meant

    return meant(name, known)
