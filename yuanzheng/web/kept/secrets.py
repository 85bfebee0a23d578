"""Numbers nobody guesses, of which only the hash is kept."""

from __future__ import annotations

import secrets
from hashlib import sha256

BYTES = 32


def made() -> str:
    """A new one: 256 bits, fit for a cookie and an address."""
    return secrets.token_urlsafe(BYTES)


def hashed(secret: str) -> str:
    """What is kept of it. Plain SHA-256: there is nothing to guess in 256 random bits."""
    return sha256(secret.encode()).hexdigest()
