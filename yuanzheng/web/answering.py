"""The server: answers on a bound socket until a signal."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import socket
from collections.abc import Iterator

import uvicorn
from fastapi import FastAPI

from yuanzheng import failures, interrupt
from yuanzheng.web.protocol import UNREADABLE, Protocol
from yuanzheng.web.settings import WebSettings

PATIENCE = 10
"""Seconds an answer under way may still take after SIGTERM."""
READERS = 400
"""Requests at once; more are told to come back."""


def run(app: FastAPI, web: WebSettings, listening: socket.socket) -> None:
    """Answers on a bound socket until a signal."""
    server = Server(settings(app, web))
    uvicorns = logging.getLogger("uvicorn.error")
    uvicorns.addFilter(_told)
    try:
        with interrupt.listening(lambda: _leave(server)):
            server.run([listening])
    finally:
        uvicorns.removeFilter(_told)


def _told(record: logging.LogRecord) -> bool:
    """Of answers that are cut at the end: that there were some, without a trace of each; what
    uvicorn says of requests in our words."""
    if record.exc_info and isinstance(record.exc_info[1], asyncio.CancelledError):
        return False
    if str(record.msg).startswith("Cancel "):
        record.msg = f"有 %s 个请求等了 {PATIENCE} 秒还没有答完，已中断。"
    if str(record.msg).startswith("Invalid HTTP"):
        record.msg = UNREADABLE
    return True


def settings(app: FastAPI, web: WebSettings) -> uvicorn.Config:
    return uvicorn.Config(
        app, log_config=None, access_log=False, server_header=False,
        lifespan="off", ws="none", http=Protocol,
        proxy_headers=bool(web.proxies), forwarded_allow_ips=list(web.proxies),
        timeout_keep_alive=10, timeout_graceful_shutdown=PATIENCE, limit_concurrency=READERS,
    )  # fmt: skip


class Server(uvicorn.Server):
    """Leaves signals to whoever runs it: uvicorn would raise them again at its end."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _leave(server: Server) -> None:
    if server.should_exit:
        os._exit(failures.INTERRUPTED)
    server.should_exit = True
