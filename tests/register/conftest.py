"""Registers as bureaus hand them in, and the front door to read them with."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from yuanzheng.cli import run

sys.path.insert(0, str(Path(__file__).parent))

from registering import PROGRAMME

Registered = Callable[..., dict[str, Any]]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in: no warehouse, no configuration."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def registered(home: Path, capsys: pytest.CaptureFixture[str]) -> Registered:
    """Runs `register` on files; the JSON that it prints."""

    def told(*files: Path | str, as_of: str = "2026-06-30") -> dict[str, Any]:
        args = ["register", *map(str, files), "-p", PROGRAMME, "--as-of", as_of, "--json"]
        code = run(args)
        document: dict[str, Any] = json.loads(capsys.readouterr().out)
        assert document["exit_code"] == code
        return document

    return told
