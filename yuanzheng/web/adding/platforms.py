"""Asks the configured platforms what an estimate needs: through the guard, within the quota."""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass, field
from typing import Any

import requests

from collectors import hosts
from collectors.access import Access
from collectors.errors import BadToken
from collectors.settings import CollectorSettings
from yuanzheng.added.estimating import Reply
from yuanzheng.failures import Refused
from yuanzheng.web import outgoing
from yuanzheng.web.outgoing import NotAllowed

_SECONDS, _IN_ALL, _MOST = (5, 10), 20, 2 << 20
_SILENT = "{} 没有回答：请检查网络，过一会儿再试。"
# So many are always left to the night, besides what the configuration says.
_LEFT = 20
_REMAINING = ("x-ratelimit-remaining", "ratelimit-remaining")


@dataclass
class Asker:
    """For one estimate; not to be shared by threads."""

    settings: CollectorSettings
    _left: dict[str, int] = field(default_factory=dict)
    _silent: set[str] = field(default_factory=set)
    _http: requests.Session | None = None

    def __call__(self, platform: str, path: str) -> Reply:
        """Raises `Refused` when there is no answer, or none to be asked for."""
        own, host = self.settings.platform(platform), hosts.hosts()[platform]
        if platform in self._silent:  # nobody waits for the same silence twice
            raise Refused(_SILENT.format(host.title))
        if self._left.get(platform, _LEFT + 1) <= max(own.reserve or 0, _LEFT):
            raise Refused(f"{host.title} 的限额快用完了，留给每晚的采集：过一会儿再估。")
        token = next(filter(None, map(os.environ.get, own.token_env)), None)
        try:
            headers = Access.of(host, own.token_env[0], token).headers
        except BadToken as error:
            raise Refused(str(error)) from error
        return self._asked(platform, own.api + path, {**headers, "Accept": "application/json"})

    def _asked(self, platform: str, url: str, headers: dict[str, str]) -> Reply:
        self._http = self._http or outgoing.session(self.settings)
        try:
            with self._http.get(
                url, headers=headers, timeout=_SECONDS, allow_redirects=False, stream=True
            ) as answer:
                reply = Reply(answer.status_code, _lower(answer), _document(answer))
        except NotAllowed as error:
            raise Refused(str(error)) from error
        except (requests.RequestException, OSError, ValueError) as error:
            self._silent.add(platform)
            raise Refused(_SILENT.format(hosts.hosts()[platform].title)) from error
        self._note(platform, reply)
        return reply

    def _note(self, platform: str, reply: Reply) -> None:
        for name in _REMAINING:
            said = reply.headers.get(name, "")
            if said.isascii() and said.isdigit() and len(said) < 9:
                self._left[platform] = int(said)


def _lower(answer: requests.Response) -> dict[str, str]:
    return {name.lower(): value for name, value in answer.headers.items()}


def _document(answer: requests.Response) -> Any:
    """None for what is no JSON, too large, or too slow: a trickle ends."""
    body, until = bytearray(), time.monotonic() + _IN_ALL
    for piece in answer.iter_content(1 << 16):
        body += piece
        if len(body) > _MOST or time.monotonic() > until:
            return None
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
