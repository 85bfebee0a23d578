"""A history slice by slice: its exact bytes, and what they say as columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa

from collectors.gitcolumns import Texts
from collectors.gitcut import SLICE, Cut, cut_of, cuts
from collectors.gitpeople import People
from collectors.gitwhole import Links, links
from warehouse.columns import CommitColumns
from warehouse.records import Identity


@dataclass(frozen=True, slots=True, eq=False)
class Slice:
    """Some thousand commits: their exact bytes and what was read from them.

    `identities`: those that no earlier slice of the reading has told; `links`: what its commits say
    of each other.
    """

    body: bytes
    columns: CommitColumns
    identities: Sequence[Identity]
    links: Links

    @property
    def first(self) -> str:
        """The id of the first commit."""
        return str(self.columns.commits["sha"][0])


def slices(repo_id: str, stream: Iterable[bytes], size: int = SLICE) -> Iterator[Slice]:
    """Cuts the stream into slices of at most `size` commits. Raises what `gitcut.cuts` raises."""
    people = People()
    for cut in cuts(stream, size):
        yield _slice(repo_id, cut, people)


def slice_of(repo_id: str, body: bytes, people: People) -> Slice:
    """The slice whose bytes these are, however many; `people`: of the slices before."""
    return _slice(repo_id, cut_of(body), people)


def _slice(repo_id: str, cut: Cut, people: People) -> Slice:
    texts, at = Texts(cut), cut.firsts[:-1]
    shas = texts.shas(at)
    commits = {
        "sha": shas,
        "author_id": people.signed(texts.taken(at + 2, 1)),
        "committer_id": people.signed(texts.taken(at + 5, 1)),
        "authored_at": texts.times(at + 4),
        "committed_at": texts.times(at + 7),
        "parents": texts.counts(at + 1, texts.lengths(at)),
        "subject": texts.subjects(at + 8),
        "coauthor_ids": people.credited(cut, at + 9, texts.taken(at + 9)),
    }
    owner, lines = cut.lines()
    changed = {
        "sha": shas.take(pa.array(owner)),
        "path": texts.paths(lines + 1),
        "change": texts.last_letters(lines),
    }
    made = CommitColumns(repo_id, pa.record_batch(commits), pa.record_batch(changed))
    return Slice(cut.body, made, people.told(), links(cut))
