"""From the domain of an e-mail address to the organisation it speaks for, if it does."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from publicsuffixlist import PublicSuffixList

from scoring.people.names import is_placeholder
from scoring.people.shown import masked

Kind = Literal["organisation", "free_mail", "members", "student", "nobody"]
_LONGEST = 253
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+")


@dataclass(frozen=True, slots=True)
class Domain:
    """`registered`: without what stands before the registered name; None: there is none."""

    kind: Kind
    registered: str | None


@cache
def read(domain: str) -> Domain:
    """What a domain says of who writes; the lists stand in `domains.toml`.

    Sub-domains are folded by the public suffix list, its private part included, so that two
    customers of one host are never one organisation. Of several domains of one organisation the
    first listed stands for all.
    """
    host = domain.strip().strip(".").lower()
    registered = _registered(host)
    if registered is None or is_placeholder(host) or masked(registered) != registered:
        return Domain("nobody", None)
    if host in _listed("student_domains") or _of_students(host, registered):
        return Domain("student", registered)
    for kind in ("free_mail", "members"):
        if not _listed(kind).isdisjoint((host, registered)):
            return Domain(kind, registered)
    return Domain("organisation", _first_of().get(registered, registered))


def _registered(host: str) -> str | None:
    if len(host) > _LONGEST or not _HOST.fullmatch(host) or host.rpartition(".")[2].isdigit():
        return None
    found: str | None = _suffixes().privatesuffix(host)
    return found


def _of_students(host: str, registered: str) -> bool:
    labels = host.removesuffix(registered).rstrip(".").split(".")
    school = any(re.search(f"{end}$", registered) for end in _lists()["academic"])
    return school and not _listed("student_labels").isdisjoint(labels)


@cache
def _first_of() -> dict[str, str]:
    return {other: names[0] for names in _lists()["same"] for other in names}


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(_lists()[name])


@cache
def _lists() -> dict[str, Any]:
    text = files("scoring.organisations").joinpath("domains.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()
