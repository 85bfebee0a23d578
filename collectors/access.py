"""How to speak to one host: which header carries the token, and what must never be kept of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256

from collectors.errors import BadToken
from collectors.hosts import Host
from collectors.tokens import unusable_words, usable

# Shorter, it stands in every text by chance.
_SHORTEST_SECRET = 8
_REDACTED = "[redacted]"


@dataclass(frozen=True, slots=True)
class Access:
    """The headers that carry the token, and the variable it came from."""

    name: str
    token_env: str
    headers: dict[str, str] = field(default_factory=dict, repr=False)
    token_key: str = "anonymous"  # noqa: S105 - a label, not a token
    secret: str = field(default="", repr=False)

    @classmethod
    def of(cls, host: Host, token_env: str, token: str | None) -> Access:
        """Raises `BadToken` for a token no header can carry."""
        if not token:
            return cls(host.title, token_env)
        if not usable(token):
            raise BadToken(unusable_words(token_env))
        key = sha256(f"yuanzheng {token}".encode("utf-8", "replace")).hexdigest()[:16]
        return cls(host.title, token_env, {host.header: host.form.format(token)}, key, token)

    @property
    def has_token(self) -> bool:
        return bool(self.headers)

    def cleaned(self, text: str) -> str:
        """Without the token, should a host echo it."""
        known = len(self.secret) >= _SHORTEST_SECRET
        return text.replace(self.secret, _REDACTED) if known else text

    def cleaned_body(self, body: bytes) -> bytes:
        known = len(self.secret) >= _SHORTEST_SECRET
        return body.replace(self.secret.encode(), _REDACTED.encode()) if known else body
