"""The folder of pictures: files that are never written twice, and a line for each picture."""

from __future__ import annotations

import json
import os
import re
from datetime import UTC
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from reports.pictures.values import GIVEN, Picture, PictureFile

LINES = "pictures.jsonl"
# Beside the evidence of a project.
FOLDER = "screenshots"
_CHINA = ZoneInfo("Asia/Shanghai")
_UNSAFE = re.compile(r"[^a-z0-9.-]+")
Role = Literal["raw", "stamped", "mhtml", "attached"]


def stem(folder: Path, picture: Picture) -> str:
    """The beginning of the names of a picture's files: when, what, which page.

    No file of the folder begins so: what was pictured before stays.
    """
    source = _UNSAFE.sub("-", picture.repo_id.lower()).strip("-.")[:60]
    made = f"{picture.taken_at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{source}-{picture.page}"
    names = (made if number == 1 else f"{made}-{number}" for number in count(1))
    return next(name for name in names if not any(folder.glob(f"{name}_*")))


def keep(
    folder: Path, name: str, data: bytes, role: Role, *, tile: int | None = None,
    size: tuple[int, int] | None = None,
) -> PictureFile:  # fmt: skip
    """Writes a file; what lies there already is not overwritten. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / name).open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    width, height = size or (None, None)
    digest = sha256(data).hexdigest()
    return PictureFile(name, role, digest, len(data), tile, width, height)


def note(folder: Path, picture: Picture) -> Picture:
    """Appends the line of a picture whose files lie there."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LINES).open("a", encoding="utf-8") as file:
        file.write(json.dumps(picture.plain(), ensure_ascii=False, sort_keys=True) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return picture


def lines(picture: Picture, raw: PictureFile, tiles: int) -> list[tuple[str, str]]:
    """What the strip above a stamped copy says."""
    utc, own = picture.taken_at.astimezone(UTC), picture.taken_at.astimezone(_CHINA)
    found = [("页面", picture.title), ("网址", picture.url)]
    if picture.final_url and picture.final_url != picture.url:
        found.append(("最终网址", picture.final_url))
    word = "收到时间" if picture.origin == "attached" else "截图时间"
    found.append((word, f"{own:%Y-%m-%d %H:%M:%S} 北京时间（{utc:%Y-%m-%d %H:%M:%S} UTC）"))
    if picture.status is not None:
        found.append(("HTTP 状态", str(picture.status)))
    found.append(("原图 SHA-256", f"{raw.sha256}（{raw.file}）"))
    if tiles > 1:
        found.append(("分段", f"自上而下第 {raw.tile} 段，共 {tiles} 段"))
    if picture.left_out:
        found.append(("没有打开", f"页面引用的外站内容 {picture.left_out} 处，可能显示为缺图"))
    if picture.reason:
        found.append(("说明", picture.reason))
    return found


def warning(picture: Picture) -> str | None:
    """What nobody may overlook."""
    words = ["示例数据，不是真实项目"] if picture.sample else []
    words += [GIVEN] if picture.origin == "attached" else []
    return "；".join(words) or None
