"""Growing waits after log-ins that failed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import ip_address, ip_network
from math import ceil

from yuanzheng import clock
from yuanzheng.web.kept import secrets
from yuanzheng.web.kept.accounts import Account, name_key
from yuanzheng.web.kept.audit import written
from yuanzheng.web.kept.store import Store

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rule:
    """So many may fail; then 2 seconds, twice the wait each time, up to `longest` seconds."""

    free: int
    longest: int

    def wait(self, failures: int) -> timedelta:
        over = min(failures - self.free, 32)
        return timedelta(seconds=min(2 ** (over + 1), self.longest) if over >= 0 else 0)


ACCOUNT, ADDRESS = Rule(5, 300), Rule(20, 900)


@dataclass(frozen=True, slots=True)
class Try:
    """What one attempt is counted for. From a browser that has logged in to the account before,
    it is counted for that browser alone: who guesses from elsewhere, or from the same office,
    keeps nobody out."""

    account: str
    address: str | None

    @property
    def rules(self) -> tuple[tuple[str, Rule], ...]:
        counted = ((self.account, ACCOUNT), (self.address, ADDRESS))
        return tuple((key, rule) for key, rule in counted if key is not None)


class Attempts:
    def __init__(self, store: Store) -> None:
        self._store = store

    def of(self, name: str, address: str, device: str | None, account: Account | None) -> Try:
        if device and account and self._knows(device, account):
            return Try(_hash(f"device {device}"), None)
        return Try(_account(name), _hash(f"address {_network(address)}"))

    def begin(self, one: Try) -> int:
        """Seconds to wait; 0: go on. It counts as failed until `succeeded`, so that many at once
        gain nothing."""
        now = clock.now()
        with self._store.together():
            left = max(self._left(key, now) for key, _ in one.rules)
            if left <= 0:
                for key, rule in one.rules:
                    self._count(key, rule, now)
        return max(left, 0)

    def succeeded(self, one: Try) -> None:
        """The account begins anew; the address is rid of this one only."""
        with self._store.together():
            self._store.run("DELETE FROM attempt WHERE key_hash = ?", (one.account,))
            self._store.run(
                "UPDATE attempt SET failures = failures - 1, until = last_at WHERE key_hash = ?",
                (one.address,),
            )

    def forgive(self, name: str) -> None:
        """For who runs the machine: the account may be tried at once."""
        self._store.run("DELETE FROM attempt WHERE key_hash = ?", (_account(name),))

    def remember(self, account: Account, device: str | None) -> str:
        """The number of the browser that has logged in; a new one where it has none yet."""
        if device and self._knows(device, account):
            return device
        secret = secrets.made()
        self._store.run(
            "INSERT INTO device VALUES (?, ?, ?)",
            (secrets.hashed(secret), account.user_id, written(clock.now())),
        )
        old = written(clock.now() - 180 * DAY)
        self._store.run("DELETE FROM device WHERE made_at < ?", (old,))
        return secret

    def _knows(self, device: str, account: Account) -> bool:
        return bool(self._store.rows(
            "SELECT 1 FROM device WHERE device_hash = ? AND user_id = ?",
            (secrets.hashed(device), account.user_id),
        ))  # fmt: skip

    def _left(self, key: str, now: datetime) -> int:
        rows = self._store.rows("SELECT until FROM attempt WHERE key_hash = ?", (key,))
        if not rows:
            return 0
        return ceil((datetime.fromisoformat(rows[0]["until"]) - now).total_seconds())

    def _count(self, key: str, rule: Rule, now: datetime) -> None:
        self._store.run("DELETE FROM attempt WHERE last_at < ?", (written(now - DAY),))
        rows = self._store.rows("SELECT failures FROM attempt WHERE key_hash = ?", (key,))
        failures = (rows[0]["failures"] if rows else 0) + 1
        self._store.run(
            "INSERT OR REPLACE INTO attempt VALUES (?, ?, ?, ?)",
            (key, failures, written(now), written(now + rule.wait(failures))),
        )


def _network(address: str) -> str:
    """Whoever has one IPv6 address has the whole of its /64."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return address if found.version == 4 else str(ip_network(f"{found}/64", strict=False))


def _account(name: str) -> str:
    """One count for all spellings that lead to one account."""
    return _hash(f"account {name_key(name)}")


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()
