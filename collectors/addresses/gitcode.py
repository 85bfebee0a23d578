"""Where GitCode is, and what its addresses name."""

from __future__ import annotations

from collections.abc import Sequence

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


def target(text: str, web: str, names: Sequence[str]) -> Target:
    return repository("gitcode", text, web, names)
