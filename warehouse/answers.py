"""What a raw answer is, once it lies in the archive."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any


@dataclass(frozen=True, slots=True)
class Answer:
    """One archived answer: the row of table `answer` but for repository and stream.

    `url` carries no token. `status` is None for a read of git objects.
    """

    answer_id: str
    url: str
    status: int | None
    fetched_at: datetime
    sha256: str
    bytes: int
    content_type: str | None
    warc_file: str
    warc_record: str

    def plain(self) -> dict[str, Any]:
        """As JSON, but for its time: see `recalled`."""
        return {name: value for name, value in asdict(self).items() if name != "fetched_at"}

    @classmethod
    def recalled(cls, plain: Mapping[str, Any], at: datetime) -> Answer:
        """An answer the server has said still holds at that time (304)."""
        return cls(**plain, fetched_at=at)


def answer_id(method: str, url: str, body_sha256: str) -> str:
    """First 32 hex digits of SHA-256 over method, URL and body hash: same answer, same id."""
    return sha256(f"{method} {url} {body_sha256}".encode()).hexdigest()[:32]
