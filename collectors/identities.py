"""From an account or a git signature to an identity. The one door e-mail addresses come through."""

from __future__ import annotations

import re
from hashlib import sha256

from collectors import values
from collectors.values import Json
from warehouse.personal import cleaned, email_key
from warehouse.records import Identity

# GitHub's REST interface writes this account where all that were deleted stood.
_GHOST = "ghost"
_NOREPLY = (
    ("github", re.compile(r"(?:(\d+)\+)?([^@+]+)@users\.noreply\.github\.com")),
    ("gitee", re.compile(r"(?:(\d+)\+)?([^@+]+)@user\.noreply\.gitee\.com")),
    ("huggingface", re.compile(r"(\d+)?([^@+]+)@users\.noreply\.huggingface\.co")),
)


def account(platform: str, user: Json | None) -> Identity | None:
    """The identity of a platform's user object; None for a deleted or hidden one (G6)."""
    if user is None:
        return None
    key = values.label(user, "id")
    login = values.word(user, "login")
    if (key is None and login is None) or (platform == "github" and login == _GHOST):
        return None
    return Identity(
        f"{platform}:{key or login}", platform, account_id=key, login=login,
        name=values.word(user, "name"), account_type=values.word(user, "type"),
    )  # fmt: skip


def signature(name: str, email: str) -> Identity:
    """The identity of a git author or committer, the same with the address or what replaced it."""
    hashed = email_key(email)
    name, known = cleaned(name), hashed or cleaned(email).lower()
    key = sha256(f"{name}\0{known}".encode("utf-8", "replace")).hexdigest()[:24]
    platform, account_id, login = noreply(email)
    domain = email.strip().lower().rpartition("@")[2] if hashed else None
    return Identity(
        f"git:{key}", "git", account_id=account_id, login=login, name=shown(name),
        email_key=hashed, email_domain=domain, account_platform=platform,
    )  # fmt: skip


def noreply(email: str) -> tuple[str | None, str | None, str | None]:
    """(platform, account id, login) of a platform's noreply address; Nones for others."""
    address = email.strip().lower()
    for platform, shape in _NOREPLY if "noreply." in address else ():
        if found := shape.fullmatch(address):
            return platform, found[1], found[2]
    return None, None, None


def shown(name: str) -> str | None:
    """A name that is really an address is not kept as a name."""
    plain = name.strip()
    return None if not plain or ("@" in plain and email_key(plain)) else plain
