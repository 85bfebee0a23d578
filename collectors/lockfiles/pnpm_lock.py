"""pnpm: `pnpm-lock.yaml`, whose keys were written in three ways over the years."""

from __future__ import annotations

import re
from collections.abc import Iterator

from collectors import yamlread
from collectors.packages import DEVELOPMENT, OPTIONAL, Package, Unusable, table

FILES = r"pnpm-lock\.yaml"
ECOSYSTEM = "npm"
LOCK = True
# /name/1.0.0_peer (5), /name@1.0.0(peer) (6), name@1.0.0 (9)
_KEY = re.compile(r"/?((?:@[^/@]+/)?[^/@]+)[@/](\d[^(_]*)(?:[(_].*)?")
_OWN = re.compile(r"(?:[^@/]*@|@[^@/]+/[^@/]*@)?(?:file|link):")


def read(text: str) -> Iterator[Package | None]:
    found = yamlread.mapping(text)
    if "lockfileVersion" not in found:
        raise Unusable("没有 lockfileVersion，不是 pnpm 的锁文件")
    for key, entry in table(found.get("packages")).items():
        told = table(entry)
        scope = {"true": DEVELOPMENT}.get(str(told.get("dev")))
        scope = scope or {"true": OPTIONAL}.get(str(told.get("optional")))
        if not _OWN.match(str(key)):
            parts = _KEY.fullmatch(str(key))
            yield Package(ECOSYSTEM, parts[1], parts[2], scope=scope) if parts else None
