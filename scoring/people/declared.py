"""What an applicant declares of people: kept in `people_declared`, one document a project.

Addresses are hashed before anything of this is made: no value here holds one. Who reads the file
is the front door (`yuanzheng.people_file`); whoever needs what it says asks `read`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from pydantic import BaseModel, ConfigDict

from warehouse.store import Row, Warehouse

HIDDEN = "〔已隐去〕"
_Rename = Callable[[str], str]
COLUMNS = ("project_id", "sha256", "content")


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Said(_Value):
    """An alias as declared: an account, an address, or a name with an address.

    `platform` and `login` go together; a login of digits only after `#` is an account's number.
    `place` is that among the aliases of its entry, from 1.
    """

    place: int
    platform: str | None = None
    login: str | None = None
    name: str | None = None
    email_key: str | None = None
    email_domain: str | None = None

    def key(self) -> tuple[str | None, str | None, str | None]:
        """What the alias is told by, without regard to case."""
        login = self.login.casefold() if self.login else None
        name = self.name.casefold() if self.name else None
        return self.platform or self.email_key, login, name

    def shown(self) -> str:
        """For people to read: of an address its domain alone."""
        if self.platform:
            return f"{self.platform}:{self.login}"
        address = f"〔邮箱已隐去〕@{self.email_domain}"
        return f"{self.name} <{address}>" if self.name else address

    def renamed(self, name: _Rename, number: _Rename) -> Said:
        login = self.login
        if login:
            login = f"#{number(login[1:])}" if login[0] == "#" else name(login)
        return self.model_copy(update={"login": login, "name": self.name and name(self.name)})


class Term(_Value):
    """Works for an organisation from one day to another, both included; None: open."""

    name: str
    since: date | None = None
    until: date | None = None


class Declared(_Value):
    """One person. `entry` is that in the file, from 1; `applicant`: of the applying organisation
    (None: not said)."""

    entry: int
    name: str
    aliases: tuple[Said, ...]
    applicant: bool | None = None
    organisations: tuple[Term, ...] = ()

    def employment(self) -> tuple[bool | None, tuple[Term, ...]] | None:
        """For whom the person works, as far as the entry says anything of it."""
        said = self.applicant, self.organisations
        return None if said == (None, ()) else said


class Apart(_Value):
    """Aliases of which no two are one person."""

    entry: int
    aliases: tuple[Said, ...]
    reason: str


class Organisation(_Value):
    """`domains` are those of its addresses, lower case."""

    entry: int
    name: str
    domains: tuple[str, ...] = ()
    applicant: bool | None = None


class Declaration(_Value):
    """All that one people.toml says."""

    persons: tuple[Declared, ...] = ()
    apart: tuple[Apart, ...] = ()
    organisations: tuple[Organisation, ...] = ()

    def renamed(self, name: _Rename, number: _Rename) -> Declaration:
        """With other names, logins and account numbers of people, and without reasons, which may
        name them."""
        persons = tuple(
            one.model_copy(update={"name": name(one.name), **_aliases(one, name, number)})
            for one in self.persons
        )
        apart = tuple(
            one.model_copy(update={"reason": HIDDEN, **_aliases(one, name, number)})
            for one in self.apart
        )
        return self.model_copy(update={"persons": persons, "apart": apart})


def _aliases(
    entry: Declared | Apart, name: _Rename, number: _Rename
) -> dict[str, tuple[Said, ...]]:
    return {"aliases": tuple(one.renamed(name, number) for one in entry.aliases)}


def read(warehouse: Warehouse) -> dict[str, Declaration]:
    """Project → what its applicant declares; projects without a people.toml are not there."""
    rows = warehouse.query("SELECT project_id, content FROM people_declared ORDER BY project_id")
    return {
        row["project_id"]: Declaration.model_validate_json(row["content"], strict=True)
        for row in rows
    }


def keep(
    warehouse: Warehouse, project_id: str, sha256: str, declaration: Declaration | None
) -> None:
    """Replaces what is declared of the project; None: nothing is."""
    rows = [] if declaration is None else [row(project_id, sha256, declaration)]
    warehouse.replace("people_declared", rows, {"project_id": project_id})


def row(project_id: str, sha256: str, declaration: Declaration) -> Row:
    return {
        "project_id": project_id, "sha256": sha256,
        "content": declaration.model_dump_json(exclude_none=True),
    }  # fmt: skip


def rows(warehouse: Warehouse, project_ids: Iterable[str]) -> list[Row]:
    """As they are kept, to be carried elsewhere."""
    held = warehouse.query("FROM people_declared ORDER BY project_id")
    wanted = set(project_ids)
    return [one for one in held if one["project_id"] in wanted]
