"""A policy as typed on a command line or handed on."""

from __future__ import annotations

from collections.abc import Iterable

from scoring.policy_files import load, policy_ids
from yuanzheng import failures
from yuanzheng.failures import Refused
from yuanzheng.suggestions import suggestion
from yuanzheng.widths import plain


def checked(policy_id: str | None, what: str = "对照哪一个政策") -> str:
    """The id when there is such a policy, else raises `Refused`; `what` says what it is for."""
    known = policy_ids()
    held = f"现有政策：{'、'.join(known)}。"
    if policy_id is None:
        raise Refused(f"请用 --policy 写明{what}。{held}", failures.USAGE)
    if policy_id not in known:
        raise Refused(f"没有政策“{plain(policy_id)}”{meant(policy_id, known)}。{held}")
    return policy_id


def meant(text: str, known: Iterable[str]) -> str:
    """“，最接近的是 …”: those with the words in title, kind or issuer, else the id most alike."""
    known, words = list(known), text.strip()
    titled = [one for one in known if words and words in _about(one)]
    return f"，最接近的是 {'、'.join(titled)}" if titled else suggestion(text, known)


def _about(policy_id: str) -> str:
    policy = load(policy_id)
    return f"{policy.title}\n{policy.kind}\n{policy.issuer}"
