"""The bar: repositories × streams, what is left of them, and what is left of the quota."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from yuanzheng import clock
from yuanzheng.widths import plain

if TYPE_CHECKING:
    from rich.progress import Progress as Bars

    from collectors.results import Progress


class Quiet:
    """Draws nothing."""

    def start(self, repo_id: str, streams: int) -> None: ...
    def stream(self, repo_id: str, stream: str) -> None: ...
    def ended(self, repo_id: str, stream: str) -> None: ...
    def page(self, items: int, quota_left: int | None) -> None: ...
    def waiting(self, seconds: float, why: str) -> None: ...
    def done(self, repo_id: str) -> None: ...


class Drawn:
    """Draws on two bars of rich: one for repositories, one for the streams of those under way."""

    def __init__(self, bars: Bars, repositories: int) -> None:
        self._bars = bars
        self._all = bars.add_task("全部仓库", total=repositories, tail="")
        self._one = bars.add_task("", total=0, tail="", visible=False)
        self._left, self._total, self._begun = repositories, repositories, 0
        self._streams = 0
        self._stream, self._items, self._quota = "", 0, ""

    def start(self, repo_id: str, streams: int) -> None:
        self._count()
        self._streams += streams
        self._bars.update(self._one, total=self._streams, description=plain(repo_id), visible=True)
        self._bars.update(self._all, tail=f"还剩 {self._left} 个")

    def _count(self) -> None:
        """An owner has more repositories than were known at first."""
        self._begun += 1
        if self._begun > self._total:
            self._total, self._left = self._begun, self._left + 1
            self._bars.update(self._all, total=self._total)

    def stream(self, repo_id: str, stream: str) -> None:
        self._stream = plain(stream)
        self._bars.update(self._one, description=plain(repo_id))
        self._show()

    def ended(self, repo_id: str, stream: str) -> None:
        self._bars.advance(self._one)

    def page(self, items: int, quota_left: int | None) -> None:
        self._items += items
        self._quota = "" if quota_left is None else f"，限额剩 {quota_left:,} 次"
        self._show()

    def waiting(self, seconds: float, why: str) -> None:
        self._bars.update(self._one, tail=Countdown(seconds, plain(why)))

    def done(self, repo_id: str) -> None:
        self._left = max(self._left - 1, 0)
        self._bars.advance(self._all)
        self._bars.update(self._all, tail=f"还剩 {self._left} 个")

    def _show(self) -> None:
        self._bars.update(self._one, tail=f"{self._stream} 已取 {self._items:,} 条{self._quota}")


class Countdown:
    """“等待 GitHub 限额恢复，还有 42 秒，到 10:32”: counts down each time it is shown."""

    def __init__(self, seconds: float, why: str) -> None:
        self._why = why
        self._end = time.monotonic() + seconds
        until = (clock.now() + timedelta(seconds=seconds)).astimezone(clock.BEIJING)
        self._until = f"{until:%H:%M}"

    def __str__(self) -> str:
        left = max(round(self._end - time.monotonic()), 0)
        return f"等待 {self._why}，还有 {left} 秒，到 {self._until}"


@contextmanager
def shown(repositories: int, *, quiet: bool) -> Iterator[Progress]:
    """A bar on the error stream while the block runs; nothing where nobody watches."""
    if quiet or not sys.stderr.isatty():
        yield Quiet()
        return
    with _bars() as bars:
        yield Drawn(bars, repositories)


def _bars() -> Bars:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TextColumn
    from rich.text import Text

    class Tail(ProgressColumn):
        def render(self, task: object) -> Text:
            return Text(str(task.fields["tail"]))  # type: ignore[attr-defined]

    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        Tail(),
        console=Console(stderr=True),
        transient=True,
    )
