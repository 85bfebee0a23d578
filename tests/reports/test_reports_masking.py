"""The key under which names are masked."""

from __future__ import annotations

from pathlib import Path

import pytest

from reports.errors import ReportError
from reports.masking import key_of


def test_the_key_lies_beside_the_folder_and_stays(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    key = key_of(folder)
    assert key_of(folder) == key != key_of(tmp_path / "other")
    assert list(folder.iterdir()) == []
    [own] = tmp_path.glob("data*key")
    assert own.stat().st_mode & 0o077 == 0
    own.write_bytes(b"short")
    with pytest.raises(ReportError, match="不完整：请"):
        key_of(folder)
