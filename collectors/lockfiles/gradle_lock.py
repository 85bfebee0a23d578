"""Gradle: `gradle.lockfile` and `buildscript-gradle.lockfile`; build files are programs and are
not read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from collectors.packages import DEVELOPMENT, Package, Unusable

FILES = r"(buildscript-)?gradle\.lockfile"
ECOSYSTEM = "maven"
LOCK = True
_LINE = re.compile(r"([^:=\s]+:[^:=\s]+):([^:=\s]+)=(.*)")


def read(text: str) -> Iterator[Package | None]:
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    if lines and not any(line.startswith("empty=") or _LINE.fullmatch(line) for line in lines):
        raise Unusable("没有一行是 组:名:版本=配置，不是 Gradle 的锁文件")
    for line in lines:
        parts = _LINE.fullmatch(line)
        if parts is not None:
            only = all(name.startswith("test") for name in parts[3].split(","))
            scope = DEVELOPMENT if only else None
            yield Package(ECOSYSTEM, parts[1], parts[2], scope=scope)
        elif not line.startswith("empty="):
            yield None
