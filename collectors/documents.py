"""Which files are read as text, and how bytes become text."""

from __future__ import annotations

import codecs
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files

from warehouse.answers import Answer
from warehouse.records import Document

# Marks the place of a stream that was read by a platform's interface: no path begins with it.
BY_INTERFACE = "//contents"
_LINK, _SUBMODULE, _FOLDER = "120000", "160000", "040000"


_NO_FILES = {
    _LINK: "这是符号链接，不是文件",
    _SUBMODULE: "这是子模块，不是文件",
    _FOLDER: "这是文件夹，不是文件",
}


@dataclass(frozen=True, slots=True)
class Original:
    """Hash and length of a file as it was before personal data was taken out of its bytes."""

    sha256: str
    bytes: int

    @classmethod
    def of(cls, answer: Answer) -> Original:
        """Those of an answer that is the file and nothing else."""
        return cls(answer.sha256, answer.bytes)


@cache
def _rules() -> tuple[int, tuple[tuple[str, re.Pattern[str]], ...]]:
    table = tomllib.loads(files("collectors").joinpath("documents.toml").read_text("utf-8"))
    roles = tuple(
        (role["name"], re.compile("|".join(f"(?:{p})" for p in role["patterns"]), re.IGNORECASE))
        for role in table["role"]
    )
    return table["limit_bytes"], roles


def role(path: str) -> str | None:
    """The role of a path, or None when it is not read."""
    return next((name for name, shape in _rules()[1] if shape.fullmatch(path)), None)


def may_hold(folder: str) -> bool:
    """Whether files in this folder of the root may have a role."""
    return folder.lower() in _folders()


def named_like_a_file(folder: str) -> bool:
    """Whether a folder bears the name under which everybody looks for the licence."""
    return bool(_misleading().fullmatch(folder))


@cache
def _misleading() -> re.Pattern[str]:
    table = tomllib.loads(files("collectors").joinpath("documents.toml").read_text("utf-8"))
    return re.compile("|".join(table["misleading"]), re.IGNORECASE)


@cache
def _folders() -> frozenset[str]:
    table = tomllib.loads(files("collectors").joinpath("documents.toml").read_text("utf-8"))
    return frozenset(table["folders"])


def not_a_file(repo_id: str, path: str, revision: str | None, mode: str) -> Document | None:
    """A record for what carries the name of a document and is no file; None for a file."""
    why = _NO_FILES.get(mode)
    if why is None:
        return None
    return unread(repo_id, path, revision, 0, why)


def too_large(size: int) -> str | None:
    """Why a file of this size is not read, or None when it is."""
    limit = _rules()[0]
    return f"文件超过 {limit} 字节，未读取" if size > limit else None


def unread(repo_id: str, path: str, revision: str | None, size: int, why: str) -> Document:
    """The record of a file whose contents were not read, with the reason."""
    digest = sha256(b"").hexdigest()
    return Document(repo_id, path, role(path) or "", revision, digest, size, None, why)


def document(
    repo_id: str, path: str, revision: str | None, body: bytes, kind: str = "",
    original: Original | None = None,
) -> Document:  # fmt: skip
    """The record of a file's bytes; text that cannot be read is recorded with the reason.

    `original`: of the file, where `body` is what was left of it; None: it is the file itself.
    """
    file = original or Original(sha256(body).hexdigest(), len(body))
    why = too_large(file.bytes)
    content, why = (None, why) if why else decode(body)
    return Document(
        repo_id, path, kind or role(path) or "", revision, file.sha256, file.bytes, content, why,
    )  # fmt: skip


def decode(body: bytes) -> tuple[str | None, str | None]:
    """(text, None) or (None, why): UTF-16 by its mark, then UTF-8, GB 18030, Latin-1."""
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _try(body, "utf-16")
    if b"\0" in body:
        return None, "内容是二进制，不是文本"
    for encoding in ("utf-8-sig", "gb18030"):
        text, _ = _try(body, encoding)
        if text is not None:
            return text, None
    return _try(body, "latin-1")


def _try(body: bytes, encoding: str) -> tuple[str | None, str | None]:
    try:
        return body.decode(encoding), None
    except UnicodeDecodeError:
        return None, f"内容不是有效的 {encoding} 文本"
