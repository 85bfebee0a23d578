"""Pictures of a project's pages: from the command line to the folder, and what came of it."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.request import getproxies, proxy_bypass

from collectors import hosts
from reports.pictures import run as pictures
from reports.pictures.shooting import Limits
from reports.pictures.values import Picture
from warehouse.store import Warehouse
from yuanzheng import clock, failures, interrupt, knowledge
from yuanzheng.config import Config, find, load
from yuanzheng.failures import Refused
from yuanzheng.folders import rooted
from yuanzheng.redaction import looks_secret
from yuanzheng.voice import Voice

_WORDS = {"complete": "已截图", "partial": "已截图，但不完整", "not_observable": "没有截到"}


@dataclass(frozen=True, slots=True)
class Asked:
    """The command line as typed."""

    project: str
    out: Path | None
    attached: Path | None
    page: str | None
    config: Path | None


def perform(asked: Asked, voice: Voice) -> int:
    """Takes the pictures and says what came of each; returns the exit code. Raises `Refused`."""
    if (asked.attached is None) != (asked.page is None):
        raise Refused("--attach 与 --for 要同时写：--attach 图片 --for 网址。")
    if asked.page and looks_secret(asked.page):
        raise Refused("--for 的网址里不能带用户名、密码或令牌：请去掉它们。")
    config = load(find(asked.config))
    studio = _studio(config)
    album = _album(asked, config, studio)
    voice.say("正在截图…")
    taken: list[Picture] = []
    with interrupt.watched() as wish, closing(_taken(asked, album, studio, wish)) as coming:
        for picture in coming:
            _say(voice, picture)
            taken.append(picture)
        stopped = wish.stop()
    return _ended(voice, album, taken, stopped=stopped)


def _taken(
    asked: Asked, album: pictures.Album, studio: pictures.Studio, wish: interrupt.Interrupt
) -> Generator[Picture, None, None]:
    if asked.attached and asked.page:
        yield pictures.attach(album, studio, asked.attached, asked.page)
    else:
        yield from pictures.shoot(album, studio, wish.stop)


def _album(asked: Asked, config: Config, studio: pictures.Studio) -> pictures.Album:
    database = config.settings.warehouse.database
    if not database.exists():
        raise Refused(f"还没有数据仓库 {database}：请先运行 yuanzheng collect 或 yuanzheng run。")
    evidence = rooted(config.home, config.settings.reports.out, "[reports] 的键 out")
    with Warehouse(database, read_only=True) as warehouse:
        (project_id,) = knowledge.named(warehouse, [asked.project])
        return pictures.album(warehouse, project_id, studio, evidence, asked.out)


def _studio(config: Config) -> pictures.Studio:
    settings = config.settings
    webs = {name: settings.collectors.platform(name).web for name in hosts.hosts()}
    proxy = settings.collectors.proxy or _of_environment()
    proxy = proxy if not proxy or "://" in proxy else f"http://{proxy}"
    if proxy and not proxy.startswith("http://"):
        raise Refused("截图只能经 http:// 开头的代理：请改 [collectors] 的键 proxy 或环境变量。")
    limits = Limits(timeout=min(settings.collectors.timeout_seconds, 120))
    configured = bool(settings.collectors.proxy)
    return pictures.Studio(
        webs, settings.reports.browser, proxy, clock.now, limits,
        direct=lambda host: not configured and bool(proxy_bypass(host)),
    )  # fmt: skip


def _of_environment() -> str:
    found = getproxies()
    return found.get("https") or found.get("http") or found.get("all") or ""


def _say(voice: Voice, picture: Picture) -> None:
    words = f"{picture.title} {picture.url}：{_WORDS[picture.grade]}"
    if picture.origin == "attached":
        words = f"{picture.title} {picture.url}：已收下，标明不是本工具采集的"
    if picture.failed:
        voice.warn(f"没有做成：{words}。{picture.reason or ''}")
    else:
        voice.say(f"{words}。{picture.reason or ''}")


def _ended(voice: Voice, album: pictures.Album, taken: Sequence[Picture], *, stopped: bool) -> int:
    seen = [picture for picture in taken if picture.files]
    voice.say(f"共 {len(taken)} 页，截到 {len(seen)} 页：{album.folder}")
    code = failures.PARTIAL if any(p.failed for p in taken) else failures.COMPLETE
    if stopped:
        voice.warn("已按要求停下：截好的都在，其余的请再运行。")
        code = failures.INTERRUPTED
    return voice.end(
        code, folder=album.folder, pictures=[picture.plain() for picture in taken],
        problems=[picture.reason for picture in taken if picture.failed],
    )  # fmt: skip
