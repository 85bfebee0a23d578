"""Makes the pages of a new copy before anybody asks, slowly, while readers are served."""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Callable, Iterator
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
_ALL = Visitor(None, "", ADMIN)
_log = logging.getLogger(__name__)


def begin(site: Site) -> threading.Event:
    """Goes on beside the server until the event that is returned is set."""
    over = threading.Event()
    sys.setswitchinterval(SWITCH)
    threading.Thread(target=_keep, args=(site, over), name="warming", daemon=True).start()
    return over


def warm(site: Site, opened: Open, over: threading.Event) -> None:
    """Until all is made, the bound is reached, it is over, or another copy is there."""
    answers.bodies.forget(but=opened.copy.folder)
    if not over.is_set():
        comparing.compared(opened, site.place.config)
    for key, make in _pages(opened):
        if over.is_set() or answers.bodies.full or site.copies.current() is not opened:
            return
        began = time.perf_counter()
        answers.kept((opened.copy.folder, *key), make)
        over.wait(REST * (time.perf_counter() - began))


def _keep(site: Site, over: threading.Event) -> None:
    done: Open | None = None
    while not over.wait(SECONDS):
        try:
            opened = site.copies.current()
            if opened is not done:
                done = opened
                warm(site, opened, over)
        except NothingPublished:
            continue
        except WarehouseError as error:
            _log.warning("%s", error)
        except Exception:  # noqa: BLE001 - each reader is told when a page cannot be made
            _log.warning("预先做页面时出错：读者打开时再做。", exc_info=True)


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
