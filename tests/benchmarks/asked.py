"""Which questions a run asked: of which stream of which repository, and what came back."""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from threading import Lock
from typing import Any

from collectors.session import Session
from collectors.streams import Context


@dataclass(frozen=True, slots=True)
class Question:
    """A call of a `Session`'s method under a scope, and the status of the answer."""

    method: str
    given: tuple[Any, ...]
    more: Mapping[str, Any]
    repo_id: str
    stream: str
    status: int

    @property
    def is_new(self) -> bool:
        return self.status != 304

    def again(self, session: Session) -> int:
        """The status of the answer to the same question, asked in another session."""
        status: int = getattr(session, self.method)(*self.given, **self.more).status
        return status


# (repository, stream, whether the answer was new: not a 304).
Asked = Counter[tuple[str, str, bool]]


def counts(questions: list[Question]) -> Asked:
    return Counter((q.repo_id, q.stream, q.is_new) for q in questions)


@contextmanager
def noted() -> Iterator[list[Question]]:
    """Notes every question a `Session` is asked under a scope, whichever method it goes through.

    A retry after a fault is no further question. Clones go past the session and cost no request.
    """
    found, lock = list[Question](), Lock()
    asking = {
        name: method
        for name, method in inspect.getmembers(Session, inspect.isfunction)
        if not name.startswith("_") and "scope" in inspect.signature(method).parameters
    }
    for name, method in asking.items():
        setattr(Session, name, _noting(method, found, lock))
    query = Context.query
    Context.query = _querying(query, found, lock)  # type: ignore[method-assign]
    try:
        yield found
    finally:
        Context.query = query  # type: ignore[method-assign]
        for name, method in asking.items():
            setattr(Session, name, method)


def _querying(query: Callable[..., Any], found: list[Question], lock: Lock) -> Callable[..., Any]:
    """GraphQL has no conditional requests: every answer is new."""

    @wraps(query)
    def ask(ctx: Context, *given: Any, **more: Any) -> Any:
        reply = query(ctx, *given, **more)
        with lock:
            found.append(Question("query", given, more, ctx.repo_id, ctx.stream, reply.status))
        return reply

    return ask


def _noting(method: Callable[..., Any], found: list[Question], lock: Lock) -> Callable[..., Any]:
    named = inspect.signature(method)

    @wraps(method)
    def ask(*given: Any, **more: Any) -> Any:
        reply = method(*given, **more)
        repo_id, stream = named.bind(*given, **more).arguments["scope"]
        with lock:
            found.append(Question(method.__name__, given[1:], more, repo_id, stream, reply.status))
        return reply

    return ask
