"""`yuanzheng.log` beside the data: what each run came to, without tokens."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path

from yuanzheng.redaction import redact
from yuanzheng.widths import plain

_LOG = logging.getLogger("yuanzheng")


class _Redacted(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return redact(plain(super().format(record)))


@contextmanager
def kept(folder: Path) -> Iterator[logging.Logger]:
    """The log while the block runs; at most 4 files of 1 MB."""
    lines = RotatingFileHandler(
        folder / "yuanzheng.log", maxBytes=1_000_000, backupCount=3, encoding="utf-8"
    )
    lines.setFormatter(_Redacted("%(asctime)s %(levelname)s %(message)s"))
    _LOG.addHandler(lines)
    _LOG.setLevel(logging.INFO)
    _LOG.propagate = False
    try:
        yield _LOG
    finally:
        _LOG.removeHandler(lines)
        lines.close()
