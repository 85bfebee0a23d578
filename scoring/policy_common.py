"""Policies of one text share what the text says of all of them: a file in `policies/common/`."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from typing import Any

from scoring.errors import ScoringError, nearest

_DIGITS = {mark: place for place, mark in enumerate("一二三四五六七八九十", 1)}
_NUMBER = re.compile(r"[一二三四五六七八九十]+|\d+")


def whole(found: dict[str, Any], where: str) -> dict[str, Any]:
    """The content of a policy file with that of its common file: lists follow one another.

    Clauses stand in the order of their numbers. A material without `applicants` is asked of all
    in `signing`, a material or form without `signed` is signed as said there. Raises `ScoringError`
    beginning with `where` for a common file that does not exist.
    """
    name = found.get("common")
    shared = _read(str(name), where) if name is not None else {}
    joined: dict[str, Any] = dict(shared)
    for key, value in found.items():
        if key != "common":
            joined[key] = _together(key, shared.get(key, []), value)
    if isinstance(joined.get("clause"), list):
        joined["clause"] = sorted(joined["clause"], key=_place)
    _sign(joined)
    return joined


def _together(key: str, shared: list[Any], own: Any) -> Any:
    """A policy's own forms come before those it shares: the application before its annexes."""
    if not isinstance(own, list):
        return own
    return [*own, *shared] if key == "form" else [*shared, *own]


def _read(name: str, where: str) -> dict[str, Any]:
    folder = files("scoring").joinpath("policies", "common")
    found = (entry.name for entry in folder.iterdir())
    names = sorted(one.removesuffix(".toml") for one in found if one.endswith(".toml"))
    if name not in names:
        near = nearest(name, names)
        raise ScoringError(f"{where} 用了不存在的共用文件 common/{name}.toml：{near}。")
    return tomllib.loads(folder.joinpath(f"{name}.toml").read_text(encoding="utf-8"))


def _sign(joined: dict[str, Any]) -> None:
    signing = joined.pop("signing", None)
    if not isinstance(signing, dict):
        return
    if isinstance(joined.get("form"), list):
        for form in joined["form"]:
            form.setdefault("signed", dict(signing))
    if not isinstance(joined.get("material"), list):
        return
    for material in joined["material"]:
        asked = material.setdefault("applicants", list(signing))
        material.setdefault("signed", {who: signing[who] for who in asked if who in signing})


def _place(clause: object) -> list[int]:
    """`四（二）2（1）` → 4, 2, 2, 1."""
    told = str(clause.get("id", "")) if isinstance(clause, dict) else ""
    return [_value(mark) for mark in _NUMBER.findall(told)]


def _value(mark: str) -> int:
    if mark.isdigit():
        return int(mark)
    tens, _, ones = mark.rpartition("十")
    if "十" not in mark:
        return _DIGITS[mark[0]]
    return 10 * _DIGITS.get(tens, 1) + _DIGITS.get(ones, 0)
