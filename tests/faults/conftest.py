"""What the fault tests share: small towns on every platform, and what is true of them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "collectors"))

from town import Town, founded, served

from collectors import hosts

TOKENS = tuple(host.token_env for host in hosts.hosts().values())


@pytest.fixture(autouse=True)
def _no_token_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in TOKENS:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def towns(tmp_path: Path) -> Iterator[object]:
    """Makes a served town of a platform; the servers end with the test."""
    with ExitStack() as stack:

        def make(platform: str) -> Town:
            server = stack.enter_context(served(founded(platform)))
            return Town(server, tmp_path / platform, platform)

        yield make
