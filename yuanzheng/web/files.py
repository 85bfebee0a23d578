"""Files that never change under their address: the address holds the hash of what is in them."""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

FOLDER = Path(__file__).parent / "static"
STYLE = "site.css"


@dataclass(frozen=True, slots=True)
class File:
    content: bytes
    kind: str
    mark: str


@cache
def held() -> dict[str, File]:
    """Every file of the folder, by name."""
    return {path.name: _file(path) for path in FOLDER.iterdir() if path.is_file()}


def address(name: str) -> str:
    """Where a file is served. Raises KeyError for one that is not there."""
    return f"/static/{held()[name].mark}/{name}"


def _file(path: Path) -> File:
    content = styles() if path.name == STYLE else path.read_bytes()
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return File(content, kind, sha256(content).hexdigest()[:16])


def styles() -> bytes:
    """The style sheet of the reports, so that pages and reports look alike, and what the site adds
    to it, in the order of the names of its files."""
    reports = files("reports").joinpath("templates", "page.css").read_bytes()
    own = sorted(FOLDER.glob("*.css"), key=lambda path: (path.name != STYLE, path.name))
    return b"\n".join([reports, *(path.read_bytes() for path in own)])
