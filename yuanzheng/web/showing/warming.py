"""Makes the pages of a new copy before anybody asks, slowly, while readers are served: of the copy
before, until those they are likely to open are made."""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from warehouse.errors import WarehouseError
from yuanzheng.web.access.visitors import ADMIN, Visitor
from yuanzheng.web.copies import NothingPublished, Open
from yuanzheng.web.showing import answers, comparing, projects, seeing
from yuanzheng.web.showing.answers import Made
from yuanzheng.web.showing.projects import View
from yuanzheng.web.showing.seeing import Seen
from yuanzheng.web.site import Site

# Rests as long as it worked, that readers have the processor.
REST = 1.0
# Whoever waits for the interpreter gets it so soon: by default five times later, several times in
# each request while a page is made.
SWITCH = 0.001
SECONDS = 3.0
# The longest a new copy is kept back for its pages.
AHEAD = 180.0
# The longest the end of the server waits for a page.
LEAVING = 10.0
_ALL = Visitor(None, "", ADMIN)
_log = logging.getLogger(__name__)


@contextmanager
def beside(site: Site) -> Iterator[None]:
    """Goes on while the block runs; the page in hand is made to its end."""
    over = threading.Event()
    sys.setswitchinterval(SWITCH)
    site.copies.prepare(AHEAD)
    thread = threading.Thread(target=_keep, args=(site, over), name="warming", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        # A process that ends within a question leaves words of the engine behind.
        thread.join(LEAVING)


def warm(site: Site, opened: Open, over: threading.Event) -> None:
    """Until all is made, the bound is reached, it is over, or a newer copy is there."""
    if not over.is_set():
        comparing.compared(opened, site.place.config)
    for key, make in _pages(opened):
        if over.is_set() or answers.bodies.full or site.copies.newest() is not opened:
            return
        began = time.perf_counter()
        answers.kept((opened.copy.folder, *key), make)
        over.wait(REST * (time.perf_counter() - began))


def follow(site: Site, done: Open | None, over: threading.Event) -> Open:
    """Makes the pages of the newest copy and has it shown, unless it was done; returns it.

    Raises `NothingPublished`, `WarehouseError`.
    """
    opened = site.copies.newest()
    if opened is not done:
        try:
            warm(site, opened, over)
        except Exception:  # noqa: BLE001 - each reader is told when a page cannot be made
            _log.warning("预先做页面时出错：读者打开时再做。", exc_info=True)
        site.copies.show(opened)
        answers.bodies.forget(but=site.copies.current().copy.folder)
    return opened


def _keep(site: Site, over: threading.Event) -> None:
    done: Open | None = None
    while not over.wait(SECONDS):
        try:
            done = follow(site, done, over)
        except NothingPublished:
            continue
        except WarehouseError as error:
            _log.warning("%s", error)


def _pages(opened: Open) -> Iterator[tuple[tuple[object, ...], Callable[[], Made]]]:
    """The first pages of every project before the further ones of any."""
    seen, found = Seen(opened, _ALL, None), seeing.standings(opened)
    views = [View(seen, one, one.as_of, past=False) for one in found if one.as_of]
    for name in ("", "clauses"):
        for view in views:
            yield view.key(name), partial(projects.PAGES[name], view)
    for view in views:
        for number, _ in enumerate(view.dossier().report.tables, 1):
            yield view.key("table", number), partial(projects.table, view, number)
