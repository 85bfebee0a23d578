"""Persons as the product makes them: through a warehouse, without any .mailmap."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from collectors import identities
from scoring.people.run import resolve
from warehouse.answers import Answer
from warehouse.records import Commit, Record
from warehouse.store import Batch, Warehouse

_REPO, _AT = "git:bench", datetime(2026, 1, 1, tzinfo=UTC)
_ANSWER = Answer("a" * 32, "u", 200, _AT, "0" * 64, 1, None, "f", "<urn:1>")


@dataclass(frozen=True, slots=True)
class Resolved:
    """For each signature its person and the rule of its strongest join; seconds of `resolve`."""

    persons: tuple[str, ...]
    rules: tuple[str, ...]
    seconds: float


def resolved(signatures: Sequence[tuple[str, str]]) -> Resolved:
    """Names and addresses as `git log` shows them."""
    own = [identities.signature(name, email) for name, email in signatures]
    with TemporaryDirectory() as folder, Warehouse(Path(folder) / "w.duckdb") as warehouse:
        warehouse.execute(
            "INSERT INTO project_repo VALUES ('p', $repo, 'git', 'repository', 'u')",
            {"repo": _REPO},
        )
        ids = [one.identity_id for one in own]
        warehouse.merge([Batch(_ANSWER, _REPO, "commits", [*own, *_commits(ids)])])
        started = time.process_time()
        resolve(warehouse)
        seconds = time.process_time() - started
        rows = {row["identity_id"]: row for row in warehouse.query("FROM person_alias")}
    return Resolved(
        tuple(rows[one]["person_id"] for one in ids), tuple(rows[one]["rule"] for one in ids),
        seconds,
    )  # fmt: skip


def _commits(ids: Sequence[str]) -> Iterator[Record]:
    for one in ids:
        yield Commit(_REPO, one, one, None, _AT, _AT, 1, "s", None, True)
