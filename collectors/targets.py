"""From what a person writes (URL or path) to what is to be collected."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import SplitResult, urlsplit

from collectors import hosts

if TYPE_CHECKING:
    from collectors.settings import CollectorSettings

Kind = Literal["repository", "model", "dataset", "space", "owner"]
_COMMON = {"repo", "src", "source", "code", "git", "project", "main"}
_HERE = "本机文件夹 "
_NAME = re.compile(r"(?!\.{1,2}$)[A-Za-z0-9._-]+")


class BadTarget(ValueError):
    """The text names nothing that can be collected; the message is a Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Target:
    """One repository, model, dataset or space, or an owner: an organisation or user.

    `repo_id` is `platform:full/name` in lower case, the id of the source in every table;
    `url` is what a person would open, or the absolute path of a local clone.
    """

    repo_id: str
    platform: str
    kind: Kind
    full_name: str
    url: str


def parse(text: str, settings: CollectorSettings, *, absent: bool = False) -> Target:
    """Raises `BadTarget` for anything that is neither a known URL nor a git folder.

    `absent`: a path that is no git folder at the moment is a target all the same, with the id
    it would have if it were: collecting it then tells that it is gone.
    """
    text = text.strip()
    if not text:
        raise BadTarget("网址是空的：请写 https:// 开头的仓库网址，或本机 git 仓库的路径。")
    if "://" not in text:
        return _local(text, absent=absent)
    parts = _split(text)
    for name in hosts.hosts():
        web = settings.platform(name).web
        if (parts.hostname or "").removeprefix("www.") == urlsplit(web).hostname:
            if parts.scheme not in {"http", "https"}:
                raise BadTarget(f"网址 {text} 的开头不对：请写成 {web}{parts.path}。")
            found: Target = hosts.address(name).target(
                text, web, [n for n in parts.path.split("/") if n]
            )
            return found
    if parts.path.endswith(".git") and parts.scheme in {"http", "https", "ssh", "git", "file"}:
        return _clone(text)
    titles = "、".join(host.title for host in hosts.hosts().values())
    raise BadTarget(
        f"不认识的网址 {text}：目前支持 {titles} 的仓库网址，"
        "以 .git 结尾的克隆网址，或本机 git 仓库的路径。"
    )


def repository(platform: str, text: str, web: str, names: Sequence[str]) -> Target:
    """The target of a URL of the form `owner/name`, whatever follows; `owner` alone is an owner."""
    if len(names) == 1:
        return owner(platform, text, web, names[0])
    if len(names) < 2:
        raise BadTarget(f"网址 {text} 没有指到仓库：请写成 {web}/所有者/仓库名。")
    full = checked(text, [names[0], names[1].removesuffix(".git")])
    return Target(f"{platform}:{full.lower()}", platform, "repository", full, f"{web}/{full}")


def owner(platform: str, text: str, web: str, name: str) -> Target:
    """Everything public that an organisation or a user has on a platform."""
    full = checked(text, [name])
    return Target(f"{platform}:{full.lower()}", platform, "owner", full, f"{web}/{full}")


def belonging(owner: Target, kind: Kind, full_name: str) -> Target:
    """A repository, model, dataset or space on the platform of an owner."""
    web = owner.url.removesuffix(f"/{owner.full_name}")
    path = f"{kind}s/{full_name}" if kind in {"dataset", "space"} else full_name
    repo_id = f"{owner.platform}:{path}".lower()
    return Target(repo_id, owner.platform, kind, full_name, f"{web}/{path}")


def _clone(text: str) -> Target:
    name = re.sub(r"^[a-z]+://([^@/]*@)?", "", text).removesuffix(".git")
    return Target(f"git:{name.lower()}", "git", "repository", name, text)


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
    except ValueError:
        raise BadTarget(f"网址 {text} 写法不对：请检查方括号和其中的字符。") from None
    if not text.isprintable() or " " in text:
        raise BadTarget(f"网址 {text} 里有空格或看不见的字符：请删去它们。")
    return parts


def _local(text: str, *, absent: bool) -> Target:
    try:
        path = Path(text).expanduser()
        full = path.resolve()
    except (ValueError, OSError, RuntimeError):  # NUL, too long, no such user, links in a ring
        raise BadTarget(f"路径 {text} 写法不对：请写本机 git 仓库的文件夹。") from None
    wrong = None if absent else trouble(path)
    if wrong:
        raise BadTarget(wrong)
    mark = sha256(os.fsencode(full)).hexdigest()[:8]
    name = full.name if full.name.lower() not in _COMMON else f"{full.parent.name}/{full.name}"
    name = _text(name)
    return Target(f"git:{name.lower()}@{mark}", "git", "repository", name, str(full))


def trouble(path: Path) -> str | None:
    """What keeps a folder of this machine from being read as a git repository; None: nothing."""
    try:
        os.listdir(path)  # tells a folder, one that is missing and one that is closed apart
        found = (path / ".git").exists() or (path / "HEAD").is_file()
    except PermissionError:
        return f"没有权限读路径 {path}：请检查文件夹的权限。"
    except NotADirectoryError:
        return f"路径 {path} 不是文件夹：请指到 git 仓库的文件夹。"
    except OSError:
        return f"路径 {path} 不存在：请写本机 git 仓库的文件夹，或以 https:// 开头的网址。"
    return None if found else f"文件夹 {path} 不是 git 仓库：请指到含有 .git 的文件夹。"


def shown_url(url: str) -> str:
    """The address as it may stand in a report: a path of this machine is nobody's business."""
    return url if "://" in url or url.startswith(_HERE) else f"{_HERE}{_text(Path(url).name)}"


def _text(name: str) -> str:
    """A file's name may hold bytes that are no text; tables cannot."""
    return os.fsencode(name).decode(errors="replace")


def proper(full_name: object) -> bool:
    """Whether a platform's answer names a repository as `owner/name`: it goes into addresses."""
    parts = full_name.split("/") if isinstance(full_name, str) else []
    return len(parts) == 2 and all(_NAME.fullmatch(part) for part in parts)


def checked(text: str, names: Sequence[str]) -> str:
    """The names joined by `/`. Raises `BadTarget` when one breaks the platforms' rules."""
    for name in names:
        if not _NAME.fullmatch(name):
            raise BadTarget(f"网址 {text} 中的名称“{name}”不合平台的规则：请检查网址。")
    return "/".join(names)
