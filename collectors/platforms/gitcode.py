"""GitCode, by the v5 interface; most of it answers with a token only (E12)."""

from __future__ import annotations

from collections.abc import Sequence

from collectors import v5
from collectors.hosts import Host
from collectors.targets import Target, repository

HOST = Host(
    "GitCode",
    "https://api.gitcode.com/api/v5",
    "https://gitcode.com",
    "GITCODE_TOKEN",
    "PRIVATE-TOKEN",
    "{}",
    per_minute=(50, 50),
)
STREAMS = v5.STREAMS
repositories_of = v5.repositories_of


def target(text: str, web: str, names: Sequence[str]) -> Target:
    return repository("gitcode", text, web, names)
