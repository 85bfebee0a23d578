"""Where Hugging Face is, and what its addresses name."""

from __future__ import annotations

from collections.abc import Sequence

from collectors.hosts import Host
from collectors.targets import BadTarget, Kind, Target, checked, owner

HOST = Host(
    "Hugging Face", "https://huggingface.co", "https://huggingface.co", "HF_TOKEN",
    "Authorization", "Bearer {}",
)  # fmt: skip
_KINDS: dict[str, Kind] = {"datasets": "dataset", "spaces": "space"}
_PAGES = {"docs", "papers", "blog", "organizations", "settings", "models", "join", "login"}


def target(text: str, web: str, names: Sequence[str]) -> Target:
    """Models stand at the root, datasets and spaces in folders of their own; a name alone is an
    organisation or user."""
    kind = _KINDS.get(names[0], "model") if names else "model"
    rest = names if kind == "model" else names[1:]
    if not rest or (kind == "model" and rest[0] in _PAGES):
        raise BadTarget(f"网址 {text} 没有指到模型、数据集或 Space：请写成 {web}/所有者/名称。")
    if kind == "model" and len(rest) == 1:
        return owner("huggingface", text, web, rest[0])
    full = checked(text, rest[:2])
    path = full if kind == "model" else f"{kind}s/{full}"
    return Target(f"huggingface:{path}".lower(), "huggingface", kind, full, f"{web}/{path}")
