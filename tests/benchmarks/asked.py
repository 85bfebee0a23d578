"""Which stream of which repository each request of a run was made for."""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from threading import Lock
from typing import Any

from collectors.session import Session

# (repository, stream, whether the answer was new: not a 304).
Asked = Counter[tuple[str, str, bool]]


@contextmanager
def counted() -> Iterator[Asked]:
    """Counts every question a `Session` is asked under a scope, whichever method it goes through.

    A retry after a fault is no further question. Clones go past the session and cost no request.
    """
    found, lock = Asked(), Lock()
    asking = {
        name: method
        for name, method in inspect.getmembers(Session, inspect.isfunction)
        if not name.startswith("_") and "scope" in inspect.signature(method).parameters
    }
    for name, method in asking.items():
        setattr(Session, name, _counting(method, found, lock))
    try:
        yield found
    finally:
        for name, method in asking.items():
            setattr(Session, name, method)


def _counting(method: Callable[..., Any], found: Asked, lock: Lock) -> Callable[..., Any]:
    named = inspect.signature(method)

    @wraps(method)
    def ask(*given: Any, **more: Any) -> Any:
        reply = method(*given, **more)
        repo_id, stream = named.bind(*given, **more).arguments["scope"]
        with lock:
            found[repo_id, stream, reply.status != 304] += 1
        return reply

    return ask
