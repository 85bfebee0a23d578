"""证据包: made on request, fetched; those of others verified."""

from __future__ import annotations

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import UploadFile

from scoring import policy_files
from yuanzheng.web.access.allowed import allowed
from yuanzheng.web.access.visitors import Visitor
from yuanzheng.web.documents import held
from yuanzheng.web.documents.routing import READERS
from yuanzheng.web.jobs import asking, lines, packs, uploading
from yuanzheng.web.rendering import page
from yuanzheng.web.site import site

router = APIRouter()


@router.get("/projects/{project_id}/packs")
def project_packs(
    request: Request, project_id: str, visitor: Visitor = allowed(*READERS, noted=False)
) -> Response:
    project = held.project(request, visitor, project_id)
    line = lines.of(request).packs
    jobs = [job for job in line.own(lines.owner(visitor)) if job.what == project.name]
    return page(
        request, visitor, "packs.html.j2", project=project, jobs=jobs,
        packs=packs.listed(site(request).place, project_id),
        policies=[(one, _title(one)) for one in project.policies],
        going=any(not job.over for job in jobs),
    )  # fmt: skip


@router.post("/projects/{project_id}/packs")
async def make(
    request: Request, project_id: str, visitor: Visitor = allowed(*READERS, noted=False)
) -> Response:
    form = await request.form()
    policy, masked = form.get("policy"), form.get("masked") is not None
    asking.given(request, visitor, project_id, policy if isinstance(policy, str) else "", masked)
    return RedirectResponse(request.url.path, 303)


@router.get("/projects/{project_id}/packs/{mark}")
def download(
    request: Request, project_id: str, mark: str, visitor: Visitor = allowed(*READERS, noted=False)
) -> Response:
    return asking.fetched(request, visitor, project_id, mark)


@router.get("/verify")
def verify(request: Request, visitor: Visitor = allowed(*READERS)) -> Response:
    jobs = lines.of(request).verifications.own(lines.owner(visitor))
    return page(
        request, visitor, "verify.html.j2", jobs=jobs, most=site(request).place.web.upload_mb
    )


@router.post(
    "/verify", max_body_size=uploading.MOST_BODY, dependencies=[Depends(uploading.bounded)]
)
def upload(
    request: Request,
    visitor: Visitor = allowed(*READERS, noted=False, form=uploading.FORM),
    file: UploadFile = Depends(uploading.sent),  # noqa: B008 - how FastAPI has it
) -> Response:  # fmt: skip
    job = uploading.given(request, visitor, file)
    site(request).kept.audit.changed(visitor, "送来一个证据包核验")
    return RedirectResponse(f"/verify/{job.job_id}", 303)


@router.get("/verify/{job_id}")
def verified(
    request: Request, job_id: str, visitor: Visitor = allowed(*READERS, noted=False)
) -> Response:
    job = lines.of(request).verifications.of(job_id, lines.owner(visitor))
    if job is None:
        raise HTTPException(404)
    return page(request, visitor, "verified.html.j2", job=job)


def _title(policy_id: str) -> str:
    known = policy_id in policy_files.policy_ids()
    return policy_files.load(policy_id).title if known else policy_id
