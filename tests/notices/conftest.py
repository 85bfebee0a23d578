"""Fixtures of the tests of notices."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty folder on a disk with room, no proxy, and no waiting between attempts."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("yuanzheng.notices.sending.sleep", lambda _: None)
    room = shutil.disk_usage(tmp_path)._replace(total=1000 << 30, free=900 << 30)
    monkeypatch.setattr("shutil.disk_usage", lambda _: room)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture(scope="session")
def own_certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    from chats import certificate

    return certificate(tmp_path_factory.mktemp("tls"))
