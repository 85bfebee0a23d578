"""The look at everything when the service starts: what is wrong is said, and nothing is refused."""

from __future__ import annotations

from pathlib import Path

from yuanzheng import failures
from yuanzheng.voice import Voice


def look(given: Path | None, voice: Voice) -> None:
    """As `yuanzheng check`, of which only what is not well is heard."""
    from yuanzheng.checks.all import inspect

    try:
        inspect(given, voice)
    except Exception as error:  # noqa: BLE001 - a look must not end what it looks at
        voice.warn(f"启动自检没有做成：{failures.sentence(error)}")
