"""What commits changed, counted in lines of code and lines of comments.

Only the counts are kept and archived, in the form histories are (`gitread`): for each commit its
id, nine empty fields, and for each path a `:`-line that ends with the counts, or with `-` and why
there are none. The contents of a commit follow from its id: whoever has the repository can count
them anew, so a second copy of everybody's code would prove nothing more.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from collectors import gitlog, syntax
from collectors.gitvalues import Repository
from collectors.syntax import NOTHING, Lines, Syntax
from warehouse.records import CommitChange

# A commit that changes more than people do by hand is left to its paths.
MOST_PATHS, MOST_BYTES, MOST_OF_ONE = 1_000, 32 << 20, 1 << 20
_TOO_LARGE, _BINARY, _MISSING, _NO_FILE = "too_large", "binary", "missing", "no_file"
_AT_ONCE = 20_000
_LINES_KEPT = 2_000_000
_NUL_WITHIN = 8_000
_Blob = tuple[str, Syntax]


@dataclass(frozen=True, slots=True)
class Part:
    """Some commits: their counts as archived, and read from that."""

    body: bytes
    first: str
    changes: Sequence[CommitChange]

    @property
    def missing(self) -> int:
        return sum(one.unread == _MISSING for one in self.changes)


@dataclass(frozen=True, slots=True)
class _Change:
    """A changed path: its `:`-line up to the letter, and the files before and after."""

    line: bytes
    path: bytes
    old: _Blob | None
    new: _Blob | None
    why: str | None

    @property
    def blobs(self) -> list[_Blob]:
        return [] if self.why else [one for one in (self.old, self.new) if one]


@dataclass(frozen=True, slots=True)
class _Commit:
    """`changes` None: more than are looked into."""

    sha: bytes
    changes: Sequence[_Change] | None

    @property
    def blobs(self) -> list[_Blob]:
        return [one for change in self.changes or () for one in change.blobs]

    def weight(self, sizes: dict[str, int]) -> int | None:
        """Bytes to be read; None: too many."""
        found = sum(sizes.get(sha, 0) for sha, _ in self.blobs)
        return None if self.changes is None or found > MOST_BYTES else found


def parts(
    repo_id: str, repository: Repository, older: str | None, newer: str, since: int
) -> Iterator[Part]:
    """Commits of `newer` without those of `older`, no merges, made since then (seconds of 1970)."""
    known = _Known()
    for commits in _gathered(repository.raw(repository.recent(older, newer, since))):
        shas = sorted({sha for one in commits for sha, _ in one.blobs})
        repository.prefetch(shas)
        sizes = repository.sizes(shas)
        for group in _groups(commits, sizes):
            known.read(repository, group, sizes)
            yield part_of(repo_id, b"".join(_written(known, sizes, one) for one in group))


def _gathered(stream: Iterator[bytes]) -> Iterator[list[_Commit]]:
    """So many commits that their contents are asked for in few goes, and not more than fit."""
    commits, weight = list[_Commit](), 0
    for _, fields, paths in gitlog.parted(stream):
        fits = len(paths) // 2 <= MOST_PATHS
        changes = [_change(*pair) for pair in zip(paths[::2], paths[1::2], strict=True) if fits]
        commits.append(_Commit(fields[0].strip(b"\n"), changes if fits else None))
        weight += 1 + len(changes)
        if weight > _AT_ONCE:
            yield commits
            commits, weight = [], 0
    if commits:
        yield commits


def part_of(repo_id: str, body: bytes) -> Part:
    """The part whose archived bytes these are."""
    found, first = list[CommitChange](), ""
    for _, fields, paths in gitlog.parted([body]):
        sha = fields[0].decode("ascii", "replace").lstrip("\n")
        first = first or sha
        for line, path in zip(paths[::2], paths[1::2], strict=True):
            shown = gitlog.path_text(path)
            found.append(CommitChange(repo_id, sha, shown, *_counts(line.split(b" ")[5:])))
    return Part(body, first, found)


def _counts(
    words: Sequence[bytes],
) -> tuple[int | None, int | None, int | None, int | None, str | None]:
    if len(words) == 4:
        code_added, code_removed, comment_added, comment_removed = map(int, words)
        return code_added, code_removed, comment_added, comment_removed, None
    return None, None, None, None, words[1].decode("ascii", "replace")


def _change(line: bytes, path: bytes) -> _Change:
    before, after, old, new, _ = line.lstrip(b"\n:").split(b" ")
    name = path.decode("utf-8", "replace")
    how = syntax.of(name)
    why = _BINARY if syntax.is_binary(name) else None
    # A link, a submodule, or no other contents than before: there are no lines.
    if any(mode[:3] not in {b"100", b"000"} for mode in (before, after)) or old == new:
        why = _NO_FILE
    sides = (None if not sha.strip(b"0") else (sha.decode(), how) for sha in (old, new))
    return _Change(line.lstrip(b"\n"), path, next(sides), next(sides), why)


def _groups(commits: Sequence[_Commit], sizes: dict[str, int]) -> Iterator[list[_Commit]]:
    """Commits together whose contents are not too much for the memory."""
    group, weight = list[_Commit](), 0
    for commit in commits:
        heavy = commit.weight(sizes) or 0
        if group and weight + heavy > MOST_BYTES:
            yield group
            group, weight = [], 0
        group.append(commit)
        weight += heavy
    if group:
        yield group


def _written(known: _Known, sizes: dict[str, int], commit: _Commit) -> bytes:
    """A commit in its archived form; of one too large only that it is."""
    fields = commit.sha + b"\0" * gitlog.FIELDS
    if commit.weight(sizes) is None:
        return fields + b":0 0 0 0 - - %s\0\0" % _TOO_LARGE.encode()
    return fields + b"".join(
        b"%s %s\0%s\0" % (change.line, known.told(change, sizes).encode(), change.path)
        for change in commit.changes or ()
    )


@dataclass(slots=True)
class _Known:
    """The lines of files that were read last: what a commit made, the next one often changes."""

    held: OrderedDict[_Blob, Lines | None] = field(default_factory=OrderedDict)
    weight: int = 0

    def read(
        self, repository: Repository, group: Sequence[_Commit], sizes: dict[str, int]
    ) -> None:  # fmt: skip
        """Reads what the commits of a group need and is not known yet."""
        self._forget()
        wanted = dict[str, set[Syntax]]()
        for sha, how in (one for commit in group if commit.weight(sizes) for one in commit.blobs):
            if (sha, how) in self.held:
                self.held.move_to_end((sha, how))
            elif sizes.get(sha, MOST_OF_ONE + 1) <= MOST_OF_ONE:
                wanted.setdefault(sha, set()).add(how)
        for sha, body in repository.contents(list(wanted)):
            for how in wanted[sha]:
                self._keep((sha, how), _lines(body, how))

    def told(self, change: _Change, sizes: dict[str, int]) -> str:
        if why := change.why or self._unread(change, sizes):
            return f"- {why}"
        old, new = (NOTHING if one is None else self.held[one] for one in (change.old, change.new))
        if old is None or new is None:
            return f"- {_BINARY}"
        code, comment = (
            syntax.unlike(old.code, new.code),
            syntax.unlike(old.comment, new.comment),
        )
        return f"{code[0]} {code[1]} {comment[0]} {comment[1]}"

    def _unread(self, change: _Change, sizes: dict[str, int]) -> str | None:
        if any(sizes.get(sha, 0) > MOST_OF_ONE for sha, _ in change.blobs):
            return _TOO_LARGE
        return None if all(one in self.held for one in change.blobs) else _MISSING

    def _keep(self, blob: _Blob, lines: Lines | None) -> None:
        self.held[blob] = lines
        self.weight += _size(lines)

    def _forget(self) -> None:
        while self.weight > _LINES_KEPT and self.held:
            self.weight -= _size(self.held.popitem(last=False)[1])


def _size(lines: Lines | None) -> int:
    return 1 if lines is None else 1 + len(lines.code) + len(lines.comment)


def _lines(body: bytes, how: Syntax) -> Lines | None:
    return None if b"\0" in body[:_NUL_WITHIN] else how.read(body)
