"""How to speak to one host: which header carries the token, and what must never be kept of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Protocol

from collectors.errors import BadToken
from collectors.hosts import Host
from collectors.tokens import unusable_words, usable

# Shorter, it stands in every text by chance.
_SHORTEST_SECRET = 8
_REDACTED = "[redacted]"


class Renewed(Protocol):
    """A token that ends and is fetched anew, as that of a GitHub App's installation."""

    def token(self) -> str: ...
    def outdated(self) -> None: ...
    def issued(self) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True)
class Access:
    """The headers that carry the token, and the variable it came from.

    `token_key` tells tokens apart in the request state. `renewed` is where a token that does not
    last comes from; `secret` is empty then. `per_minute`, `reserve`, `budget`: as in the settings.
    """

    name: str
    token_env: str
    headers: dict[str, str] = field(default_factory=dict, repr=False)
    token_key: str = "anonymous"  # noqa: S105 - a label, not a token
    secret: str = field(default="", repr=False)
    form: str = "{}"
    renewed: Renewed | None = field(default=None, repr=False)
    per_minute: int = 0
    reserve: int = 0
    budget: int = 0

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

    def sent(self) -> dict[str, str]:
        """The headers as they go out now. Raises `BadToken` when no token can be had."""
        if self.renewed is None:
            return self.headers
        return dict.fromkeys(self.headers, self.form.format(self.renewed.token()))

    def cleaned(self, text: str) -> str:
        """Without the token, should a host echo it."""
        for secret in self._secrets():
            text = text.replace(secret, _REDACTED)
        return text

    def cleaned_body(self, body: bytes) -> bytes:
        for secret in self._secrets():
            body = body.replace(secret.encode(), _REDACTED.encode())
        return body

    def _secrets(self) -> Sequence[str]:
        known = [self.secret] if self.renewed is None else self.renewed.issued()
        return [secret for secret in known if len(secret) >= _SHORTEST_SECRET]
