"""Tokens as they stand in environment variables: which of them can travel in a header."""

from __future__ import annotations


def usable(token: str) -> bool:
    """Whether a header can carry it: printable ASCII and nothing else."""
    return token.isascii() and token.isprintable()


def unusable_words(variable: str) -> str:
    """What to say of one that is not; no part of it is repeated."""
    return (
        f"环境变量 {variable} 里的令牌含有换行、中文或看不见的字符，没有使用它："
        "请重新复制令牌，只保留它本身。"
    )
