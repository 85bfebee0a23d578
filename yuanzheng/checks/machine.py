"""This machine: room on the disk, the git program, the warehouse."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from warehouse import chain
from warehouse.errors import WarehouseError, WarehouseHeld
from warehouse.settings import WarehouseSettings
from warehouse.store import Warehouse
from yuanzheng import past
from yuanzheng.folders import closed

ENOUGH_BYTES = 2 * 1024**3


def free_bytes(folder: Path) -> int:
    """Room where the folder is, or would be made."""
    there = next(place for place in (folder, *folder.parents) if os.access(place, os.F_OK))
    return shutil.disk_usage(there).free


def git_version() -> str | None:
    """None when there is no git program."""
    if not shutil.which("git"):
        return None
    done = subprocess.run(["git", "--version"], capture_output=True, text=True, check=False)
    return done.stdout.removeprefix("git version").strip() or None


def sentences(places: WarehouseSettings) -> Iterator[tuple[bool, str]]:
    """(whether all is well, sentence) for each thing looked at."""
    free = free_bytes(places.folder)
    size = f"{free / 1024**3:.1f} GB"
    if free < ENOUGH_BYTES:
        yield False, f"数据文件夹 {places.folder} 所在磁盘只剩 {size}：请先清出空间。"
    else:
        yield True, f"数据文件夹 {places.folder} 所在磁盘还有 {size}"
    # Of a folder that is there the warehouse itself says what is wrong.
    if not places.folder.is_dir() and (why := closed(places.folder)):
        yield (
            False,
            (
                f"数据文件夹 {places.folder} 写不了：{why}；"
                "请换一个（[warehouse] 的键 folder），或检查它的权限。"
            ),
        )
    else:
        yield _warehouse(places)
    yield _archive(places)
    git = git_version()
    words = f"git 程序 {git}" if git else "没有 git 程序：改用内置的 dulwich，大仓库会慢一些"
    yield True, words


def _archive(places: WarehouseSettings) -> tuple[bool, str]:
    days = places.thin_after_days
    try:
        kept = chain.files(places.archive)
    except OSError:
        return False, f"看不到原始存档 {places.archive} 里有什么：请检查它的权限。"
    rule = "没有精简的规则，什么都不去掉"
    if days is not None:
        rule = f"从配置里删去、{days} 天没有再采集的项目的记录会去掉"
    return True, f"原始存档 {len(kept):,} 个文件，共 {past.size(sum(kept.values()))}；{rule}"


def _warehouse(places: WarehouseSettings) -> tuple[bool, str]:
    try:
        if not places.database.exists():
            return True, "还没有数据仓库，第一次采集时会建"
        Warehouse(places.database, read_only=True).close()
    except WarehouseHeld:  # the look at the start of a service, while a night is under way
        return True, f"数据仓库 {places.database} 可以打开，正由本程序更新"
    except WarehouseError as error:
        return False, str(error)
    except PermissionError:
        return False, f"没有权限读写数据文件夹 {places.folder}：请检查它的权限，或换一个目录。"
    return True, f"数据仓库 {places.database} 可以打开"
