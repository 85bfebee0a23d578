"""Whose names are masked in a pack, and what stays: programs, organisations, the repositories."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from collectors import hosts
from collectors.settings import CollectorSettings
from reports.masking import key_of
from scoring.people import aliases, bots, names
from scoring.people.appeals import Appeals
from warehouse.pseudonymised import Bodies
from warehouse.pseudonyms import Pseudonyms
from warehouse.settings import WarehouseSettings
from warehouse.store import Warehouse

_NOREPLY = ("users.noreply.github.com", "user.noreply.gitee.com", "users.noreply.huggingface.co")
_NAMES = "SELECT DISTINCT unnest([login, name]) AS name FROM identity" \
    " WHERE coalesce(account_type, 'User') = 'User'"  # fmt: skip
_OTHERS = "SELECT DISTINCT unnest([login, name]) AS name FROM identity" \
    " WHERE coalesce(account_type, 'User') <> 'User'"  # fmt: skip
_OWNERS = "SELECT repo_id AS name FROM project_owner WHERE project_id = $project" \
    " UNION SELECT repo_id FROM project_repo WHERE project_id = $project"  # fmt: skip


def mask(
    whole: Warehouse, places: WarehouseSettings, settings: CollectorSettings, project_id: str,
    appeals: Appeals,
) -> Bodies:  # fmt: skip
    """What masks a project's archive, under the key of the data folder. Raises `ReportError`."""
    kept = {name.casefold() for name in (*_column(whole, _OTHERS), *_programs(whole, appeals))}
    addresses = [*_NOREPLY, *_hosts(settings), *_addresses(whole, project_id)]
    found = Pseudonyms(key_of(places.folder), _rule, kept, addresses)
    for name in _column(whole, _NAMES):
        found.learn(name)
    return Bodies(found)


def _rule(name: str) -> tuple[str, bool]:
    return names.plain(name) or name.casefold(), names.full_name(name) is not None


def _programs(whole: Warehouse, appeals: Appeals) -> Iterator[str]:
    """What programs are called, certain or likely by name, or as appealed."""
    for alias in appeals.heard(aliases.read(whole)):
        if bots.judge(alias).bot != "human":
            yield from filter(None, (alias.login, alias.name))


def _hosts(settings: CollectorSettings) -> Iterator[str]:
    for name in hosts.hosts():
        own = settings.platform(name)
        yield from filter(None, (urlsplit(url).hostname for url in (own.api, own.web)))


def _addresses(whole: Warehouse, project_id: str) -> Iterator[str]:
    """The project's repositories as platforms write them, whoever owns them."""
    for row in whole.query(_OWNERS, {"project": project_id}):
        path = str(row["name"]).partition(":")[2]
        owner, _, name = path.rpartition("/")
        if owner:
            yield path
            yield f"{owner.rpartition('/')[2]}/{name}"
            yield f"owner={owner.rpartition('/')[2]}"
        else:
            yield from (f"{place}/{name}" for place in ("users", "orgs", "organizations"))


def _column(whole: Warehouse, sql: str) -> Iterator[str]:
    return (row["name"] for row in whole.query(sql) if row["name"])
