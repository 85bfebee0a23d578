"""One entry of `people.toml`, typed and checked. What is wrong is said without repeating it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from collectors import hosts
from collectors.identities import noreply
from scoring.organisations.domains import read
from scoring.people.declared import Apart, Declared, Organisation, Said, Term
from warehouse.personal import cleaned, email_key
from yuanzheng.suggestions import suggestion
from yuanzheng.widths import plain

_PERSON = ("name", "aliases", "applicant", "organisations")
_APART = ("aliases", "reason")
_ORGANISATION = ("name", "domains", "applicant")
_TERM = ("name", "from", "to")
_MOST_ALIASES, _LONGEST = 200, 200
_NAMED = re.compile(r"([^<>]*?)\s*<([^<>]+)>")
_LOGIN = re.compile(r"#?[0-9A-Za-z][0-9A-Za-z_.-]{0,99}")
_DOMAIN = re.compile(r"(?:[0-9a-z\u00a1-\uffff](?:[0-9a-z\u00a1-\uffff-]{0,62})\.)+[0-9a-z-]{2,63}")


class Wrong(ValueError):
    """A Chinese sentence or its end: what is wrong and what to do."""


def person(entry: int, raw: Any) -> Declared:
    """Raises `Wrong`."""
    table = _table(raw, _PERSON)
    name = _text(table, "name")
    return Declared(
        entry=entry, name=name, aliases=_aliases(table, 1), applicant=_flag(table),
        organisations=tuple(_terms(table)),
    )  # fmt: skip


def apart(entry: int, raw: Any) -> Apart:
    """Raises `Wrong`."""
    table = _table(raw, _APART)
    return Apart(entry=entry, aliases=_aliases(table, 2), reason=_text(table, "reason"))


def organisation(entry: int, raw: Any) -> Organisation:
    """Raises `Wrong`."""
    table = _table(raw, _ORGANISATION)
    listed = _list(table, "domains")
    domains = tuple(_domain(place, one) for place, one in enumerate(listed, 1))
    return Organisation(
        entry=entry, name=_text(table, "name"), domains=domains, applicant=_flag(table)
    )


def _table(raw: Any, keys: Sequence[str]) -> Mapping[str, Any]:
    if not isinstance(raw, dict):
        raise Wrong(" 应是一张表：请照模板写。")
    for key in raw:
        if key not in keys:
            raise Wrong(f" 没有键 {plain(key)[:60]}{suggestion(key, keys)}：")
    return raw


def _text(table: Mapping[str, Any], key: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not plain(value).strip():
        raise Wrong(f" 的键 {key} 应是文字，要加引号，不能空着：")
    if len(value) > _LONGEST:
        raise Wrong(f" 的键 {key} 超过 {_LONGEST} 个字：请写短些，")
    return cleaned(plain(value).strip())


def _flag(table: Mapping[str, Any]) -> bool | None:
    value = table.get("applicant")
    if value is not None and not isinstance(value, bool):
        raise Wrong(" 的键 applicant 应是 true 或 false，不加引号：")
    return value


def _list(table: Mapping[str, Any], key: str) -> list[Any]:
    value = table.get(key, [])
    if not isinstance(value, list):
        raise Wrong(f' 的键 {key} 应是列表，写成 ["…", "…"]：')
    if len(value) > _MOST_ALIASES:
        raise Wrong(f" 的键 {key} 超过 {_MOST_ALIASES} 项：请分开写，")
    return value


def _aliases(table: Mapping[str, Any], least: int) -> tuple[Said, ...]:
    listed = _list(table, "aliases")
    if len(listed) < least:
        raise Wrong(f" 的键 aliases 至少要写 {least} 项：")
    return tuple(_alias(place, one) for place, one in enumerate(listed, 1))


def _alias(place: int, raw: Any) -> Said:
    """`platform:login`, `name <address>` or an address; a name alone says too little."""
    text = plain(raw).strip() if isinstance(raw, str) else ""
    if found := _NAMED.fullmatch(text):
        return _addressed(place, found[2], found[1])
    platform, mark, login = text.partition(":")
    if mark and platform.lower() in hosts.hosts() and _LOGIN.fullmatch(login):
        return Said(place=place, platform=platform.lower(), login=login)
    return _addressed(place, text, "")


def _addressed(place: int, address: str, name: str) -> Said:
    key = email_key(address)
    if key is None or len(name) > _LONGEST:
        known = "、".join(sorted(hosts.hosts()))
        raise Wrong(
            f" 的 aliases 第 {place} 项读不懂：请写 平台:登录名（平台有 {known}）、邮箱，"
            "或 姓名 <邮箱>；只写姓名认不出是谁，"
        )
    platform, number, login = noreply(address)
    if platform and not name:
        return Said(place=place, platform=platform, login=f"#{number}" if number else login)
    return Said(
        place=place, name=cleaned(name) or None, email_key=key,
        email_domain=address.lower().rpartition("@")[2],
    )  # fmt: skip


def _terms(table: Mapping[str, Any]) -> list[Term]:
    return [_term(place, one) for place, one in enumerate(_list(table, "organisations"), 1)]


def _term(place: int, raw: Any) -> Term:
    where = f" 的 organisations 第 {place} 项"
    try:
        table = _table(raw, _TERM)
        name, since, until = _text(table, "name"), _day(table, "from"), _day(table, "to")
    except Wrong as error:
        raise Wrong(f"{where}{error}") from None
    if since and until and since > until:
        raise Wrong(f"{where}的 from 晚于 to：")
    return Term(name=name, since=since, until=until)


def _day(table: Mapping[str, Any], key: str) -> date | None:
    value = table.get(key)
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            value = 0
    if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
        return value
    raise Wrong(f" 的键 {key} 应是日期，写成 2024-01-31：")


def _domain(place: int, raw: Any) -> str:
    text = raw.strip().lower().removeprefix("@") if isinstance(raw, str) else ""
    if len(text) > 253 or not _DOMAIN.fullmatch(text):
        raise Wrong(f" 的 domains 第 {place} 项不是域名：请写成 example.com，")
    if read(text).kind in {"free_mail", "nobody"}:
        raise Wrong(f" 的 domains 第 {place} 项是谁都可以用的域名，不说明单位：请删去，")
    return text
