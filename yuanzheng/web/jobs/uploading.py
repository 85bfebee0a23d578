"""What comes with a request to verify: bounded before it is read, taken to a folder of its own."""

from __future__ import annotations

from functools import partial

from fastapi import HTTPException, Request
from starlette.datastructures import UploadFile

from yuanzheng.failures import Refused
from yuanzheng.web.access.allowed import of as visitor_of
from yuanzheng.web.access.visitors import Visitor
from yuanzheng.web.jobs import lines, verifying
from yuanzheng.web.jobs.queue import Crowded, Job
from yuanzheng.web.jobs.verifying import Verified
from yuanzheng.web.site import site

FIELD = "pack"
# Fields are held in memory, each up to a megabyte.
FORM = {"max_files": 1, "max_fields": 4}
# More than any setting allows; what is allowed is looked at before a byte is read.
MOST_BODY = 10_100 << 20
_FORM = 64 << 10
NO_FILE = "没有收到文件：请选一个证据包（ZIP 文件）。"


def bounded(request: Request) -> None:
    """A dependency that comes before everything that reads: size, and room in the line."""
    said = request.headers.get("content-length", "")
    most = site(request).place.web.upload_mb
    if not (said.isascii() and said.isdigit()):
        raise HTTPException(411, "请求没有写明长度（Content-Length）：请换一个程序再试。")
    if int(said) > (most << 20) + _FORM:
        raise HTTPException(413, f"文件太大：最多收 {most:,} MB。")
    try:
        lines.of(request).verifications.room(lines.owner(visitor_of(request)))
    except Crowded as error:
        raise HTTPException(429, str(error), {"Retry-After": "60"}) from error


async def sent(request: Request) -> UploadFile:
    """A dependency after the visitor was let in: the file of the form."""
    form = await request.form(**FORM)
    file = form.get(FIELD)
    if not isinstance(file, UploadFile) or not file.size:
        raise HTTPException(422, NO_FILE)
    return file


def given(request: Request, visitor: Visitor, file: UploadFile) -> Job[Verified]:
    """The job that verifies it. Raises HTTPException."""
    place = site(request)
    line, owner = lines.of(request).verifications, lines.owner(visitor)
    try:
        folder = verifying.taken(place.place.data, file.file, place.place.web.upload_mb << 20)
        name = file.filename or ""
        return line.give(
            owner, "核验", lambda _: verifying.verified(folder, name),
            partial(verifying.forgotten, folder),
        )  # fmt: skip
    except Refused as error:
        raise HTTPException(413, str(error)) from error
    except Crowded as error:
        raise HTTPException(429, str(error), {"Retry-After": "60"}) from error
