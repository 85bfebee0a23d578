"""The command `user`: accounts of the pages, from the terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import click

from yuanzheng import failures, grids, output
from yuanzheng.config import find, load
from yuanzheng.failures import Refused
from yuanzheng.voice import Voice
from yuanzheng.web import listing
from yuanzheng.web.access import passwords
from yuanzheng.web.access.visitors import ADMIN, Visitor
from yuanzheng.web.copies import Copies
from yuanzheng.web.kept import accounts
from yuanzheng.web.kept.accounts import Account
from yuanzheng.web.kept.kept import kept
from yuanzheng.web.place import place
from yuanzheng.web.site import Site

_TERMINAL = Visitor(None, "命令行", ADMIN)
_USAGE = (
    "user 后面要写 add 名字、list、remove 名字、password 名字 或 role 名字，"
    "如 yuanzheng user add 张三 --role 评审。"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """As typed."""

    words: tuple[str, ...]
    role: str | None
    projects: tuple[str, ...]
    generate: bool
    config: Path | None


def tell(asked: Asked, voice: Voice) -> int:
    """Returns the exit code. Raises `Refused`."""
    deed, name = _understood(asked.words)
    at = place(load(find(asked.config)))
    site = Site(at, Copies(at.published), kept(at.data, at.web))
    if deed == "list":
        return _list(site, voice)
    _DEEDS[deed](site, name, asked, voice)
    return voice.end(failures.COMPLETE, users=_users(site))


def _understood(words: tuple[str, ...]) -> tuple[str, str]:
    deed = words[0] if words else ""
    wanted = 1 if deed == "list" else 2
    if deed not in {"list", *_DEEDS} or len(words) != wanted:
        raise Refused(_USAGE, failures.USAGE)
    return deed, words[-1]


def _list(site: Site, voice: Voice) -> int:
    found, named = site.kept.accounts.every(), listing.projects(site)
    if not voice.silent and found:
        rows = [[one.name, one.title, _seen(one, named), one.made_at[:10]] for one in found]
        voice.say(grids.drawn(("用户", "角色", "能看的项目", "建于"), rows))
    if not found:
        voice.say("还没有用户：只有本机能打开网页，打开的人就是管理员。")
    return voice.end(failures.COMPLETE, users=_users(site))


def _add(site: Site, name: str, asked: Asked, voice: Voice) -> None:
    if asked.role is None:
        raise Refused("请用 --role 写上角色：管理员、评审或申报单位。", failures.USAGE)
    role = accounts.role(asked.role)
    seen = [listing.named(site, one) for one in asked.projects]
    accounts.fitting(role, seen)
    if role != ADMIN and not site.kept.accounts.any():
        raise Refused("第一个用户要是管理员：请先建一个 --role 管理员 的。")
    password = _password(name, asked)
    made = site.kept.accounts.add(name, role, password, seen, must_change=asked.generate)
    site.kept.audit.changed(_TERMINAL, f"新用户“{made.name}”，{made.title}")
    _shown(made.name, password, asked, voice)
    voice.say(f"已建用户“{made.name}”（{made.title}）。")


def _remove(site: Site, name: str, _: Asked, voice: Voice) -> None:
    account = site.kept.accounts.named(name)
    site.kept.accounts.remove(account)
    site.kept.audit.changed(_TERMINAL, f"删去了用户“{account.name}”")
    voice.say(f"已删去用户“{account.name}”，其全部登录已退出。")


def _give_password(site: Site, name: str, asked: Asked, voice: Voice) -> None:
    account = site.kept.accounts.named(name)
    password = _password(account.name, asked)
    site.kept.accounts.give_password(account, password, must_change=asked.generate)
    site.kept.attempts.forgive(account.name)
    site.kept.audit.changed(_TERMINAL, f"给用户“{account.name}”换了口令，退出其全部登录")
    _shown(account.name, password, asked, voice)
    voice.say(f"已换“{account.name}”的口令，其全部登录已退出。")


def _give_role(site: Site, name: str, asked: Asked, voice: Voice) -> None:
    if asked.role is None:
        raise Refused("请用 --role 写上角色：管理员、评审或申报单位。", failures.USAGE)
    account, role = site.kept.accounts.named(name), accounts.role(asked.role)
    seen = [listing.named(site, one) for one in asked.projects]
    site.kept.accounts.give_role(account, role, seen)
    now = site.kept.accounts.named(name)
    site.kept.audit.changed(_TERMINAL, f"用户“{now.name}”改为{now.title}")
    voice.say(f"“{now.name}”现在是{now.title}，能看：{_seen(now, listing.projects(site))}。")


_DEEDS: Mapping[str, Callable[[Site, str, Asked, Voice], None]] = {
    "add": _add, "remove": _remove, "password": _give_password, "role": _give_role,
}  # fmt: skip


def _password(name: str, asked: Asked) -> str:
    """Typed twice on a terminal, never seen; or a new one. Raises `Refused`."""
    if asked.generate:
        return passwords.generated()
    if not sys.stdin.isatty():
        raise Refused("口令要在终端里输入：请在终端里运行，或用 --generate 生成一个。")
    typed = click.prompt(
        f"“{name}”的口令（至少 {passwords.SHORTEST} 个字符，不会显示）", hide_input=True, err=True
    )
    if typed != click.prompt("再输一遍", hide_input=True, err=True):
        raise Refused("两次输入的口令不一样：没有改动，请再来一次。")
    return passwords.checked(typed, name)


def _shown(name: str, password: str, asked: Asked, voice: Voice) -> None:
    """Once, and only when it opens the door."""
    if asked.generate:
        output.put(f"“{name}”的口令，只显示这一次，本人登录后要换掉：{password}", err=voice.json)


def _seen(account: Account, named: Mapping[str, str]) -> str:
    return "、".join(named.get(key, key) for key in sorted(account.projects)) or "全部"


def _users(site: Site) -> list[dict[str, object]]:
    return [
        {"name": one.name, "role": one.role, "projects": sorted(one.projects),
         "made_at": one.made_at, "must_change": one.must_change}
        for one in site.kept.accounts.every()
    ]  # fmt: skip
