"""What a configuration says of accounts that were judged wrongly: a program, or none.

An account is written `platform:login`, a signature without account `git:name`. An appeal decides
between likely programs and people. It does not reach what is certain: what a platform itself says
anybody can look up, what an applicant says nobody can.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from scoring.people.aliases import Alias, sql

if TYPE_CHECKING:
    from warehouse.store import Warehouse

_FORM = re.compile(r"([a-z]+):(\S(?:.*\S)?)")
_LONGEST = 200
KEYS = ("bots", "not_bots")


@dataclass(frozen=True, slots=True)
class Appeals:
    """Accounts as the configuration writes them; case does not count."""

    bots: tuple[str, ...] = ()
    not_bots: tuple[str, ...] = ()

    def heard(self, aliases: Iterable[Alias]) -> list[Alias]:
        """The aliases, those marked of which something is said."""
        said = {name.casefold(): "bot" for name in self.bots}
        said |= {name.casefold(): "human" for name in self.not_bots}
        return [_marked(alias, said) for alias in aliases] if said else list(aliases)

    def renamed(self, name: Callable[[str], str]) -> Appeals:
        """With other names for the same accounts."""

        def each(entries: Iterable[str]) -> tuple[str, ...]:
            parts = (entry.partition(":") for entry in entries)
            return tuple(f"{platform}:{name(own)}" for platform, _, own in parts)

        return Appeals(each(self.bots), each(self.not_bots))

    def within(self, warehouse: Warehouse) -> Appeals:
        """Those about accounts the warehouse holds: what is said of others is not told."""
        if not (self.bots or self.not_bots):
            return self
        known = _known(warehouse)
        held = [[n for n in own if n.casefold() in known] for own in (self.bots, self.not_bots)]
        return Appeals(*map(tuple, held))


NONE = Appeals()


def problem(bots: Iterable[str], not_bots: Iterable[str]) -> str | None:
    """What is wrong with the two lists, one Chinese sentence; None: nothing."""
    for key, entries in zip(KEYS, (bots, not_bots), strict=True):
        for place, entry in enumerate(entries, 1):
            if wrong := _wrong(entry):
                return f"[scoring] 的 {key} 第 {place} 项{wrong}。"
    both = {one.casefold() for one in bots} & {one.casefold() for one in not_bots}
    if both:
        names = "、".join(sorted(both))
        return f"[scoring] 的 bots 与 not_bots 都写了 {names}：是或不是机器人，请只留一处。"
    return None


def unknown(warehouse: Warehouse, appeals: Appeals) -> list[str]:
    """A sentence for each account that was never seen: a slip of the pen decides nothing."""
    if not (appeals.bots or appeals.not_bots):
        return []
    known = _known(warehouse)
    return [
        f"[scoring] 的 {key} 写了 {entry}，采集到的数据里没有这个账号{_near(entry, known)}："
        "请检查平台与账号名（没有账号的 git 署名写 git:姓名）。"
        for key, entries in zip(KEYS, (appeals.bots, appeals.not_bots), strict=True)
        for entry in entries
        if entry.casefold() not in known
    ]


def _wrong(entry: str) -> str | None:
    if "@" in entry:
        return "写了邮箱：请写账号，如 github:octocat；没有账号的 git 署名写 git:姓名"
    if not _FORM.fullmatch(entry) or len(entry) > _LONGEST:
        return f"“{entry[:_LONGEST]}”应写成 平台:账号名，如 github:octocat；git 署名写 git:姓名"
    return None


def _marked(alias: Alias, said: Mapping[str, str]) -> Alias:
    found = next((said[name] for name in sorted(_names(alias)) if name in said), None)
    return replace(alias, appeal=found) if found else alias


def _names(alias: Alias) -> Iterator[str]:
    """As an appeal may call it: a signature that carries an account is that account's."""
    if alias.account_platform and alias.login:
        yield f"{alias.account_platform}:{alias.login}".casefold()
    elif not alias.is_account and alias.name:
        yield f"git:{alias.name}".casefold()


def _known(warehouse: Warehouse) -> frozenset[str]:
    """All accounts and signatures, as an appeal may call them."""
    aliases = (Alias(**row) for row in warehouse.query(sql("aliases")))
    return frozenset(name for alias in aliases for name in _names(alias))


def _near(entry: str, known: Iterable[str]) -> str:
    platform = entry.partition(":")[0].casefold()
    same = [name for name in sorted(known) if name.startswith(f"{platform}:")]
    found = get_close_matches(entry.casefold(), same, n=1)
    return f"（最接近的是 {found[0]}）" if found else ""
