"""Addresses of a project that lead to a repository it names by another address: counted once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from collectors.results import StreamResult
from collectors.targets import Target
from warehouse.store import Warehouse

_CONFIRMED = {None, "renamed"}


@dataclass(frozen=True, slots=True)
class Twins:
    """`before`: (project, address) as they were counted when the run began; `ended`: how the
    stream `repository` of each address ended in this run, as far as it was read."""

    before: Collection[tuple[str, str]]
    ended: Mapping[str, str | None] = field(default_factory=dict)

    @classmethod
    def known(cls, warehouse: Warehouse) -> Twins:
        rows = warehouse.query("SELECT project_id, repo_id FROM project_repo")
        return cls({(row["project_id"], row["repo_id"]) for row in rows})

    def after(self, results: Sequence[StreamResult]) -> Twins:
        ended = {r.repo_id: r.code for r in results if r.stream == "repository"}
        return Twins(self.before, ended)

    def once(
        self, platform_ids: Mapping[str, str | None], project_id: str, targets: Sequence[Target]
    ) -> list[Target]:
        """The targets without those that add nothing but the same rows under an older name.

        `platform_ids`: those of `Warehouse.platform_ids`.
        Told so by this run; where it could not ask, by an earlier one, if the numbers still agree.
        """
        numbers = {t.repo_id: (t.platform, platform_ids.get(t.repo_id)) for t in targets}
        kept = [t for t in targets if self._told(project_id, t.repo_id) is False]
        held = {numbers[target.repo_id] for target in kept}

        def counts(target: Target) -> bool:
            told, number = self._told(project_id, target.repo_id), numbers[target.repo_id]
            return told is False or (told is None and (number[1] is None or number not in held))

        return [target for target in targets if counts(target)]

    def _told(self, project_id: str, repo_id: str) -> bool | None:
        """Whether it is another's double; None: only if it has the number of one that is none."""
        code = self.ended.get(repo_id, "unread")
        if code == "duplicate":
            return True
        unsure = code not in _CONFIRMED and (project_id, repo_id) not in self.before
        return None if unsure else False
