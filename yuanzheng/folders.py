"""A folder somebody named, made absolute."""

from __future__ import annotations

import os
from pathlib import Path

from yuanzheng.failures import Refused
from yuanzheng.widths import plain


def rooted(home: Path, folder: Path, key: str) -> Path:
    """`folder` as it lies under `home`. Raises `Refused`, naming the key it was written under."""
    try:
        found = home / folder.expanduser()
    except RuntimeError as error:
        raise Refused(f"{key}：{plain(str(folder))} 里的用户不存在：请写完整的路径。") from error
    if not str(found).isprintable():
        raise Refused(f"{key}：路径里有看不见的字符：请删去它们。")
    return found


def closed(folder: Path) -> str | None:
    """What keeps files from being put there, once it is made; None: nothing that can be seen."""
    there = next(place for place in (folder, *folder.parents) if os.access(place, os.F_OK))
    if not there.is_dir():
        return f"{there} 是一个文件，不是文件夹"
    return None if os.access(there, os.W_OK | os.X_OK) else f"没有权限写进 {there}"
