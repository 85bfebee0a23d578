"""The tokens that say a form was shown to the one who sends it."""

from __future__ import annotations

import hmac
from hashlib import sha256

FIELD, HEADER = "csrf", "x-csrf-token"


def token(key: str) -> str:
    """The token of whoever has `key`, which it does not give away."""
    return hmac.new(key.encode(), b"yuanzheng form", sha256).hexdigest()


def right(key: str, given: object) -> bool:
    """Whether `given` is that token; nothing is right without a key."""
    known = isinstance(given, str) and bool(key)
    return known and hmac.compare_digest(token(key).encode(), str(given).encode())
