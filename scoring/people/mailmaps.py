"""What .mailmap files say of signatures, each heard in the projects of its repository only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from scoring.people.aliases import Alias, sql
from warehouse.store import Row, Warehouse

# The name and the e-mail key it gives; None: it leaves the signature its own.
Said = tuple[str | None, str | None]


@dataclass(slots=True)
class _File:
    """What one .mailmap says of one address: of all who sign with it, and of some by name."""

    projects: frozenset[str]
    anybody: Said = (None, None)
    named: dict[str, Said] = field(default_factory=dict)

    def add(self, name: str | None, said: Said) -> None:
        """A later line holds; as in git, lines for anybody add up."""
        if name is None:
            self.anybody = (said[0] or self.anybody[0], said[1] or self.anybody[1])
        else:
            self.named[name] = said

    def of(self, alias: Alias) -> Said:
        name, key = self.named.get((alias.name or "").lower(), self.anybody)
        return name or alias.name, key or alias.email_key


class Mailmaps:
    """The .mailmap files of all repositories."""

    def __init__(self, rows: Iterable[Row]) -> None:
        """`rows` as `mailmaps.sql` gives them."""
        self._files: dict[str, dict[str, _File]] = defaultdict(dict)
        for row in rows:
            of_address = self._files[row["commit_email_key"]]
            file = of_address.setdefault(row["repo_id"], _File(frozenset(row["projects"])))
            file.add(row["commit_name"], (row["proper_name"], row["proper_email_key"]))

    def heard(self, alias: Alias, projects: frozenset[str]) -> Alias:
        """The alias with what is said of it in every one of these projects, if anything is.

        Of several such words the first in order of the alphabet holds, so that the order of
        repositories decides nothing.
        """
        said = [said for said, homes in self._of(alias) if projects <= homes]
        if not projects or not said:
            return alias
        name, key = min(said, key=lambda one: (one[0] or "", one[1] or ""))
        return replace(alias, mailmap_name=name, mailmap_email_key=key)

    def _of(self, alias: Alias) -> Iterator[tuple[Said, frozenset[str]]]:
        """What is said of the alias, with all projects in which that is said."""
        homes: dict[Said, frozenset[str]] = {}
        own = (alias.name, alias.email_key)
        for file in self._files.get(alias.email_key or "", {}).values():
            said = file.of(alias)
            if said != own:
                homes[said] = homes.get(said, frozenset()) | file.projects
        yield from homes.items()


def read(warehouse: Warehouse) -> Mailmaps:
    return Mailmaps(warehouse.query(sql("mailmaps")))
