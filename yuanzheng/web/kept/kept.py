"""Everything the site remembers, by topic."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from yuanzheng.web.kept.accounts import Accounts
from yuanzheng.web.kept.api_tokens import ApiTokens
from yuanzheng.web.kept.attempts import Attempts
from yuanzheng.web.kept.audit import Audit
from yuanzheng.web.kept.sessions import Sessions, Terms
from yuanzheng.web.kept.shares import Shares
from yuanzheng.web.kept.store import Store
from yuanzheng.web.kept.weightings import Weightings
from yuanzheng.web.settings import WebSettings


@dataclass(frozen=True, slots=True)
class Kept:
    store: Store
    audit: Audit
    accounts: Accounts
    sessions: Sessions
    shares: Shares
    weightings: Weightings
    attempts: Attempts
    api_tokens: ApiTokens


def kept(folder: Path, web: WebSettings) -> Kept:
    """What is remembered in a data folder; made where there is nothing yet."""
    store = Store(folder)
    terms = Terms(timedelta(minutes=web.idle_minutes), timedelta(hours=web.session_hours))
    return Kept(
        store, Audit(store, web.audit_days), Accounts(store), Sessions(store, terms),
        Shares(store), Weightings(store), Attempts(store), ApiTokens(store),
    )  # fmt: skip
