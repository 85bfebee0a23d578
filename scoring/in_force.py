"""Whether a policy holds at the instant a project is held against it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

from scoring.judgements import Judgement
from scoring.policy_models import Policy

_CHINA = timezone(timedelta(hours=8))


def dated(policy: Policy, found: Judgement, as_of: datetime) -> Judgement:
    """What was found, with a sentence where the text holds no more, or not yet, on the last day
    before `as_of` (Asia/Shanghai): the conditions are held up all the same."""
    last = (as_of - timedelta(microseconds=1)).astimezone(_CHINA).date()
    return replace(found, reason=f"{found.reason}{_outside(policy, last)}")


def _outside(policy: Policy, day: date) -> str:
    force = policy.force
    if force and force.until and day > force.until:
        return f"政策施行至 {force.until}，截止时刻在此之后。"
    if force and force.since and day < force.since:
        return f"政策自 {force.since} 起施行，截止时刻在此之前。"
    return ""
