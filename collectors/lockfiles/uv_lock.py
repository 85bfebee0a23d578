"""Python: `uv.lock` and `pylock.toml` (PEP 751)."""

from __future__ import annotations

from collections.abc import Iterator

from collectors.packages import Package, Unusable, several, table, toml_table, words

FILES = r"uv\.lock|pylock(\.[^./]+)?\.toml"
ECOSYSTEM = "pypi"
LOCK = True
_OWN = {"editable", "virtual", "directory", "path"}


def read(text: str) -> Iterator[Package | None]:
    found = toml_table(text)
    if not {"version", "lock-version"} & set(found):
        raise Unusable("没有 version，不是 uv 的锁文件")
    for entry in (*several(found.get("package")), *several(found.get("packages"))):
        told = table(entry)
        own = {*table(told.get("source")), *told} & _OWN
        name, version = words(told.get("name")), words(told.get("version"))
        if not own:
            yield Package(ECOSYSTEM, name, version) if name else None
