"""What a chat means by its answer: HTTP says 200 also when nothing was sent."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from yuanzheng.notices.sending import NotSent

_ODD = "对方的回答看不懂（可能是登录页或防火墙页面）：请检查地址。"


def accepted(kind: str, title: str, answer: Any, *keys: str) -> None:
    """Raises `NotSent` unless the first of `keys` that the answer has is a zero."""
    if not isinstance(answer, dict):
        raise NotSent(_ODD)
    code = next((answer[key] for key in keys if key in answer), None)
    if type(code) is not int:
        raise NotSent(_ODD)
    if code:
        meaning = _meanings().get(kind, {}).get(str(code), "请按这个编号查它的文档")
        raise NotSent(f"{title}没有收下（编号 {code}）：{meaning}。")


@cache
def _meanings() -> dict[str, dict[str, str]]:
    text = files("yuanzheng.notices").joinpath("answers.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
