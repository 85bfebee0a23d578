"""Where the web finds things."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from yuanzheng.web.settings import WebSettings

if TYPE_CHECKING:
    from yuanzheng.config import Config


@dataclass(frozen=True, slots=True)
class Place:
    """`config`: the file (None: there is none); `data`: the folder the collection writes into;
    `published`: where the copies for readers lie."""

    config: Path | None
    data: Path
    published: Path
    web: WebSettings


def place(config: Config) -> Place:
    own = config.settings.warehouse
    return Place(config.path, own.folder, own.published, config.settings.web)
