"""What the tests of the lines of `apis.md` share."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from town import Town
from werkzeug.wrappers import Response

from collectors.results import RunSummary, StreamResult
from collectors.standin.call import STANDIN_TOKEN, Seen
from collectors.standin.faults import Action, Change, Fault, Reply

TOKENS = {
    "github": "GITHUB_TOKEN", "gitee": "GITEE_TOKEN", "gitcode": "GITCODE_TOKEN",
    "huggingface": "HF_TOKEN",
}  # fmt: skip
TOKEN = STANDIN_TOKEN


def strikes(town: Town, action: Action, path: str, *, nth: int = 1, times: int | None = 1) -> Fault:
    """Puts the fault in force."""
    fault = Fault(action, path=path, nth=nth, times=times)
    town.server.faults.append(fault)
    return fault


def told(payload: object, *headers: tuple[str, str]) -> Reply:
    return Reply(200, json.dumps(payload).encode(), headers)


def rewritten(change: Callable[[Any], Any]) -> Change:
    """The real answer's JSON after `change`."""

    def act(response: Response) -> None:
        if response.status_code == 200:
            response.set_data(json.dumps(change(json.loads(response.get_data()))))

    return Change(act)


def without(*names: str) -> Change:
    """The real answer without some of its headers."""

    def act(response: Response) -> None:
        for name in names:
            response.headers.pop(name, None)

    return Change(act)


def of(summary: RunSummary, stream: str) -> StreamResult:
    [found] = [result for result in summary.results if result.stream == stream]
    return found


def asked(town: Town, since: int = 0) -> list[Seen]:
    """What the platform's interface was asked, clones left out."""
    return [seen for seen in town.server.requests[since:] if ".git/" not in seen.path]
