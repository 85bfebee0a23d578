"""Packs: made on request and fetched; those of others verified."""

from __future__ import annotations

from fastapi import Depends, HTTPException, Request
from fastapi.responses import FileResponse
from starlette.datastructures import UploadFile

from yuanzheng.web.access.allowed import allowed
from yuanzheng.web.access.visitors import Visitor
from yuanzheng.web.documents import held
from yuanzheng.web.documents.base import Page, page
from yuanzheng.web.documents.jobs import PackAsked, PackFile, PackJob, Verification
from yuanzheng.web.documents.routing import READERS
from yuanzheng.web.documents.routing import router as routes
from yuanzheng.web.jobs import asking, lines, packs, uploading
from yuanzheng.web.site import site

router = routes("", "证据包")
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": [uploading.FIELD],
                    "properties": {
                        uploading.FIELD: {
                            "type": "string", "contentMediaType": "application/zip",
                            "description": "证据包（ZIP）",
                        }
                    },
                }
            }
        },
    }
}  # fmt: skip


@router.post(
    "/verifications", status_code=202, summary="送一个证据包来核验", openapi_extra=_BODY,
    max_body_size=uploading.MOST_BODY, dependencies=[Depends(uploading.bounded)],
)  # fmt: skip
def verify(
    request: Request,
    visitor: Visitor = allowed(*READERS, noted=False, form=uploading.FORM),
    file: UploadFile = Depends(uploading.sent),  # noqa: B008 - how FastAPI has it
) -> Verification:  # fmt: skip
    job = uploading.given(request, visitor, file)
    site(request).kept.audit.changed(visitor, "送来一个证据包核验")
    return Verification.model_validate(job)


@router.get("/verifications/{job_id}", summary="一次核验到了哪一步，结果如何")
def verification(
    request: Request, job_id: str, visitor: Visitor = allowed(*READERS, noted=False)
) -> Verification:  # fmt: skip
    job = lines.of(request).verifications.of(job_id, lines.owner(visitor))
    if job is None:
        raise HTTPException(404)
    return Verification.model_validate(job)


@router.get("/projects/{project_id}/packs", summary="做好的证据包")
def made(
    request: Request, project_id: str, visitor: Visitor = allowed(*READERS)
) -> Page[PackFile]:  # fmt: skip
    held.project(request, visitor, project_id)
    return page(packs.listed(site(request).place, project_id), PackFile, 1, 200)


@router.post("/projects/{project_id}/packs", status_code=202, summary="做一个证据包")
def make(
    request: Request, project_id: str, asked: PackAsked,
    visitor: Visitor = allowed(*READERS, noted=False),
) -> PackJob:  # fmt: skip
    return PackJob.model_validate(
        asking.given(request, visitor, project_id, asked.policy, asked.masked)
    )


@router.get("/pack-jobs/{job_id}", summary="正在做的证据包到了哪一步")
def making(
    request: Request, job_id: str, visitor: Visitor = allowed(*READERS, noted=False)
) -> PackJob:  # fmt: skip
    job = lines.of(request).packs.of(job_id, lines.owner(visitor))
    if job is None:
        raise HTTPException(404)
    return PackJob.model_validate(job)


@router.get(
    "/projects/{project_id}/packs/{mark}", summary="下载一个证据包",
    response_class=FileResponse,
)  # fmt: skip
def download(
    request: Request, project_id: str, mark: str, visitor: Visitor = allowed(*READERS, noted=False)
) -> FileResponse:
    return asking.fetched(request, visitor, project_id, mark)
