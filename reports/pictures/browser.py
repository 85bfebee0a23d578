"""The system's Chromium, started without anything of this machine's user in it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING, Any

from reports.errors import ReportError

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, BrowserType

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
VIEWPORT = (1280, 900)
_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "FONTCONFIG_FILE", "FONTCONFIG_PATH",
         "XDG_CACHE_HOME", "XDG_DATA_HOME", "LD_LIBRARY_PATH", "SYSTEMROOT")  # fmt: skip
_QUIET = [
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-extensions", "--disable-gpu", "--no-first-run", "--no-pings", "--disable-quic",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp", "--hide-scrollbars",
]  # fmt: skip
NOT_INSTALLED = "没有安装截图组件：请运行 pip install 'yuanzheng[screenshots]' 后再试。"
NO_BROWSER = (
    "没有找到 Chromium：请安装 chromium 或 google-chrome，"
    "或在配置 [reports] 的键 browser 写上它的路径。"
)
NOT_STARTED = "浏览器 {} 没能启动：请在命令行单独运行它看看，或用 [reports] 的键 browser 换一个。"


def program(configured: str) -> str:
    """The browser's path. Raises `ReportError` when there is none."""
    found = [which(name) for name in ([configured] if configured else NAMES)]
    for path in found:
        if path:
            return path
    if configured:
        raise ReportError(f"[reports] 的键 browser：{configured} 不是可以运行的程序，请检查路径。")
    raise ReportError(NO_BROWSER)


@contextmanager
def engine() -> Iterator[BrowserType]:
    """What starts Chromium. Raises `ReportError` when the optional parts are not installed."""
    try:
        import PIL.Image  # noqa: F401 - the stamped copies need it: better known before than after
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError as error:
        raise ReportError(NOT_INSTALLED) from error
    with sync_playwright() as started:
        yield started.chromium


def launched(engine: BrowserType, path: str, proxy: str, fonts: Path | None) -> Browser:
    """A browser whose every request goes to `proxy`. Raises `ReportError`.

    `fonts`: a configuration of fontconfig to use. The sandbox is on where the system lets it be:
    never for root.
    """
    from playwright.sync_api import Error

    environment: dict[str, str | float | bool] = {
        name: os.environ[name] for name in _KEPT if name in os.environ
    }
    if fonts:
        environment["FONTCONFIG_FILE"] = str(fonts)
    options: dict[str, Any] = {
        "executable_path": path, "env": environment, "args": _QUIET, "timeout": 60_000,
        "proxy": {"server": proxy, "bypass": "<-loopback>"}, "handle_sigint": False,
    }  # fmt: skip
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    for sandbox in [False] if root else [True, False]:
        try:
            return engine.launch(chromium_sandbox=sandbox, **options)
        except Error as error:
            last = error
    raise ReportError(NOT_STARTED.format(Path(path).name)) from last


def fresh(browser: Browser, width: int = VIEWPORT[0], height: int = VIEWPORT[1]) -> BrowserContext:
    """A context that knows nothing and keeps nothing."""
    return browser.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN", timezone_id="Asia/Shanghai",
        accept_downloads=False, service_workers="block", reduced_motion="reduce",
        color_scheme="light",
    )  # fmt: skip


def pid(browser: Browser) -> int:
    """The number of the browser's process, so that one that hangs can be ended."""
    found = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    return next(int(process["id"]) for process in found if process["type"] == "browser")
