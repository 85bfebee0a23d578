"""Slices of a history as records, as they are easier to look at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from collectors import gitslices
from collectors.gitcut import SLICE
from warehouse.records import Commit, CommitFile, Identity


@dataclass(frozen=True)
class Part:
    """A slice: its exact bytes, and what was read from them."""

    body: bytes
    commits: Sequence[Commit]
    files: Sequence[CommitFile]
    identities: Sequence[Identity]


def slices(repo_id: str, stream: Iterable[bytes], size: int = SLICE) -> list[Part]:
    return [part_of(one) for one in gitslices.slices(repo_id, stream, size)]


def part_of(one: gitslices.Slice) -> Part:
    """The columns row by row."""
    repo, found = one.columns.repo_id, one.columns
    commits = [
        Commit(**{**row, "coauthor_ids": tuple(row["coauthor_ids"])}, repo_id=repo, has_paths=True)
        for row in found.commits.to_pylist()
    ]
    files = [CommitFile(repo_id=repo, **row) for row in found.files.to_pylist()]
    return Part(one.body, commits, files, one.identities)
