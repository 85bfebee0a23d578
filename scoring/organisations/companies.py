"""From what an account names as its company to an organisation and the time it holds for."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from scoring.organisations import domains
from scoring.organisations.spans import REACH, Span, beside
from scoring.people.shown import masked

SOURCE = "account"
_LONGEST = 100
_MENTION = re.compile(r"(?<![\w.])@([\w.-]+)")
_SITE = re.compile(r"(?:https?://)?(?:www\.)?([\w-]+(?:\.[\w-]+)+)/?")
_SPLIT = re.compile(r"\s*[|;；/／]\s*")
_MARKS = re.compile(r"[.,，。、()（）\"“”]")


@dataclass(frozen=True, slots=True)
class Named:
    """A company as an account first showed it at an instant; None: it names none any more."""

    account_id: str
    observed_at: datetime
    company: str | None


def organisation(company: str, known: Mapping[str, str]) -> str | None:
    """What a company is called here; None: no organisation is named.

    Of several the first counts. `known`: names in their plain form (`plain`) of organisations
    that are known otherwise, to what these are called. What has the form of a domain is read as
    one.
    """
    text = " ".join(company.split())
    if not text or len(text) > _LONGEST or masked(text) != text:
        return None
    mention = _MENTION.search(text)
    first = mention[1] if mention else text
    if site := _SITE.fullmatch(first):
        found = domains.read(site[1])
        return found.registered if found.kind == "organisation" else None
    name = plain(_SPLIT.split(first)[0])
    if not any(mark.isalnum() for mark in name) or name in _listed("nobody"):
        return None
    return known.get(name, name)


@cache
def plain(name: str) -> str:
    """Lower case, half width, without marks, a leading @ and the legal form (Acme, Inc.: acme)."""
    folded = unicodedata.normalize("NFKC", name).casefold().strip().lstrip("@")
    text = " ".join(_MARKS.sub(" ", folded).split())
    for form in _forms():
        cut = text.removesuffix(form if not form.isascii() else f" {form}").strip()
        if cut and cut != text:
            return cut
    return text


def labels(organisations: Iterable[str]) -> dict[str, str]:
    """First label of a registered domain → the domain; where two share one, neither."""
    found: dict[str, set[str]] = {}
    for one in organisations:
        found.setdefault(one.partition(".")[0], set()).add(one)
    return {label: min(names) for label, names in found.items() if len(names) == 1}


def spans(shown: Sequence[Named], known: Mapping[str, str]) -> Iterator[Span]:
    """From `REACH` before a company was first seen until another was; in the order of accounts.

    `shown` are those of one person. Where accounts of one person disagree the first holds.
    """
    firm: list[Span] = []
    for account in sorted({one.account_id for one in shown}):
        own = {one.observed_at: one for one in shown if one.account_id == account}
        for span in _of_account([own[at] for at in sorted(own)], known):
            firm += beside([span], firm)
    yield from firm


def _of_account(own: Sequence[Named], known: Mapping[str, str]) -> Iterator[Span]:
    for place, one in enumerate(own):
        name = organisation(one.company, known) if one.company else None
        if name is None:
            continue
        since = one.observed_at if place else one.observed_at - REACH
        until = own[place + 1].observed_at if place + 1 < len(own) else None
        reason = (
            f"平台账号的资料里写着“{one.company}”（{one.observed_at:%Y-%m-%d} 见到，未经验证）"
            + ("" if place else f"，往前按 {REACH.days} 天计")
        )
        yield Span(name, since, until, SOURCE, reason)


@cache
def _forms() -> tuple[str, ...]:
    return tuple(sorted(_lists()["legal_forms"], key=len, reverse=True))


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(_lists()[name])


@cache
def _lists() -> dict[str, Any]:
    text = files("scoring.organisations").joinpath("companies.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
