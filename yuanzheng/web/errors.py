"""Pages and documents for what went wrong, in Chinese."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException as AnyHTTPException
from starlette.requests import ClientDisconnect

from warehouse.errors import WarehouseError
from yuanzheng import failures
from yuanzheng.failures import Refused
from yuanzheng.web import rendering
from yuanzheng.web.access import allowed
from yuanzheng.web.access.allowed import SAFE, LoginNeeded, PasswordNeeded
from yuanzheng.web.access.passwords import Crowded
from yuanzheng.web.copies import NothingPublished
from yuanzheng.web.patience import TooLong

API = "/api/"
WORDS = {
    400: "请求写得不对。",
    401: "需要先登录。",
    403: "这里不对您开放。",
    404: "没有这一页，或这里不对您开放。",
    405: "这个网址不能这样用。",
    408: "等得太久，已停下：请再试一次。",
    413: "发来的内容太大。",
    415: "不认识这种内容。",
    416: "文件没有所要的那一段。",
    422: "填的内容有不对的地方，请检查后再试。",
    429: "试得太频繁：请过一会儿再试。",
    500: "出错了，已记入日志：请稍后再试；仍不行，请告诉管理员出错的时间。",
    503: "暂时不能用：请稍后再试。",
}
SLOW = "这一页要算得太久，已停下：请缩小范围再试。"
EMPTY = "还没有发布过数据：采集完成并通过检查后，这里就有内容。"


def refused(request: Request, status: int, words: str | None = None) -> Response:
    """The answer that says why there is none: a document for programs, a page for people."""
    said = words or WORDS.get(status, WORDS[400])
    if request.url.path.startswith(API):
        return JSONResponse({"error": said}, status)
    return rendering.page(
        request, allowed.of(request), "error.html.j2", status=status, words=said
    )  # fmt: skip


def broken(request: Request, error: Exception) -> Response:
    """The answer where a route failed."""
    if isinstance(error, NothingPublished):
        return refused(request, 503, EMPTY)
    if isinstance(error, TooLong):
        return refused(request, 503, SLOW)
    if isinstance(error, ClientDisconnect):
        return refused(request, 400)
    full = failures.disk_words(error)
    if full or isinstance(error, WarehouseError):
        return refused(request, 503, full)
    return refused(request, 500)


def add_to(app: FastAPI) -> None:
    app.add_exception_handler(AnyHTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(LoginNeeded, _login)
    app.add_exception_handler(PasswordNeeded, _password)
    app.add_exception_handler(Refused, _unwilling)
    app.add_exception_handler(Exception, broken)


def _http(request: Request, error: Exception) -> Response:
    if not isinstance(error, AnyHTTPException):
        return broken(request, error)
    own = isinstance(error, HTTPException) and not str(error.detail).isascii()
    answer = refused(request, error.status_code, str(error.detail) if own else None)
    for name, value in (error.headers or {}).items():
        answer.headers[name] = value
    return answer


def _invalid(request: Request, _: Exception) -> Response:
    return refused(request, 422)


def _login(request: Request, _: Exception) -> Response:
    if request.url.path.startswith(API):
        return refused(request, 401)
    wanted = request.url.path if request.method in SAFE else "/"
    return RedirectResponse(f"/login?next={quote(wanted)}" if wanted != "/" else "/login", 303)


def _password(request: Request, _: Exception) -> Response:
    if request.url.path.startswith(API):
        return refused(request, 403, "请先在网页上换一个自己的口令。")
    return RedirectResponse("/account", 303)


def _unwilling(request: Request, error: Exception) -> Response:
    crowded = isinstance(error, Crowded)
    return refused(request, 429 if crowded else 422, failures.sentence(error))
