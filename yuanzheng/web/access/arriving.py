"""Logging in: who, from where, and how long to wait after wrong guesses."""

from __future__ import annotations

from dataclasses import dataclass

from yuanzheng.web.access import passwords
from yuanzheng.web.access.visitors import Visitor
from yuanzheng.web.kept.accounts import Account
from yuanzheng.web.kept.audit import ENTERED, REFUSED
from yuanzheng.web.kept.kept import Kept

WRONG = "用户名或口令不对。"
WAIT = "试得太频繁：请等 {} 秒再试。"


@dataclass(frozen=True, slots=True)
class Typed:
    name: str
    password: str
    address: str
    device: str | None


@dataclass(frozen=True, slots=True)
class Arrival:
    """`session` and `device` for the browser; else `problem` says why not, `wait` in seconds."""

    session: str = ""
    device: str = ""
    problem: str = ""
    wait: int = 0


def arrive(kept: Kept, typed: Typed, before: Visitor) -> Arrival:
    """A new session, or what is wrong; an unknown name takes as long and says the same."""
    account = kept.accounts.find(typed.name)
    one = kept.attempts.of(typed.name, typed.address, typed.device, account)
    if wait := kept.attempts.begin(one):
        return Arrival(problem=WAIT.format(wait), wait=wait)
    secret = kept.accounts.password(typed.name)
    if not passwords.matches(secret, typed.password) or account is None or secret is None:
        # What was typed as a name may be a password: it is on record only where it is a name.
        name = f"“{account.name}”" if account else "没有这个用户"
        kept.audit.note(before, REFUSED, f"登录没有成功：{name}")
        return Arrival(problem=WRONG)
    kept.attempts.succeeded(one)
    if passwords.outdated(secret):
        kept.accounts.rehash(account, typed.password)
    return _entered(kept, account, typed.device)


def _entered(kept: Kept, account: Account, device: str | None) -> Arrival:
    kept.audit.note(Visitor(account.user_id, account.name, account.role), ENTERED, "登录")
    kept.audit.forget()
    session = kept.sessions.begin(user_id=account.user_id)
    return Arrival(session, kept.attempts.remember(account, device))
