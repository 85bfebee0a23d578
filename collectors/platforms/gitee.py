"""Gitee, by the v5 interface."""

from __future__ import annotations

from collections.abc import Sequence

from collectors import v5
from collectors.hosts import Host
from collectors.targets import Target, repository

HOST = Host(
    "Gitee",
    "https://gitee.com/api/v5",
    "https://gitee.com",
    "GITEE_TOKEN",
    "Authorization",
    "token {}",
    per_minute=(60, 300),
)
STREAMS = v5.STREAMS


def target(text: str, web: str, names: Sequence[str]) -> Target:
    return repository("gitee", text, web, names)
