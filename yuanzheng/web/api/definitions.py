"""Definitions of metrics; policies."""

from __future__ import annotations

from typing import Annotated

from fastapi import HTTPException, Query, Request

from reports import loading
from scoring import policy_files
from scoring.policy_models import Policy
from yuanzheng.web.access.allowed import allowed
from yuanzheng.web.access.visitors import Visitor
from yuanzheng.web.documents import held
from yuanzheng.web.documents.base import Number, Page, Size, page
from yuanzheng.web.documents.definitions import ClauseText, Metric, PolicyBrief, PolicyWhole
from yuanzheng.web.documents.routing import READERS
from yuanzheng.web.documents.routing import router as routes
from yuanzheng.web.reading.asking import Published
from yuanzheng.web.site import site

router = routes("", "口径与政策")


@router.get("/metrics", summary="指标的口径")
def metrics(
    request: Request, number: Annotated[Number, Query(alias="page")] = 1, per_page: Size = 50,
    visitor: Visitor = allowed(*READERS),
) -> Page[Metric]:  # fmt: skip
    return page(_metrics(request), Metric, number, per_page)


@router.get("/metrics/{metric_id}", summary="一个指标的口径，最新的版本")
def metric(
    request: Request, metric_id: str, visitor: Visitor = allowed(*READERS)
) -> Metric:  # fmt: skip
    found = [one for one in _metrics(request) if one.metric_id == metric_id]
    if not found:
        raise HTTPException(404)
    return max(found, key=lambda one: one.version)


@router.get("/policies", summary="收录的政策")
def policies(
    request: Request, number: Annotated[Number, Query(alias="page")] = 1, per_page: Size = 50,
    visitor: Visitor = allowed(*READERS),
) -> Page[PolicyBrief]:  # fmt: skip
    held_against = _held_against(request, visitor)
    rows = [_brief(one, held_against) for one in policy_files.all_policies()]
    return page(rows, PolicyBrief, number, per_page)


@router.get("/policies/{policy_id}", summary="一项政策与它的条款")
def policy(
    request: Request, policy_id: str, visitor: Visitor = allowed(*READERS)
) -> PolicyWhole:  # fmt: skip
    if policy_id not in policy_files.policy_ids():
        raise HTTPException(404)
    found = policy_files.load(policy_id)
    clauses = [
        ClauseText(clause_id=one.clause_id, title=one.title, quote=one.quote, level=one.level)
        for one in found.clauses
    ]
    brief = _brief(found, _held_against(request, visitor))
    return PolicyWhole.model_validate({**brief, "clauses": clauses})


def _metrics(request: Request) -> list[Metric]:
    asked = Published(site(request).copies.current())
    return [Metric.model_validate(one) for one in loading.definitions(asked)]


def _held_against(request: Request, visitor: Visitor) -> list[str]:
    return [one for row in held.seen(request, visitor) for one in row.policies]


def _brief(policy: Policy, held_against: list[str]) -> dict[str, object]:
    return {
        "policy_id": policy.policy_id, "title": policy.title,
        "issuer": policy.issuer, "source_sha256": policy.source.sha256,
        "projects": held_against.count(policy.policy_id),
    }  # fmt: skip
