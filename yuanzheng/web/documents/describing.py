"""The OpenAPI description of the interface, made from its routes."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from fastapi import FastAPI

from yuanzheng.web import api

_WORDS = """读源证已发布的数据。不知道的值是 null，旁边说为什么，从不用 0 代替。
时刻都带时区（北京时间）。列表分页，`next` 是 null 就到头了。每份回答带 ETag，
可用 If-None-Match 问变了没有。
出错时的回答都是 {"error": "一句中文"}。用登录后的会话，或用令牌：Authorization: Bearer …。"""
PREFIX = "/api/v1"
_SCHEMES = {
    "token": {"type": "http", "scheme": "bearer", "description": "读的令牌，见“我的账户”"},
    "session": {"type": "apiKey", "in": "cookie", "name": "session", "description": "登录后的会话"},
}


def described(app: FastAPI) -> dict[str, Any]:
    """The document; made once for an application."""
    if not hasattr(app.state, "described"):
        app.state.described = _described()
    found: dict[str, Any] = app.state.described
    return found


def _described() -> dict[str, Any]:
    """Of the routes alone, apart from the pages and layers around them."""
    bare = FastAPI(title="源证", version="1", description=_WORDS)
    for found in sorted(one.name for one in iter_modules(api.__path__)):
        bare.include_router(import_module(f"{api.__name__}.{found}").router, prefix=PREFIX)
    made = bare.openapi()
    made.setdefault("components", {})["securitySchemes"] = _SCHEMES
    made["security"] = [{name: []} for name in _SCHEMES]
    return made
