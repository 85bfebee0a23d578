"""Is an alias a program? Certain when the platform or the agent itself says so, likely by name.

The lists stand in `bots.toml` and in the warehouse's `agents.toml`. A git signature that carries
an account is judged by the account's login; only where there is none does its free-text name
decide.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from scoring.people.aliases import Alias
from warehouse import agents

Bot = Literal["certain", "likely", "human"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """`reason` is a Chinese sentence without a full stop; None for a human of whom nobody said
    otherwise. `appealed`: it is what the configuration says."""

    bot: Bot
    reason: str | None = None
    appealed: bool = False


HUMAN = Verdict("human")
# How the reason of an AI agent begins: metrics tell it from other programs by these words.
AGENT = "署名是 AI 编程助手"
# The first of these that an alias is, its person is.
_ORDER = (
    ("certain", False),
    ("likely", True),
    ("human", True),
    ("likely", False),
    ("human", False),
)


_APPEALS: dict[str | None, Verdict] = {
    "human": Verdict("human", "申诉：配置的 not_bots 写明该账号是人", appealed=True),
    "bot": Verdict("likely", "申诉：配置的 bots 写明该账号是自动程序", appealed=True),
}
_DISMISSED = "；申诉（配置的 not_bots）说它是人，平台或署名自己说的是确定的，没有采纳"


def judge(alias: Alias) -> Verdict:
    """What one alias by itself shows; what is certain stands against any appeal."""
    if certain := _certain(alias):
        return Verdict("certain", certain + _DISMISSED * (alias.appeal == "human"))
    return _APPEALS.get(alias.appeal) or _likely(alias)


def _certain(alias: Alias) -> str | None:
    if agent := _agent(alias):
        return f"{AGENT} {agent}"
    if (alias.account_type or "").casefold() == "bot":
        return "平台标明该账号的类型是 Bot"
    if alias.login and alias.login.endswith("[bot]"):
        return "登录名以 [bot] 结尾，是平台给应用程序的账号"
    return _service(alias)


def of_person(verdicts: Iterable[Verdict]) -> Verdict:
    """The whole person: certain if any alias is, else as appealed, else likely if any alias is.

    Of two appeals that say different things of one person, that it is a program holds.
    """
    ranked = sorted(verdicts, key=_place)
    return ranked[0] if ranked else HUMAN


def _place(verdict: Verdict) -> tuple[int, bool, str]:
    reason = verdict.reason or ""
    return _ORDER.index((verdict.bot, verdict.appealed)), not reason.startswith(AGENT), reason


def _likely(alias: Alias) -> Verdict:
    name = alias.known_as
    # addresses know no capitals: the same name beside them tells how the login is written
    written = name if name and name.casefold() == (alias.login or "").casefold() else alias.login
    found = _named("login", written) if written and alias.login else None
    if not found and name and (alias.is_account or not alias.login):
        found = _named("name", name) or (_named("handle", name) if " " not in name else None)
    return Verdict("likely", found) if found else HUMAN


@cache
def _named(on: str, text: str) -> str | None:
    if text.casefold() in _known(on):
        return "名称在常见自动程序的名单上"
    for rule in lists()["rule"]:
        excepted = "except" in rule and re.search(rule["except"], text)
        if on in rule["on"] and not excepted and re.search(rule["pattern"], text):
            return f"{rule['title']}，可能是自动程序"
    return None


@cache
def _known(on: str) -> frozenset[str]:
    return frozenset(lists()["known"].get(f"{on}s", ()))


def _service(alias: Alias) -> str | None:
    for one in lists()["service"]:
        if alias.account_platform == one["platform"] and alias.login in one["logins"]:
            return str(one["title"])
    return None


def _agent(alias: Alias) -> str | None:
    if alias.login and alias.account_platform == "github":
        return agents.account(alias.login)
    if alias.is_account or alias.login or not alias.name:
        return None
    return agents.signed(alias.name, alias.email_domain)


@cache
def lists() -> dict[str, Any]:
    """The content of `bots.toml`."""
    return _toml("bots")


@cache
def _toml(name: str) -> dict[str, Any]:
    text = files("scoring.people").joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
