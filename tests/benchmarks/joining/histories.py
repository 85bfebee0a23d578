"""Signatures of a git history, and the persons that its own .mailmap makes of them."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from scoring.people.groups import Groups

_FORMAT = "%an%x00%ae%x00%aN%x00%aE%n%cn%x00%ce%x00%cN%x00%cE"
_NOBODY = re.compile(r"(^|@)(|[^.]*|localhost.*|.*\.(local|localdomain|\(none\)))$")


@dataclass(frozen=True, slots=True, order=True)
class Signature:
    """Name and address as signed, and as git gives them after reading the .mailmap."""

    name: str
    email: str
    proper_name: str
    proper_email: str

    @property
    def is_changed(self) -> bool:
        return (self.name, self.email) != (self.proper_name, self.proper_email)


@dataclass(frozen=True, slots=True)
class History:
    """`spoken`: places of the signatures that the .mailmap changes, or whose address it gives as a
    proper one. `persons`: for each signature the number of its person by the .mailmap."""

    name: str
    commit: str
    signatures: tuple[Signature, ...]
    spoken: tuple[int, ...]
    persons: tuple[str, ...]


def half(name: str) -> str:
    """By the first hex digit of the SHA-256 of owner/name: even for developing rules."""
    return "unseen" if int(sha256(name.lower().encode()).hexdigest()[0], 16) % 2 else "develop"


def read(name: str, folder: Path) -> History:
    """Authors and committers of all commits under HEAD."""
    lines = {
        line for line in _git(folder, "log", "HEAD", f"--format={_FORMAT}").split("\n") if line
    }
    signatures = tuple(sorted(Signature(*line.split("\0")) for line in lines))
    given = _proper(_git(folder, "show", "HEAD:.mailmap"))
    spoken = [s.is_changed or s.email.lower() in given for s in signatures]
    return History(
        name, _git(folder, "rev-parse", "HEAD").strip(), signatures,
        tuple(i for i, one in enumerate(spoken) if one), _persons(signatures, spoken),
    )  # fmt: skip


def by_address_or_name(signatures: Sequence[Signature]) -> tuple[str, ...]:
    """The usual baseline: one person for each address or name of two words, as they are signed."""
    return _joined((f"e {s.email.lower()}", _named(s.name)) for s in signatures)


def _persons(signatures: Sequence[Signature], spoken: Sequence[bool]) -> tuple[str, ...]:
    """Same proper address, or same proper name where it has two words or the file speaks of it.

    A placeholder address tells nothing, unless the file gives it.
    """
    return _joined(
        (
            f"e {s.proper_email.lower()}" if (s.proper_email and told) or _is_own(s) else None,
            f"n {s.proper_name.lower()}" if told else _named(s.proper_name),
        )
        for s, told in zip(signatures, spoken, strict=True)
    )


def _is_own(signature: Signature) -> bool:
    return not _NOBODY.search(signature.proper_email.lower())


def _named(name: str) -> str | None:
    return f"n {name.lower()}" if len(name.split()) > 1 else None


def _joined(keys: Iterable[Sequence[str | None]]) -> tuple[str, ...]:
    listed = [[key for key in own if key] for own in keys]
    groups, first = Groups(map(str, range(len(listed)))), dict[str, str]()
    for place, own in enumerate(listed):
        for key in own:
            groups.join(str(place), first.setdefault(key, str(place)))
    return tuple(groups.find(str(place)) for place in range(len(listed)))


def _proper(mailmap: str) -> set[str]:
    """The addresses it gives: the first of a line."""
    lines = (line for line in mailmap.split("\n") if not line.lstrip().startswith("#"))
    found = (re.search(r"<([^<>]+)>", line) for line in lines)
    return {one[1].lower() for one in found if one}


def _git(folder: Path, *words: str) -> str:
    made = subprocess.run(["git", "-C", folder, *words], capture_output=True, check=True)
    return made.stdout.decode("utf-8", "replace")
