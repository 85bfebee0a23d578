"""Passwords: argon2id with the parameters of OWASP: 19 MiB, 2 passes, 1 lane
(Password Storage Cheat Sheet)."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from yuanzheng.failures import Refused

SHORTEST, LONGEST = 12, 128
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
# Each takes 19 MiB and a core for a while: no more at once than the machine can spare, and no
# more waiting for a turn than leaves threads for those who only read.
_TURNS, _HALL = BoundedSemaphore(2), BoundedSemaphore(8)
_LETTERS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


class Crowded(Refused):
    """Too many passwords are being looked at."""


def generated() -> str:
    """Twenty characters that are not mistaken for each other, 115 bits."""
    return "".join(secrets.choice(_LETTERS) for _ in range(20))


def checked(password: str, name: str) -> str:
    """The password, if it is one. Raises `Refused` for one that is easily guessed."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise Refused(f"口令要有 {SHORTEST} 到 {LONGEST} 个字符：请换一个。")
    if len(set(password)) < 6 or name.casefold() in password.casefold():
        raise Refused("这个口令太容易猜（字符太少重样，或含有用户名）：请换一个。")
    return password


def hashed(password: str) -> str:
    with _turn():
        return _HASHER.hash(_plain(password))


def matches(kept: str | None, password: str) -> bool:
    """Whether it is the one kept; takes as long where none is kept."""
    with _turn():
        try:
            right = _HASHER.verify(kept or _nobodys(), _plain(password[: LONGEST + 1]))
        except (VerificationError, InvalidHashError):
            return False
    return right and kept is not None


def outdated(kept: str) -> bool:
    """Whether it was hashed with less than is asked for now."""
    return _HASHER.check_needs_rehash(kept)


@contextmanager
def _turn() -> Iterator[None]:
    """Raises `Crowded`."""
    if not _HALL.acquire(blocking=False):
        raise Crowded("同时登录的人太多：请过几秒再试。")
    try:
        with _TURNS:
            yield
    finally:
        _HALL.release()


@cache
def _nobodys() -> str:
    return _HASHER.hash(secrets.token_hex(16))


def _plain(password: str) -> str:
    """One spelling for what looks the same, whatever the keyboard (NIST SP 800-63B, 3.1.1.2)."""
    return unicodedata.normalize("NFKC", password)
