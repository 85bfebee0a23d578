"""Counts requests and how long they took, by route: no name of a project, nothing of a visitor."""

from __future__ import annotations

import time

from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60)
OTHER = "other"


class Counts:
    """What is counted, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "yuanzheng_http_requests", "Requests answered.", ("route", "method", "code"),
            registry=self.registry,
        )  # fmt: skip
        self.seconds = Histogram(
            "yuanzheng_http_request_seconds", "Time to the end of the answer.", ("route",),
            buckets=_SECONDS, registry=self.registry,
        )  # fmt: skip
        self.jobs = Counter(
            "yuanzheng_jobs", "Packs made and packs verified, by how they ended.",
            ("line", "ended"), registry=self.registry,
        )  # fmt: skip


class Counted:
    """Counts every request that comes, refused ones too."""

    def __init__(self, app: ASGIApp, counts: Counts) -> None:
        self.app = app
        self.counts = counts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun, status = time.perf_counter(), 500

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noting)
        finally:
            self._count(scope, status, time.perf_counter() - begun)

    def _count(self, scope: Scope, status: int, seconds: float) -> None:
        """What matched no route, and made-up methods, are one each: nobody grows the table."""
        route = getattr(scope.get("route"), "path", None) or OTHER
        method = scope["method"] if scope["method"] in _METHODS else OTHER
        self.counts.requests.labels(route, method, str(status)).inc()
        self.counts.seconds.labels(route).observe(seconds)
