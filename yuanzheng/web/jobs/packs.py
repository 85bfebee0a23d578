"""Packs made on request: kept for a day, and for as long as the copy they are of is the newest."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from warehouse import upgraded
from warehouse.publishing import Copy
from yuanzheng import clock
from yuanzheng.failures import Refused
from yuanzheng.web.jobs import apart
from yuanzheng.web.jobs.apart import Limits
from yuanzheng.web.place import Place

FOLDER = "packs-made"
_LIMITS = Limits(seconds=3 * 3600, bytes=1 << 40, memory=16 << 30)
_KEPT = timedelta(days=1)
_NOT_MADE = "没有做成包：{}"
_CUT = "超过了网页上的限度，请在服务器上运行 yuanzheng pack。"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A pack of a project against a policy; `masked`: names of persons are marks; `as_of`: the
    instant readers are shown the project at, ISO 8601."""

    project_id: str
    policy: str
    masked: bool
    as_of: str


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack that is there. `name`: of the file; `copy`: what it was made from."""

    mark: str
    project_id: str
    policy: str
    masked: bool
    copy: str
    name: str
    size: int
    made_at: str


def made(place: Place, copy: Copy, wanted: Wanted, say: Callable[[str], None]) -> Pack:
    """Makes it, or finds it made. Raises `Refused`."""
    _cleared(place, copy)
    mark = sha256(json.dumps([*asdict(wanted).values(), copy.name]).encode()).hexdigest()[:32]
    if (there := found(place, wanted.project_id, mark)) is not None:
        return there
    folder = apart.place(place.data.resolve() / FOLDER)
    try:
        return _kept(place, copy, wanted, mark, _packed(place, copy, wanted, folder, say))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _packed(
    place: Place, copy: Copy, wanted: Wanted, folder: Path, say: Callable[[str], None]
) -> Path:
    given = {
        "project": wanted.project_id, "policy": wanted.policy, "masked": wanted.masked,
        "as_of": wanted.as_of,
        "config": str(place.config.resolve()) if place.config else None,
        "data": str(place.data.resolve()), "copy": str(copy.folder.resolve()),
        "database": str(upgraded.database(copy).resolve()),
        "folder": str(folder),
    }  # fmt: skip
    words = [json.dumps(given)]
    ended = apart.run("yuanzheng.web.jobs.making", words, folder, _LIMITS, heard=say)
    if ended.cut or ended.code < 0:
        raise Refused(_NOT_MADE.format(_CUT))
    if ended.code != 0:
        last = (ended.words.strip().splitlines() or ["原因见服务器的日志。"])[-1]
        raise Refused(_NOT_MADE.format(last.replace(str(folder), "…")))
    return next((folder / "out").glob("*.zip"))


def _kept(place: Place, copy: Copy, wanted: Wanted, mark: str, path: Path) -> Pack:
    home = place.data / FOLDER
    pack = Pack(
        mark, wanted.project_id, wanted.policy, wanted.masked, copy.name, path.name,
        path.stat().st_size, clock.now().isoformat(),
    )  # fmt: skip
    path.replace(home / f"{mark}.zip")
    fresh = home / f"{mark}.new"
    fresh.write_text(json.dumps(asdict(pack)), encoding="utf-8")
    fresh.replace(home / f"{mark}.json")
    return pack


def listed(place: Place, project_id: str) -> list[Pack]:
    """The packs of a project that are there, newest first."""
    own = [pack for pack in _every(place) if pack.project_id == project_id]
    return sorted(own, key=lambda pack: pack.made_at, reverse=True)


def found(place: Place, project_id: str, mark: str) -> Pack | None:
    """That pack, if it is of this project."""
    return next((one for one in listed(place, project_id) if one.mark == mark), None)


def file(place: Place, pack: Pack) -> Path:
    return place.data / FOLDER / f"{pack.mark}.zip"


def _every(place: Place) -> Iterator[Pack]:
    for path in (place.data / FOLDER).glob("*.json"):
        try:
            pack = Pack(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            continue
        if file(place, pack).is_file():
            yield pack


def _cleared(place: Place, copy: Copy) -> None:
    """Old packs go, and what killed attempts have left."""
    home = place.data / FOLDER
    kept = {pack.mark for pack in _every(place) if _fresh(pack, copy)}
    for path in home.iterdir() if home.is_dir() else ():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        elif path.stem not in kept:
            path.unlink(missing_ok=True)


def _fresh(pack: Pack, copy: Copy) -> bool:
    young = clock.now() - datetime.fromisoformat(pack.made_at) < _KEPT
    return young or pack.copy == copy.name
