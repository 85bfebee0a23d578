"""`python -m yuanzheng.web.jobs.making`: makes a pack of a published copy, in its own process.

It sees a folder of its own that looks like a data folder: the copy's data file and chain, and of
the archive the files that chain names. So a night that is being written meanwhile is not in it.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from reports import masking
from reports.seal.settings import PackSettings
from warehouse import chain
from yuanzheng import failures
from yuanzheng.config import Config, load
from yuanzheng.failures import Refused
from yuanzheng.packing import Asked, packed
from yuanzheng.voice import Voice

_UNREAD = "配置文件现在读不了：请告诉管理员。"


def main(given: str) -> int:
    """`given`: JSON of the project, policy, masked, as_of, and of the paths config, data,
    copy, database (the copy's), folder.

    The copy's data file may hold later figures that no check has let pass: the pack is of `as_of`.

    Returns the exit code; the pack lies in `folder`/out.
    """
    asked = json.loads(given)
    folder, voice = Path(asked["folder"]), Voice("pack")
    try:
        view = viewed(
            Path(asked["data"]), Path(asked["copy"]), Path(asked["database"]), folder / "data"
        )  # fmt: skip
        config = Path(asked["config"]) if asked["config"] else None
        _readable(config)
        wanted = Asked(
            asked["project"], asked["policy"], datetime.fromisoformat(asked["as_of"]),
            folder / "out", config, zipped=True, mask_names=asked["masked"],
        )  # fmt: skip
        return packed(wanted, lambda config: _placed(config, view))
    except Exception as error:  # noqa: BLE001 - said to who asked
        voice.warn(failures.sentence(error))
        return failures.exit_code(error)


def _readable(config: Path | None) -> None:
    """Raises `Refused`; what is wrong with the configuration, and where it lies, is nobody's
    business who asks for a pack."""
    try:
        load(config)
    except Refused as error:
        raise Refused(_UNREAD) from error


def _placed(config: Config, view: Path) -> Config:
    """Nobody who visits a page sets off a time-stamp of another's service, or a signature."""
    own = config.settings.pack
    pack = PackSettings(organization=own.organization, mask_names=own.mask_names)
    settings = config.settings.model_copy(update={"pack": pack})
    return Config(
        config.path, settings, config.projects, config.left_out, config.wrong, config.people
    ).placed(view)


def viewed(data: Path, copy: Path, database: Path, view: Path) -> Path:
    """The data folder of the copy, of links; what goes away meanwhile stays here. `database`: the
    data file of the copy as this program reads it."""
    (view / "archive").mkdir(parents=True)
    _linked(database, view / "warehouse.duckdb")
    for name in (chain.NAME, chain.LEDGER):
        _linked(copy / name, view / name)
    masking.key_of(data)
    _linked(data.with_name(f"{data.name}.names-key"), view.with_name(f"{view.name}.names-key"))
    for name in _named(copy / chain.NAME, data / "archive"):
        _linked(data / "archive" / name, view / "archive" / name)
    return view


def _named(lines: Path, archive: Path) -> Iterable[str]:
    """Archive files the chain tells of; without a chain all there are."""
    there = chain.files(archive)
    if not lines.is_file():
        return there
    text = lines.read_text(encoding="ascii", errors="replace")
    return [name for name in there if json.dumps(name) in text]


def _linked(source: Path, target: Path) -> None:
    if not source.is_file():
        return
    with suppress(OSError):
        os.link(source, target)
        return
    shutil.copyfile(source, target)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
