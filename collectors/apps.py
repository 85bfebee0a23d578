"""Tokens of a GitHub App's installation: made for an hour, fetched anew before they end.

https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Any

from collectors import values
from collectors.errors import BadToken, Unreachable
from collectors.tokens import usable
from collectors.transport import Transport

# A list may take a while: a token that ends sooner is not begun with.
_LEAST = timedelta(minutes=5)
_CREATED, _TRIES = 201, 3


class Installation:
    """The token of one installation. `key` is a PEM text or the path of one."""

    def __init__(
        self, api: str, app: int, installation: int, key: str, *,
        transport: Transport, clock: Callable[[], datetime],
    ) -> None:  # fmt: skip
        self._url = f"{api}/app/installations/{installation}/access_tokens"
        self._app, self._key = app, key
        self._transport, self._clock = transport, clock
        self._lock = Lock()
        self._token, self._ends = "", datetime.min.replace(tzinfo=UTC)
        self._issued: list[str] = []

    def token(self) -> str:
        """A token that holds for minutes at least. Raises `BadToken`."""
        with self._lock:
            if self._clock() + _LEAST >= self._ends:
                self._token, self._ends = self._made()
                self._issued.append(self._token)
            return self._token

    def issued(self) -> Sequence[str]:
        """All tokens of this run, so that none of them is kept anywhere."""
        return tuple(self._issued)

    def outdated(self) -> None:
        """The platform refused the token: the next one is fetched anew."""
        with self._lock:
            self._ends = datetime.min.replace(tzinfo=UTC)

    def _made(self) -> tuple[str, datetime]:
        headers = {"Authorization": f"Bearer {self._signed()}", "Accept": "application/json"}
        got = None
        for _ in range(_TRIES):
            got = self._transport.send("POST", self._url, headers, b"")
            if got is not None and got.status < 500 and got.status != 429:
                break
        if got is None or got.status >= 500 or got.status == 429:
            raise Unreachable("GitHub 没有给出 App 的安装令牌：请检查网络，稍后再运行。")
        if got.status != _CREATED:
            said = f"回答 {got.status}"
            raise BadToken(
                f"GitHub App {self._app} 换不到安装令牌（{said}）：请检查 app_id、"
                "installation_id、私钥和本机时钟。"
            )
        found = _object(got.body)
        token, ends = values.word(found, "token"), values.instant(found, "expires_at")
        if token is None or not usable(token) or ends is None:
            raise BadToken(f"GitHub App {self._app} 换来的令牌看不懂：请检查 api 的网址。")
        return token, ends

    def _signed(self) -> str:
        from github import Auth
        from jwt.exceptions import PyJWTError

        try:
            return Auth.AppAuth(self._app, _pem(self._key)).create_jwt()
        except (OSError, ValueError, TypeError, PyJWTError) as error:
            raise BadToken(
                f"GitHub App {self._app} 的私钥读不了（{type(error).__name__}）："
                "请让环境变量里放 PEM 私钥的全文或文件路径。"
            ) from None


def _pem(key: str) -> str:
    return key if "PRIVATE KEY" in key else Path(key).expanduser().read_text(encoding="utf-8")


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
