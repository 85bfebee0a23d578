"""What git prints of commits and changes, made from what dulwich read of them."""

from __future__ import annotations

import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from dulwich.diff_tree import TreeChange

from collectors.gitlog import signed

_ZERO = b"0" * 40


@dataclass(frozen=True, slots=True)
class Made:
    """A commit as its bytes have it: dulwich refuses those with odd times."""

    sha: bytes
    tree: bytes
    parents: tuple[bytes, ...]
    author: bytes
    committer: bytes
    message: bytes


def fits(name: bytes, mode: int, names: Sequence[str]) -> bool:
    shown = name.decode("utf-8", "replace").lower()
    return not stat.S_ISDIR(mode) and any(fnmatchcase(shown, one) for one in names)


def header(raw: bytes) -> list[bytes]:
    return raw.partition(b"\n\n")[0].split(b"\n")


def line_of(lines: list[bytes], key: bytes) -> bytes:
    return next((line[len(key) :] for line in reversed(lines) if line.startswith(key)), b"")


def raw_line(change: TreeChange) -> Iterator[bytes]:
    """A change the way `git log --raw -z` prints it; a type change is one line."""
    old, new = change.old, change.new
    one = new if old is None or old.path is None else old
    if one is None or one.path is None:
        return
    before = (_told(old.mode), old.sha or _ZERO) if old else (0, _ZERO)
    after = (_told(new.mode), new.sha or _ZERO) if new else (0, _ZERO)
    if before == after:
        return
    letter = b"A" if not before[0] else b"D" if not after[0] else _letter(before[0], after[0])
    yield b":%06o %06o %s %s %s\0%s\0" % (
        before[0],
        after[0],
        before[1],
        after[1],
        letter,
        one.path,
    )


def _told(mode: int | None) -> int:
    """Of a file's mode git tells only whether its owner may run it."""
    if mode is None or not stat.S_ISREG(mode):
        return mode or 0
    return 0o100755 if mode & 0o100 else 0o100644


def _letter(before: int, after: int) -> bytes:
    return b"M" if before >> 12 == after >> 12 else b"T"


def fields_of(made: Made) -> bytes:
    subject, body = _message(made.message)
    fields = [
        made.sha, b" ".join(made.parents), *signed(made.author), *signed(made.committer),
        subject, body,
    ]  # fmt: skip
    return b"".join(field + b"\0" for field in fields)


def _message(message: bytes) -> tuple[bytes, bytes]:
    """Subject and rest as git cuts them: the first paragraph's lines joined, the rest as it is."""
    lines = [line.rstrip() for line in message.split(b"\n")]
    while lines and not lines[0]:
        lines.pop(0)
    end = next((n for n, line in enumerate(lines) if not line), len(lines))
    return b" ".join(lines[:end]), b"\n".join(lines[end:]).strip(b"\n") + b"\n"


def utf8(said: bytes, encoding: bytes) -> bytes:
    try:
        return said.decode((encoding or b"utf-8").decode("ascii")).encode()
    except (LookupError, ValueError):
        return said
