"""Where Gitee is, and what its addresses name."""

from __future__ import annotations

from collections.abc import Sequence

from collectors.hosts import Host
from collectors.targets import Target, owner, repository

HOST = Host(
    "Gitee",
    "https://gitee.com/api/v5",
    "https://gitee.com",
    "GITEE_TOKEN",
    "Authorization",
    "token {}",
    per_minute=(60, 300),
)


def target(text: str, web: str, names: Sequence[str]) -> Target:
    """`organizations/NAME/…` are the pages of an organisation."""
    if len(names) > 1 and names[0] == "organizations":
        return owner("gitee", text, web, names[1])
    return repository("gitee", text, web, names)
