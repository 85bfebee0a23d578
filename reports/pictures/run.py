"""Pictures the pages of a project, or takes in one the applicant brings."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from reports import filenames, loading
from reports.errors import ReportError
from reports.evidence import Project
from reports.pictures import attaching, browser, fonts, gate, keeping, pages, stamping
from reports.pictures.shooting import Limits, Photographer, Shot
from reports.pictures.values import Picture, PictureFile

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserType

    from warehouse.store import Warehouse

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Studio:
    """Where pictures are taken from: `webs` are the platforms' addresses by id, `program` the
    browser's path ("" to look for one), `proxy` the way out ("" for none) but for hosts that are
    reached `direct`."""

    webs: Mapping[str, str]
    program: str
    proxy: str
    clock: Clock
    limits: Limits = field(default_factory=Limits)
    direct: Callable[[str], bool] = field(default=lambda _: False)


@dataclass(frozen=True, slots=True)
class Album:
    """The project pictured, its pages, and the folder that takes the pictures."""

    project: Project
    wanted: tuple[pages.Wanted, ...]
    folder: Path


def album(
    warehouse: Warehouse, project_id: str, studio: Studio, evidence: Path, out: Path | None
) -> Album:
    """What is to be pictured of a project the warehouse holds.

    Without `out` the pictures go beside the project's evidence. Raises `ReportError`.
    """
    every = loading.projects(warehouse)
    project = next((one for one in every if one.project_id == project_id), None)
    if project is None:
        raise ReportError(f"数据仓库里没有项目“{project_id}”：请先运行 yuanzheng collect。")
    names = filenames.folders({one.project_id: one.name for one in every})
    sql = files("reports").joinpath("sql", "pictured.sql").read_text(encoding="utf-8")
    rows = warehouse.query(sql, {"project_id": project_id})
    folder = out or evidence / names[project_id] / keeping.FOLDER
    return Album(project, tuple(pages.wanted(rows, pages.sites(studio.webs))), folder)


def shoot(album: Album, studio: Studio, stop: Callable[[], bool]) -> Generator[Picture, None, None]:
    """Each page's picture as it is taken and kept; one that fails leaves the others be.

    Raises `ReportError` when no picture at all can be taken: no browser, no Chinese font.
    """
    sites = pages.sites(studio.webs)
    with _opened(studio) as darkroom:
        for wanted in album.wanted:
            if stop():
                return
            shot = darkroom.photographer().take(wanted, sites.get(wanted.platform, _NOWHERE))
            yield _kept(album, wanted, shot, darkroom)


def attach(album: Album, studio: Studio, path: Path, url: str) -> Picture:
    """Takes in a picture that the applicant made of `url`. Raises `ReportError`."""
    sites = pages.sites(studio.webs)
    wanted = _meant(album, sites, url)
    with browser.engine():
        given = attaching.read(path)
    with _opened(studio) as darkroom:
        now = studio.clock()
        picture = replace(
            _picture(album, wanted, Shot(now, now, "complete"), None),
            page="attached", title=pages.TITLES["attached"], origin="attached",
        )  # fmt: skip
        stem = keeping.stem(album.folder, picture)
        name = f"{stem}_1.{given.end}"
        raw = keeping.keep(album.folder, name, given.data, "attached", tile=1, size=given.size)
        held = (raw, _stamped(album.folder, picture, raw, given.data, 1, darkroom.strips()))
        return keeping.note(album.folder, replace(picture, files=held))


def _meant(album: Album, sites: Mapping[str, pages.Site], url: str) -> pages.Wanted:
    """The source whose page an address is."""
    for wanted in album.wanted:
        site = sites.get(wanted.platform)
        if wanted.page == "home" and site and site.owns(url):
            own = wanted.url.lower().rstrip("/")
            if url.lower() == own or url.lower().startswith((f"{own}/", f"{own}?")):
                return replace(wanted, url=url, problem=None)
    raise ReportError(
        f"网址 {url} 不是项目“{album.project.name}”的仓库页面：请写截图所在页面的完整网址。"
    )


class _Darkroom:
    """A browser that can write Chinese; a new one when the last has ended."""

    def __init__(self, engine: BrowserType, gate: gate.Gate, studio: Studio, folder: Path) -> None:
        self._engine, self._gate, self._studio = engine, gate, studio
        self._program = browser.program(studio.program)
        self._fonts: Path | None = None
        self._held: Browser | None = None
        self._photographer: Photographer | None = None
        self._strips: stamping.Strips | None = None
        if not fonts.writes_chinese(self.open()):
            self._fonts = fonts.packaged(folder)
            self.close()
            if self._fonts is None or not fonts.writes_chinese(self.open()):
                self.close()
                fonts.refuse()

    def open(self) -> Browser:
        if self._held is None or not self._held.is_connected():
            self._photographer = self._strips = None
            self._held = browser.launched(
                self._engine, self._program, self._gate.address, self._fonts
            )
        return self._held

    def photographer(self) -> Photographer:
        held = self.open()
        if self._photographer is None:
            studio = self._studio
            self._photographer = Photographer(held, self._gate, studio.clock, studio.limits)
        return self._photographer

    def strips(self) -> stamping.Strips:
        held = self.open()
        if self._strips is None:
            self._strips = stamping.Strips(held)
        return self._strips

    def close(self) -> None:
        if self._held is not None and self._held.is_connected():
            self._held.close()
        self._held = None


@contextmanager
def _opened(studio: Studio) -> Iterator[_Darkroom]:
    known = pages.sites(studio.webs).values()
    domains = [domain for site in known for domain in site.cdn]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(ignore_cleanup_errors=True)))
        door = stack.enter_context(
            gate.opened(
                [site.web for site in known], domains, studio.proxy, studio.direct,
                studio.limits.timeout,
            )
        )  # fmt: skip
        engine = stack.enter_context(browser.engine())
        darkroom = _Darkroom(engine, door, studio, folder)
        stack.callback(darkroom.close)
        yield darkroom


_NOWHERE = pages.Site("", "", (), (), (), {})


def _kept(album: Album, wanted: pages.Wanted, shot: Shot, darkroom: _Darkroom) -> Picture:
    """Writes the files of a shot, then its line."""
    version = f"Chromium {darkroom.open().version}"
    picture = _picture(album, wanted, shot, version)
    if not shot.tiles:
        return keeping.note(album.folder, picture)
    stem, held = keeping.stem(album.folder, picture), list[PictureFile]()
    for number, tile in enumerate(shot.tiles, 1):
        name = f"{stem}_{number}.png"
        raw = keeping.keep(
            album.folder, name, tile, "raw", tile=number, size=stamping.size(tile)
        )  # fmt: skip
        strips = darkroom.strips()
        held += [raw, _stamped(album.folder, picture, raw, tile, len(shot.tiles), strips)]
    if shot.mhtml is not None:
        held.append(keeping.keep(album.folder, f"{stem}_page.mhtml", shot.mhtml, "mhtml"))
    return keeping.note(album.folder, replace(picture, files=tuple(held)))


def _stamped(
    folder: Path,
    picture: Picture,
    raw: PictureFile,
    data: bytes,
    tiles: int,
    strips: stamping.Strips,
) -> PictureFile:
    words = keeping.lines(picture, raw, tiles)
    width = max(raw.width or 0, browser.VIEWPORT[0])
    strip = strips.png(words, keeping.warning(picture), width)
    whole = stamping.stamped(data, strip)
    name = f"{raw.file.rpartition('.')[0]}_stamped.png"
    size = stamping.size(whole)
    return keeping.keep(folder, name, whole, "stamped", tile=raw.tile, size=size)


def _picture(album: Album, wanted: pages.Wanted, shot: Shot, version: str | None) -> Picture:
    return Picture(
        album.project.project_id, wanted.repo_id, wanted.platform, wanted.page, wanted.title,
        wanted.url, shot.final_url, shot.status, shot.server_date, shot.asked_at, shot.taken_at,
        shot.grade, shot.reason, "captured", album.project.sample, page_size=shot.page_size,
        viewport=browser.VIEWPORT if shot.tiles else None, browser=version, failed=shot.failed,
        left_out=shot.left_out,
    )  # fmt: skip
