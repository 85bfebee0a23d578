"""The key under which names of persons are masked in packs: one for each data folder.

It is random, lies beside the data folder and goes into no pack: with it its holder can show whose
mark a mark is, without it names cannot be tried.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from reports.errors import ReportError

_BYTES = 32


def place_of(folder: Path) -> Path:
    """Where the key of a data folder lies, whether there is one or not."""
    return folder.with_name(f"{folder.name}.names-key")


def key_of(folder: Path) -> bytes:
    """The key of a data folder, made when there is none. Raises `ReportError`."""
    path = place_of(folder)
    try:
        if not path.exists():
            _write(path, secrets.token_bytes(_BYTES))
        key = path.read_bytes()
    except OSError as error:
        raise ReportError(f"读写不了遮盖姓名的密钥文件 {path}：请检查该目录的权限。") from error
    if len(key) != _BYTES:
        raise ReportError(f"遮盖姓名的密钥文件 {path} 不完整：请从备份恢复，或删去它重新生成。")
    return key


def _write(path: Path, key: bytes) -> None:
    """Whole or not at all, and readable by its owner only."""
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(key)
    try:
        if not path.exists():
            fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
