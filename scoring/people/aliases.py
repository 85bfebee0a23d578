"""Aliases as the collectors left them, ready to be compared."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from warehouse.store import Warehouse


@dataclass(frozen=True, slots=True)
class Alias:
    """One current row of `identity`, with the projects it is seen in.

    `account_platform` names the platform of the account: the platform itself, or for a git
    signature the one whose noreply address it carries; `is_account` tells the two apart. `linked`:
    the accounts (identity ids) that platforms say the signature belongs to. `mailmap_*`: what the
    .mailmap files that may speak of it say; `read` does not ask them. `appeal`: bot or human, as
    the configuration says. `formerly`: logins the account was seen with before, without capitals.
    """

    identity_id: str
    account_platform: str | None = None
    is_account: bool = False
    account_id: str | None = None
    login: str | None = None
    name: str | None = None
    email_key: str | None = None
    email_domain: str | None = None
    account_type: str | None = None
    mailmap_name: str | None = None
    mailmap_email_key: str | None = None
    projects: tuple[str, ...] = ()
    linked: tuple[str, ...] = ()
    appeal: str | None = None
    formerly: tuple[str, ...] = ()

    @property
    def known_as(self) -> str | None:
        """The name the project gives this alias, else its own."""
        return self.mailmap_name or self.name

    @property
    def is_mapped(self) -> bool:
        return self.mailmap_name is not None or self.mailmap_email_key is not None

    @property
    def address(self) -> str | None:
        """The e-mail key the project gives this alias, else its own."""
        return self.mailmap_email_key or self.email_key


def read(warehouse: Warehouse) -> list[Alias]:
    """All aliases but those of organisations, by identity_id."""
    projects: dict[str, list[str]] = defaultdict(list)
    for row in warehouse.query(sql("presence")):
        projects[row["identity_id"]].append(row["project_id"])
    linked: dict[str, list[str]] = defaultdict(list)
    for row in warehouse.query(sql("links")):
        linked[row["identity_id"]].append(row["account_id"])
    formerly: dict[str, list[str]] = defaultdict(list)
    for row in warehouse.query(sql("formerly")):
        formerly[row["identity_id"]].append(row["login"])
    return [
        Alias(
            **row,
            formerly=tuple(formerly.get(row["identity_id"], ())),
            projects=tuple(projects.get(row["identity_id"], ())),
            linked=tuple(linked.get(row["identity_id"], ())),
        )
        for row in warehouse.query(sql("aliases"))
    ]


def sql(name: str) -> str:
    return files("scoring.people").joinpath(f"{name}.sql").read_text(encoding="utf-8")
