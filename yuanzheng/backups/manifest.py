"""A backup's list of files: written last, so that what has one is whole."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, ValidationError

from warehouse import chain, lasting

FORMAT: Literal["yuanzheng.backup/1"] = "yuanzheng.backup/1"
FOLDER = "manifests"
_NAME = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}")
# Clocks of the machines that back up and restore differ by less.
APART = timedelta(days=1)
Hex = Annotated[str, Field(pattern=r"\A[0-9a-f]{64}\z")]
Count = Annotated[int, Field(ge=0, lt=1 << 62)]


@dataclass(frozen=True, slots=True)
class Entry:
    """A file: `path` in the backup, and the pieces it is put together from, in their order.

    `modified`: of the file it was read from, in nanoseconds; 0: of what has no file of its own.
    """

    path: str
    bytes: Count
    sha256: Hex
    pieces: tuple[tuple[Hex, Count], ...]
    modified: Annotated[int, Field(ge=-(1 << 63), lt=1 << 63)] = 0


@dataclass(frozen=True, slots=True)
class Manifest:
    """`source`: "live", or the name of the published copy the data file was taken from.

    `root`: of the last line of the chain; None: there is no chain. `problems`: Chinese sentences on
    what does not fit together. `settings`: the configuration's path in the backup; None: none.
    """

    format: Literal["yuanzheng.backup/1"]
    made_at: datetime
    source: str
    root: str | None
    files: tuple[Entry, ...]
    problems: tuple[str, ...]
    settings: str | None
    data: str
    digest: str = ""

    @property
    def name(self) -> str:
        return f"{self.made_at:%Y%m%dT%H%M%SZ}-{self.digest[:8]}"

    @property
    def bytes(self) -> int:
        return sum(entry.bytes for entry in self.files)

    def pieces(self) -> Iterator[tuple[str, int]]:
        for entry in self.files:
            yield from entry.pieces

    def file(self, path: str) -> Entry | None:
        return next((entry for entry in self.files if entry.path == path), None)


class Unreadable(Exception):
    """A manifest that was damaged or changed; the message is a Chinese sentence."""


_HELD: TypeAdapter[Manifest] = TypeAdapter(Manifest)


def write(store: Path, manifest: Manifest) -> None:
    """On the disk, whole, when this returns. Raises OSError."""
    folder = store / FOLDER
    folder.mkdir(exist_ok=True)
    lasting.replaced(folder / f"{manifest.name}.json", _text(manifest) + b"\n")


def sealed(fields: Manifest) -> Manifest:
    """The same with its digest."""
    held = asdict(fields)
    held["digest"] = sha256(_text(fields, "")).hexdigest()
    return _HELD.validate_python({**held, "files": fields.files})


def read(path: Path) -> Manifest:
    """Raises `Unreadable`, or OSError."""
    words = f"备份清单 {path.name} 被改过或损坏了：这一份备份不能用，请用别的。"
    try:
        found = _HELD.validate_json(path.read_bytes(), strict=True)
    except (ValidationError, ValueError, RecursionError) as error:
        raise Unreadable(words) from error
    right = sha256(_text(found, "")).hexdigest() == found.digest and found.made_at.tzinfo
    places = [entry.path for entry in found.files] + ([found.settings] if found.settings else [])
    places += [found.data] if found.data != "." else []
    sound = all(map(_inside, places)) and all(map(_made_up, found.files))
    if not right or not sound or path.stem != found.name:
        raise Unreadable(words)
    return found


def all_of(store: Path) -> list[Path]:
    """The manifests' files, oldest first."""
    folder = store / FOLDER
    there = folder.iterdir() if folder.is_dir() else ()
    return sorted(path for path in there if path.suffix == ".json" and _NAME.fullmatch(path.stem))


def newest_first(store: Path, moment: datetime) -> list[Path]:
    """Those made while the clock was ahead, before it was put back, come last."""
    latest = f"{moment + APART:%Y%m%dT%H%M%SZ}~"
    found = all_of(store)
    found.reverse()
    return sorted(found, key=lambda path: path.stem > latest)


def _inside(path: str) -> bool:
    """Whether a path stays where it is put."""
    parts = PurePosixPath(path).parts
    plain = path == "/".join(parts) and path.isprintable() and "\\" not in path
    return plain and bool(parts) and not {"..", ".", "/"} & set(parts) and ":" not in parts[0]


def _made_up(entry: Entry) -> bool:
    """Whether its pieces make up the file."""
    return sum(size for _, size in entry.pieces) == entry.bytes


def _text(manifest: Manifest, digest: str | None = None) -> bytes:
    fields = asdict(manifest)
    if digest is not None:
        fields["digest"] = digest
    fields["made_at"] = manifest.made_at.isoformat()
    return chain.canonical(json.loads(json.dumps(fields)))
