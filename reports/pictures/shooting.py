"""One page in the browser: opened, waited for, pictured, judged."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from reports.pictures import gate as gates
from reports.pictures.browser import VIEWPORT, fresh, pid
from reports.pictures.pages import Site, Wanted
from reports.pictures.values import Grade
from reports.visible import one_line

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Request, Response

TILE, TALLEST, WIDEST = 4_000, 24_000, 2_560
LARGEST_PAGE = 64_000_000
ATTACH = "请由申报单位登录后自行截图，用 --attach 文件 --for 网址 交来"


@dataclass(frozen=True, slots=True)
class Limits:
    """`timeout`: seconds one step may take; `settle`: seconds a page is given to come to rest."""

    timeout: float = 30
    settle: float = 8


@dataclass(frozen=True, slots=True)
class Shot:
    """What was seen. `tiles` are PNGs from the top down; none when the page is not observable."""

    asked_at: datetime
    taken_at: datetime
    grade: Grade
    reason: str | None = None
    failed: bool = False
    final_url: str | None = None
    status: int | None = None
    server_date: str | None = None
    page_size: tuple[int, int] | None = None
    left_out: int = 0
    tiles: tuple[bytes, ...] = ()
    mhtml: bytes | None = None


@dataclass
class _Seen:
    """What happened while a page was open."""

    heading: str
    lost: set[str] = field(default_factory=set)
    crashed: bool = False
    downloads: bool = False


class Unseen(Exception):
    """The page cannot be pictured; the message is a Chinese clause. `failed`: see `Picture`."""

    def __init__(self, words: str, *, failed: bool = True) -> None:
        super().__init__(words)
        self.failed = failed


class Photographer:
    """Pictures pages with one browser through one gate."""

    def __init__(
        self, browser: Browser, gate: gates.Gate, clock: Callable[[], datetime], limits: Limits
    ) -> None:
        self.browser, self.gate, self.clock, self.limits = browser, gate, clock, limits
        self.pid = pid(browser)

    def take(self, wanted: Wanted, site: Site) -> Shot:
        """Never raises for what the page or the network does."""
        from playwright.sync_api import Error

        began = Shot(self.clock(), self.clock(), "not_observable")
        if wanted.problem:
            return replace(began, reason=wanted.problem, failed=wanted.failed)
        self.gate.begin()
        seen = _Seen(wanted.url)
        with self._watched() as ended:
            try:
                with self._page(seen) as page:
                    return self._taken(page, wanted, site, seen, began)
            except Unseen as error:
                return self._unseen(began, seen, f"{error}。", failed=error.failed)
            except Error as error:
                words = self._explained(error, seen, site, overdue=ended.is_set())
                return self._unseen(began, seen, f"{words}。")

    def _unseen(self, began: Shot, seen: _Seen, words: str, *, failed: bool = True) -> Shot:
        return replace(
            began, taken_at=self.clock(), reason=words, failed=failed, final_url=seen.heading
        )

    @contextmanager
    def _watched(self) -> Iterator[threading.Event]:
        """Ends a browser that hangs: its calls then fail, and another one can be started."""
        ended = threading.Event()

        def end() -> None:
            ended.set()
            with suppress(OSError):
                os.kill(self.pid, getattr(signal, "SIGKILL", signal.SIGTERM))

        timer = threading.Timer(self.limits.timeout * 3 + self.limits.settle, end)
        timer.daemon = True
        timer.start()
        try:
            yield ended
        finally:
            timer.cancel()

    @contextmanager
    def _page(self, seen: _Seen) -> Iterator[Page]:
        from playwright.sync_api import Error

        context = fresh(self.browser)
        try:
            context.set_default_timeout(self.limits.timeout * 1000)
            page = context.new_page()
            _listen(context, page, seen)
            yield page
        finally:
            with suppress(Error):
                context.close()

    def _taken(self, page: Page, wanted: Wanted, site: Site, seen: _Seen, began: Shot) -> Shot:
        response = page.goto(wanted.url, wait_until="commit")
        settled = self._settled(page)
        facts = self._facts(page, response, site, wanted, began)
        if self.gate.overfull:
            raise Unseen(f"页面超过 {gates.LARGEST // 1_000_000} MB，没有截图")
        session = page.context.new_cdp_session(page)
        size = _size(session)
        tiles = tuple(_tiles(page, size))
        taken = self.clock()
        whole = str(session.send("Page.captureSnapshot", {"format": "mhtml"})["data"]).encode()
        # The page may have gone elsewhere by itself while it was pictured.
        self._judge(page.url, facts.status, site, wanted)
        gaps = list(self._gaps(seen, site, size, settled=settled, mhtml=len(whole)))
        return replace(
            facts, taken_at=taken, grade="partial" if gaps else "complete",
            reason="；".join(gaps) + "。" if gaps else None, failed=bool(gaps),
            final_url=page.url, page_size=size, tiles=tiles,
            left_out=sum(not self.gate.allows(url) for url in seen.lost),
            mhtml=whole if len(whole) <= LARGEST_PAGE else None,
        )  # fmt: skip

    def _settled(self, page: Page) -> bool:
        from playwright.sync_api import TimeoutError as TooLong

        try:
            page.wait_for_load_state("load")
            page.wait_for_load_state("networkidle", timeout=self.limits.settle * 1000)
        except TooLong:
            return False
        return True

    def _facts(
        self, page: Page, response: Response | None, site: Site, wanted: Wanted, began: Shot
    ) -> Shot:
        status = response.status if response else None
        headers = response.headers if response else {}
        if gates.MARK.lower() in headers:
            host = urlsplit(page.url).hostname or ""
            raise Unseen(self._unreached(host, page.url, site))
        self._judge(page.url, status, site, wanted)
        return replace(began, status=status, server_date=headers.get("date"))

    def _judge(self, url: str, status: int | None, site: Site, wanted: Wanted) -> None:
        """Raises `Unseen` for a page that is not the one asked for."""
        if not site.owns(url):
            raise Unseen(f"被转到平台以外的网址 {one_line(url, 200)}，没有截图")
        if site.asks_to_sign_in(url):
            raise Unseen(f"平台要求登录后才能看到这一页：{ATTACH}", failed=False)
        if status == 404 and wanted.page in site.members:
            words = "平台回答 404，这一页只给仓库自己的成员看，不表示没有"
            raise Unseen(f"{words}：{ATTACH}", failed=False)
        if status in {401, 403}:
            raise Unseen(f"平台回答 {status}，不向未登录的人展示这一页：{ATTACH}", failed=False)
        if status == 404:
            raise Unseen("平台回答 404，这一页不存在、已删除或未公开：请检查网址")
        if status == 429:
            raise Unseen("平台回答 429，来访太频繁：请过一阵再运行")
        if status is None or status >= 400:
            raise Unseen(f"平台回答 {status}：请稍后再运行")

    def _unreached(self, host: str, url: str, site: Site) -> str:
        words = self.gate.troubles.get(host.lower(), gates.FOREIGN)
        if not site.owns(url):
            return f"被转到平台以外的网址 {one_line(url, 200)}，{words}"
        return f"{host} {words}"

    def _gaps(
        self, seen: _Seen, site: Site, size: tuple[int, int], *, settled: bool, mhtml: int
    ) -> Iterator[str]:
        if not settled:
            yield f"页面在 {self.limits.settle:g} 秒内没有停下来，按当时的样子截取"
        if size[1] > TALLEST:
            yield f"页面高 {size[1]:,} 像素，只截取前 {TALLEST:,} 像素"
        if size[0] > WIDEST:
            yield f"页面宽 {size[0]:,} 像素，只截取左边 {WIDEST:,} 像素"
        if lost := [url for url in seen.lost if self.gate.allows(url)]:
            yield f"页面有 {len(lost)} 个组成部分没有读到"
        if mhtml > LARGEST_PAGE:
            yield f"网页超过 {LARGEST_PAGE // 1_000_000} MB，没有另存"

    def _explained(self, error: Exception, seen: _Seen, site: Site, *, overdue: bool) -> str:
        """What an error of the browser means, for people."""
        text = str(error)
        if overdue:
            return "页面让浏览器停住不动，已强行结束"
        if seen.downloads or "Download is starting" in text:
            return "这个网址是一个要下载的文件，没有下载"
        if seen.crashed or not self.browser.is_connected() or "crash" in text.lower():
            return "浏览器在打开这一页时崩溃"
        if type(error).__name__ == "TimeoutError":
            return f"{self.limits.timeout:g} 秒内没有打开"
        host = urlsplit(seen.heading).hostname or ""
        if host.lower() in self.gate.troubles:
            return self._unreached(host, seen.heading, site)
        if "ERR_CERT" in text:
            return "网站的证书不对，没有打开：请检查网络或代理"
        if "ERR_TOO_MANY_REDIRECTS" in text:
            return "网址转来转去没有尽头"
        return "没有打开：请检查网络或代理后再运行"


def _listen(context: BrowserContext, page: Page, seen: _Seen) -> None:
    """Windows and questions are closed unanswered; nothing is downloaded."""
    context.on("page", lambda other: None if other is page else other.close())
    page.on("dialog", lambda dialog: dialog.dismiss())
    page.on("request", lambda request: _heading(page, request, seen))
    page.on("requestfailed", lambda request: seen.lost.add(request.url))
    page.on("response", lambda response: _stopped(response, seen))
    page.on("crash", lambda _: setattr(seen, "crashed", True))
    page.on("download", lambda _: setattr(seen, "downloads", True))


def _heading(page: Page, request: Request, seen: _Seen) -> None:
    if request.is_navigation_request() and request.frame == page.main_frame:
        seen.heading = request.url


def _stopped(response: Response, seen: _Seen) -> None:
    """What the gate did not let through, or did not reach, is a part that is lost."""
    if gates.MARK.lower() in response.headers:
        seen.lost.add(response.url)


def _size(session: Any) -> tuple[int, int]:
    """Width and height of the page, as the browser and not the page says."""
    found = session.send("Page.getLayoutMetrics")["cssContentSize"]
    return max(int(found["width"]), 1), max(int(found["height"]), 1)


def _tiles(page: Page, size: tuple[int, int]) -> Iterator[bytes]:
    width, height = min(max(size[0], VIEWPORT[0]), WIDEST), min(size[1], TALLEST)
    for top in range(0, height, TILE):
        tall = min(TILE, height - top)
        yield page.screenshot(
            full_page=True, type="png", animations="disabled",
            clip={"x": 0, "y": top, "width": width, "height": tall},
        )  # fmt: skip
