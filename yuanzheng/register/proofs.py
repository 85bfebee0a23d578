"""What is named as proof of an entry: files beside the register, addresses, or mere words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from scoring.programme.entries import Proof
from yuanzheng.facts import attachments
from yuanzheng.projects import WIDE
from yuanzheng.redaction import looks_secret

_PARTS = re.compile(r"[\r\n;；]+")
_ADDRESS = re.compile(r"https?://[^\s/@]+\.[^\s@]+")
_FILE = re.compile(r".*\.[A-Za-z][A-Za-z0-9]{1,4}")
_BARE = re.compile(r"(?:www\.|(?:[\w-]+\.)+(?:com|cn|org|net|io)/).*", re.IGNORECASE)


class BadProof(ValueError):
    """Says in Chinese what is wrong with it and what to do."""


def read(home: Path, register: str, text: str) -> tuple[tuple[Proof, ...], str | None]:
    """Proofs, and the words that are none. Raises `BadProof`."""
    proofs, told = [], []
    for part in _parts(text):
        if looks_secret(part):
            raise BadProof("网址里不能带用户名、密码或令牌：请去掉它们")
        if _ADDRESS.fullmatch(part):
            proofs.append(Proof(part))
        elif "://" in part or _BARE.fullmatch(part) or WIDE.match(part):
            raise BadProof("的网址应以半角的 https:// 开头，中间没有空格")
        elif _FILE.fullmatch(part):
            proofs.append(_file(home, register, part))
        else:
            told.append(part)
    return tuple(dict.fromkeys(proofs)), "；".join(told) or None


def _parts(text: str) -> Iterator[str]:
    for part in _PARTS.split(text):
        if stripped := unicodedata.normalize("NFC", part).strip():
            yield stripped


def _file(home: Path, register: str, written: str) -> Proof:
    try:
        found = attachments.read(home, written.replace("\\", "/"), register)
    except attachments.BadAttachment as error:
        raise BadProof(f"：{error}") from None
    return Proof(found.path, found.sha256)
