"""From what a person writes (URL or path) to what is to be collected."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from collectors.settings import CollectorSettings

Kind = Literal["repository", "model", "dataset", "space"]
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_HF_KINDS: dict[str, Kind] = {"datasets": "dataset", "spaces": "space"}


class BadTarget(ValueError):
    """The text names nothing that can be collected; the message is a Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Target:
    """One repository, model, dataset or space.

    `repo_id` is `platform:full/name` in lower case, the id of the source in every table;
    `url` is what a person would open, or the absolute path of a local clone.
    """

    repo_id: str
    platform: str
    kind: Kind
    full_name: str
    url: str


def parse(text: str, settings: CollectorSettings) -> Target:
    """Raises `BadTarget` for anything that is neither a known URL nor a git folder."""
    text = text.strip()
    if not text:
        raise BadTarget("网址是空的：请写 https:// 开头的仓库网址，或本机 git 仓库的路径。")
    if "://" not in text:
        return _local(Path(text).expanduser())
    parts = urlsplit(text)
    for platform, base in (
        ("github", settings.github.web),
        ("gitee", settings.gitee.web),
        ("huggingface", settings.huggingface.web),
    ):
        if (parts.hostname or "").removeprefix("www.") == urlsplit(base).hostname:
            names = [name for name in parts.path.split("/") if name]
            make = _hub if platform == "huggingface" else _repository
            return make(text, platform, base, names)
    if parts.path.endswith(".git") and parts.scheme in {"http", "https", "ssh", "git", "file"}:
        return _clone(text)
    raise BadTarget(
        f"不认识的网址 {text}：目前支持 GitHub、Gitee、Hugging Face 的仓库网址，"
        "以 .git 结尾的克隆网址，或本机 git 仓库的路径。"
    )


def _repository(text: str, platform: str, base: str, names: list[str]) -> Target:
    if len(names) < 2:
        raise BadTarget(f"网址 {text} 没有指到仓库：请写成 {base}/所有者/仓库名。")
    full = _checked(text, [names[0], names[1].removesuffix(".git")])
    return Target(f"{platform}:{full.lower()}", platform, "repository", full, f"{base}/{full}")


def _hub(text: str, platform: str, base: str, names: list[str]) -> Target:
    kind = _HF_KINDS.get(names[0], "model") if names else "model"
    rest = names[1:] if kind != "model" else names
    if not rest or (kind == "model" and rest[0] in {"docs", "papers", "blog", "organizations"}):
        raise BadTarget(f"网址 {text} 没有指到模型、数据集或 Space：请写成 {base}/所有者/名称。")
    full = _checked(text, rest[:2])
    prefix = "" if kind == "model" else f"{kind}s/"
    return Target(
        f"{platform}:{prefix}{full}".lower(), platform, kind, full, f"{base}/{prefix}{full}"
    )


def _clone(text: str) -> Target:
    name = re.sub(r"^[a-z]+://([^@/]*@)?", "", text).removesuffix(".git")
    return Target(f"git:{name.lower()}", "git", "repository", name, text)


def _local(path: Path) -> Target:
    if not path.exists():
        raise BadTarget(
            f"路径 {path} 不存在：请写本机 git 仓库的文件夹，或以 https:// 开头的网址。"
        )
    full = path.resolve()
    if not ((full / ".git").exists() or (full / "HEAD").is_file()):
        raise BadTarget(f"文件夹 {path} 不是 git 仓库：请指到含有 .git 的文件夹。")
    return Target(f"git:{full}", "git", "repository", full.name, str(full))


def _checked(text: str, names: list[str]) -> str:
    for name in names:
        if not _NAME.fullmatch(name):
            raise BadTarget(f"网址 {text} 中的名称“{name}”不合平台的规则：请检查网址。")
    return "/".join(names)
