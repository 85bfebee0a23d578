"""HTTP/1.1 as uvicorn speaks it, with an end to requests that never come to an end."""

from __future__ import annotations

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

UNREADABLE = "请求写得不对，没有读下去。"


class Protocol(H11Protocol):
    """Closes a connection whose request line and headers are not there in time: uvicorn waits for
    them as long as anybody likes, which costs a place that others cannot have."""

    SECONDS = 10.0
    _end: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._arm()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        waiting = self.conn.their_state is h11.IDLE
        if waiting and self._end is None and self._begun():
            self._arm()
        elif not waiting:
            self._disarm()

    def connection_lost(self, exc: Exception | None) -> None:
        self._disarm()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """In our words, where nothing was answered yet."""
        if self.conn.our_state in {h11.IDLE, h11.SEND_RESPONSE}:
            body = UNREADABLE.encode()
            headers = [
                ("Content-Type", "text/plain; charset=utf-8"), ("Connection", "close"),
                ("Content-Length", str(len(body))),
            ]  # fmt: skip
            said = (
                h11.Response(status_code=400, headers=headers), h11.Data(data=body),
                h11.EndOfMessage(),
            )  # fmt: skip
            self.transport.write(b"".join(self.conn.send(one) or b"" for one in said))
        self.transport.close()

    def _begun(self) -> bool:
        """Whether a part of the next request is there."""
        return bool(self.conn.trailing_data[0])

    def _arm(self) -> None:
        self._end = self.loop.call_later(self.SECONDS, self._late)

    def _disarm(self) -> None:
        if self._end is not None:
            self._end.cancel()
            self._end = None

    def _late(self) -> None:
        self._end = None
        if not self.transport.is_closing():
            self.transport.close()
