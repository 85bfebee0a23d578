"""A policy as typed on a command line or handed on."""

from __future__ import annotations

from scoring.policy_files import policy_ids
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
        raise Refused(f"没有政策“{plain(policy_id)}”{suggestion(policy_id, known)}。{held}")
    return policy_id
