"""How a command speaks: sentences for people, or one JSON document for machines."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from yuanzheng.output import put
from yuanzheng.redaction import redact
from yuanzheng.widths import plain_lines


@dataclass(frozen=True, slots=True)
class Voice:
    """Speaks for a command. `json`: standard output is one document; `quiet`: errors only."""

    command: str
    json: bool = False
    quiet: bool = False

    @property
    def silent(self) -> bool:
        return self.json or self.quiet

    def say(self, text: str = "") -> None:
        if not self.silent:
            put(redact(plain_lines(text)))

    def warn(self, text: str) -> None:
        put(redact(plain_lines(text)), err=True)

    def end(self, code: int, **parts: object) -> int:
        """Prints the document when asked for; returns the exit code."""
        if self.json:
            document(self.command, code, None, parts)
        return code


def document(
    command: str | None, code: int, error: str | None, parts: Mapping[str, object]
) -> None:
    """One JSON document on standard output, as `output.schema.json` describes it."""
    import json

    whole = {"command": command, "exit_code": code, "error": error, **parts}
    text = json.dumps(whole, ensure_ascii=False, indent=2, default=_plain)
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")
    put(redact(text))


def _plain(value: Any) -> object:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
