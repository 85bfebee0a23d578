"""What is asked for when a pack is made, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reports.seal.album import Album
from reports.seal.settings import PackSettings
from warehouse.personal import Declared

if TYPE_CHECKING:
    from reports.seal import signing


@dataclass(frozen=True, slots=True)
class Order:
    """What to pack. `archive` holds what the project needs and nothing else, `declared` what was
    taken out of it; `config`: keys the figures depend on; `roots`: PEM to check stamps against;
    `masked`: names of persons are marks in archive and warehouse; `chain`: the lines of the runs
    the archive is of; `nights`, `told`: what they say of the project, for machines and people;
    `data`: versions of the packages whose lists figures rest on; `key`: signs the PDF."""

    project_id: str
    policy_id: str
    as_of: datetime
    out: Path
    archive: Path
    settings: PackSettings
    zipped: bool = False
    attached: Sequence[Path] = ()
    config: Mapping[str, str] = field(default_factory=dict)
    roots: bytes | None = None
    key: signing.Key | None = None
    declared: Sequence[Declared] = ()
    pictures: Album = field(default_factory=Album)
    masked: bool = False
    chain: bytes = b""
    nights: Mapping[str, Any] | None = None
    data: Mapping[str, str] = field(default_factory=dict)
    told: str = ""


@dataclass(frozen=True, slots=True)
class Packed:
    """`unstamped`: why there is no time-stamp; None: there is one. `signed`: by whom the PDF is
    signed; None: by nobody. `signed_unstamped`: why that signature has no time-stamp."""

    path: Path
    root: str
    files: int
    size: int
    unstamped: str | None
    pictured: int = 0
    signed: str | None = None
    signed_unstamped: str | None = None
