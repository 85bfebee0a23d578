"""What was typed into the form of a project."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import HTTPException, Request
from starlette.datastructures import FormData

from yuanzheng.added.changing import Asked
from yuanzheng.config import Config, load
from yuanzheng.failures import Refused
from yuanzheng.web.access.visitors import ADMIN, Visitor
from yuanzheng.web.site import site

_LONGEST = 20_000


def asked(form: FormData) -> Asked:
    """Raises `Refused` for what no form of ours sends."""
    name, applicant = text(form, "name"), text(form, "applicant")
    lines = [one.strip() for one in text(form, "addresses").splitlines()]
    policies = [one for one in form.getlist("policies") if isinstance(one, str) and one]
    return Asked(
        name, applicant or None, tuple(filter(None, lines)), tuple(policies) or None,
        form.get("include_forks") is not None,
    )  # fmt: skip


def text(form: FormData, key: str) -> str:
    found = form.get(key, "")
    if not isinstance(found, str) or len(found) > _LONGEST:
        raise Refused("填的内容太长，或不是文字。")
    return found.strip()


def shown(asked: Asked | None) -> Mapping[str, Any]:
    """For the fields of the form."""
    if asked is None:
        return {"name": "", "applicant": "", "addresses": "", "policies": (), "forks": False}
    return {
        "name": asked.name, "applicant": asked.applicant or "",
        "addresses": "\n".join(asked.addresses), "policies": asked.policies or (),
        "forks": asked.include_forks,
    }  # fmt: skip


def config(request: Request, visitor: Visitor) -> Config:
    """The configuration as it is now. Raises HTTPException where there is none, `Refused` where it
    cannot be read; what is wrong with it is nobody's business but an admin's."""
    path = site(request).place.config
    if path is None:
        raise HTTPException(503, "没有配置文件，没有地方记下项目：请先运行 yuanzheng init 网址。")
    try:
        return load(path)
    except Refused as error:
        if visitor.role == ADMIN:
            raise
        raise Refused("配置文件现在读不了：请告诉管理员。") from error
