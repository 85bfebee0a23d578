"""An answer at hand, and its JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from requests.utils import parse_header_links

from collectors.errors import Malformed
from warehouse.answers import Answer
from warehouse.archive import without_secrets
from warehouse.records import plain
from warehouse.state import Validator


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. After a 304 `answer` is None and `earlier` tells what the answer before told.

    `body` is without personal data (`warehouse.personal`); `answer` speaks of the one archived.
    `next_url` is the page to read after this one, None at the end of a list.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    answer: Answer | None
    next_url: str | None
    earlier: Validator | None = None

    @property
    def memo(self) -> Mapping[str, Any]:
        return self.earlier.memo if self.earlier else {}

    def json(self) -> Any:
        """The body as JSON. Raises `Malformed` when it is something else (E11)."""
        try:
            text = self.body.decode(json.detect_encoding(self.body), "replace")
            found = json.loads(text.removeprefix("\ufeff"))
            # A lone surrogate is JSON but no text: UTF-8, and so every table, cannot hold it.
            return _text(found) if "\\ud" in text.lower() else found
        except (ValueError, RecursionError):
            raise Malformed(
                f"{without_secrets(self.url)} 的回答不是 JSON"
                "（可能是网页或防火墙页面）：请稍后重试。"
            ) from None


def linked(headers: Mapping[str, str]) -> str | None:
    """The page that the `Link` header names as the next one (RFC 8288)."""
    links = parse_header_links(headers.get("Link", ""))
    return next((link["url"] for link in links if link.get("rel") == "next"), None)


def _text(value: Any) -> Any:
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, list):
        return [_text(entry) for entry in value]
    if isinstance(value, dict):
        return {_text(key): _text(entry) for key, entry in value.items()}
    return value
