"""The style sheet, the few scripts, the picture of the tab."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from yuanzheng.web import files
from yuanzheng.web.access.allowed import allowed
from yuanzheng.web.access.visitors import Visitor

router = APIRouter()
_FOR_EVER = "public, max-age=31536000, immutable"


@router.get("/static/{mark}/{name}")
async def static(mark: str, name: str, visitor: Visitor = allowed("anyone")) -> Response:
    file = files.held().get(name)
    if file is None or file.mark != mark:
        raise HTTPException(404)
    return Response(file.content, media_type=file.kind, headers={"cache-control": _FOR_EVER})
