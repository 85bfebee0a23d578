"""Projects by name: those published, and those of the configuration that are not yet."""

from __future__ import annotations

from collections.abc import Mapping

from yuanzheng.config import load
from yuanzheng.failures import Refused
from yuanzheng.web.copies import NothingPublished
from yuanzheng.web.site import Site

_PUBLISHED = "SELECT project_id, name FROM project"


def projects(site: Site) -> Mapping[str, str]:
    """Id → name, by name."""
    found = {**_configured(site), **_published(site)}
    return dict(sorted(found.items(), key=lambda one: (one[1], one[0])))


def named(site: Site, text: str) -> str:
    """The id of the project meant by its id or its name. Raises `Refused`."""
    known = projects(site)
    for project_id, name in known.items():
        if text in {project_id, name}:
            return project_id
    raise Refused(f"没有项目“{text}”：现有 {'、'.join(known.values()) or '还没有项目'}。")


def _published(site: Site) -> dict[str, str]:
    try:
        rows = site.copies.current().rows(_PUBLISHED)
    except NothingPublished:
        return {}
    return {row["project_id"]: row["name"] for row in rows}


def _configured(site: Site) -> dict[str, str]:
    try:
        config = load(site.place.config)
    except Refused:  # a file being edited keeps nobody from looking after accounts
        return {}
    return {one.project_id: one.name for one in config.projects}
