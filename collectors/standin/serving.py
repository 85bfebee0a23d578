"""The server: one loopback port that answers for all virtual hosts."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from werkzeug.serving import WSGIRequestHandler, make_server

from collectors.standin.call import STANDIN_TOKEN, Seen
from collectors.standin.community.build import sample_community
from collectors.standin.community.model import SAMPLE_NOW
from collectors.standin.community.state import Community
from collectors.standin.dispatch import Application
from collectors.standin.faults import Faults
from collectors.standin.quota import Quota


class StandIn:
    """A running stand-in. Clients reach the virtual hosts with `proxy` as their HTTP proxy.

    `requests` is what was asked, in the order of answering; `counted_downloads` those that the
    Hub counts as downloads; `github_quota` and `hub_quota` may be changed, `now` moved on with
    `advance`; `graphql_heavy` is the number of nodes a query may ask for before it is answered
    502 (None: no limit but GitHub's own); `stargazers_refusal` is the status a token gets for
    closed lists (404 or 403); `git_filters` offers clones without file contents; `gitee_etags` has
    Gitee answer conditional requests, which it does not promise. `tokens` are those accepted, each
    with a quota of its own: tests add and revoke them. `apps` are public keys of GitHub Apps by
    their number, `installed` tells when a token made for one ends. `ordered` remembers sorted
    lists.
    """

    def __init__(self, community: Community, now: datetime) -> None:
        self.community = community
        self.now = now
        self.port = 0
        self.requests: list[Seen] = []
        self.counted_downloads: list[str] = []
        self.faults = Faults()
        self.github_quota = Quota(5000, 5000, timedelta(hours=1))
        self.graphql_quota = Quota(0, 5000, timedelta(hours=1))
        self.graphql_heavy: int | None = None
        self.gitee_quota = Quota(100_000, 100_000, timedelta(minutes=1))
        self.hub_quota = Quota(5000, 5000, timedelta(minutes=5))
        self.stargazers_refusal = 404
        self.git_filters = False
        self.gitee_etags = False
        self.tokens: set[str] = {STANDIN_TOKEN}
        self.apps: dict[int, str] = {}
        self.installed: dict[str, datetime] = {}
        self.ordered: dict[object, tuple[object, list[Any]]] = {}

    @property
    def proxy(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def advance(self, by: timedelta) -> None:
        """Moves the platforms' clock on."""
        self.now += by


class _RequestHandler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"
    # Header and body leave in two writes: without this each answer waits for a delayed ACK.
    disable_nagle_algorithm = True
    _resetting = False

    def make_environ(self) -> dict[str, Any]:
        return {**super().make_environ(), "standin.reset": self._reset}

    def _reset(self) -> None:
        """Ends the connection with RST: closing with a linger time of zero sends it."""
        self._resetting = self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def finish(self) -> None:
        super().finish()
        if self._resetting:
            # Before the server shuts the socket down politely.
            self.connection.close()

    def send_response(self, code: int, message: str | None = None) -> None:
        """Without the library's own Server and Date: answers bring theirs."""
        self.send_response_only(code, message)

    def log(self, type: str, message: str, *args: Any) -> None:
        """The stand-in keeps its own record of requests."""


@contextmanager
def serve(community: Community | None = None, *, now: datetime = SAMPLE_NOW) -> Iterator[StandIn]:
    """Serves until the block ends; without `community` the sample community."""
    standin = StandIn(community if community is not None else sample_community(), now)
    server = make_server(
        "127.0.0.1", 0, Application(standin), threaded=True, request_handler=_RequestHandler
    )
    standin.port = server.port
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield standin
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
