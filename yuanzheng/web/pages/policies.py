"""政策: what each asks for, in the words of its text, and which projects meet it."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from scoring.policy_files import all_policies, load, policy_ids
from yuanzheng import policy_words
from yuanzheng.web.access.allowed import allowed
from yuanzheng.web.access.visitors import Visitor
from yuanzheng.web.reading.policies import held, reached
from yuanzheng.web.showing import seeing
from yuanzheng.web.showing.answers import Made, answered, piece, scope
from yuanzheng.web.showing.seeing import Seen

router = APIRouter()
EVERYBODY = ("admin", "reviewer", "applicant", "shared")


@router.get("/policies", summary="政策")
def policies(request: Request, visitor: Visitor = allowed(*EVERYBODY)) -> Response:
    seen = seeing.seen(request, visitor)
    key = ("policies", scope(visitor))
    return answered(request, visitor, seen.open, key, lambda: _list(seen))


@router.get("/policies/{policy_id}", summary="一项政策")
def policy(request: Request, policy_id: str, visitor: Visitor = allowed(*EVERYBODY)) -> Response:
    if policy_id not in policy_ids():
        raise HTTPException(404)
    seen = seeing.seen(request, visitor)
    key = ("policy", policy_id, scope(visitor))
    return answered(request, visitor, seen.open, key, lambda: _one(seen, policy_id))


def _list(seen: Seen) -> Made:
    every = seen.standings()
    rows = [(one, held(one.policy_id, every)) for one in all_policies()]
    return piece("policies.html.j2", "政策", rows=rows)


def _one(seen: Seen, policy_id: str) -> Made:
    found, every = load(policy_id), seen.standings()
    checks = {
        clause.clause_id: [policy_words.decided(found, one) for one in clause.checks]
        for clause in found.clauses
    }
    return piece(
        "policy.html.j2", f"{found.title}（{found.kind}）", policy=found, checks=checks,
        reached=reached(seen.asked, policy_id, every), held=held(policy_id, every),
        rest=list(policy_words.sections(found)),
    )  # fmt: skip
