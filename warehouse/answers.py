"""What a raw answer is, once it lies in the archive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256


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


def answer_id(method: str, url: str, body_sha256: str) -> str:
    """First 32 hex digits of SHA-256 over method, URL and body hash: same answer, same id."""
    return sha256(f"{method} {url} {body_sha256}".encode()).hexdigest()[:32]
