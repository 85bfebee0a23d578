"""Where GitHub is, and what its addresses name."""

from __future__ import annotations

from collections.abc import Sequence

from collectors.hosts import Host
from collectors.targets import Target, owner, repository

HOST = Host(
    "GitHub", "https://api.github.com", "https://github.com", "GITHUB_TOKEN",
    "Authorization", "Bearer {}", per_minute=(900, 900), app=True,
)  # fmt: skip


def target(text: str, web: str, names: Sequence[str]) -> Target:
    """`orgs/NAME/…` are the pages of an organisation."""
    if len(names) > 1 and names[0] == "orgs":
        return owner("github", text, web, names[1])
    return repository("github", text, web, names)
