"""What pydantic finds wrong with the configuration, said in Chinese."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from yuanzheng.suggestions import suggestion

Loc = tuple[int | str, ...]

_WORDS = {
    "missing": " 没有写，必须写",
    "string_type": " 应是文字，要加引号",
    "path_type": " 应是路径，要加引号",
    "int_type": " 应是整数，不加引号",
    "int_from_float": " 应是整数，不加引号",
    "float_type": " 应是数字，不加引号",
    "bool_type": " 应是 true 或 false，不加引号",
    "tuple_type": ' 应是列表，写成 ["…", "…"]',
    "list_type": ' 应是列表，写成 ["…", "…"]',
    "dict_type": " 应是一张表",
    "model_type": " 应是一张表",
    "model_attributes_type": " 应是一张表",
    "greater_than": " 应大于 {gt}",
    "greater_than_equal": " 应不小于 {ge}",
    "less_than": " 应小于 {lt}",
    "less_than_equal": " 应不大于 {le}",
    "finite_number": " 应是一个有限的数字",
    "value_error": "：{error}",
    "literal_error": " 只能是 {expected}",
    "enum": " 只能是 {expected}",
    "string_pattern_mismatch": " 写法不对，应合于 {pattern}",
    "string_too_short": " 不能少于 {min_length} 个字",
    "string_too_long": " 不能多于 {max_length} 个字",
    "too_short": " 不能少于 {min_length} 项",
}


def of(error: ValidationError, model: type[BaseModel], raw: Mapping[str, Any]) -> Iterator[str]:
    """One sentence for each error, naming table, key and the nearest valid key."""
    for found in error.errors(include_url=False):
        loc = found["loc"]
        if not loc:
            yield "有一个数太长，或列表、表套得太深：请照模板重写。"
        elif found["type"] == "extra_forbidden":
            yield _unknown(loc, model, raw)
        elif loc == ("project",):
            yield "项目要写成 [[project]]（两对方括号），每个项目一张表。"
        elif loc == ("notice",) and found["type"] != "value_error":
            yield "通知要写成 [[notice]]（两对方括号），每个渠道一张表。"
        else:
            words = _WORDS.get(found["type"], " 的值不对")
            yield _located(place(loc, raw), words.format(**found.get("ctx", {})))


def _located(where: str, words: str) -> str:
    """A room's own sentence that begins with its table needs no other place."""
    said = words.removesuffix("。")
    return f"{said.removeprefix('：')}。" if said.startswith("：[") else f"{where}{said}。"


def place(loc: Loc, raw: Mapping[str, Any]) -> str:
    """The key in the words of the file: `[collectors.github] 的键 api`."""
    if loc[0] == "project" and len(loc) > 2:
        return f"{_project(loc, raw)} 的键 {_key(loc[2:])}"
    if len(loc) == 1:
        return f"[{loc[0]}]"
    if loc[0] == "notice" and len(loc) > 2:
        return f"第 {int(loc[1]) + 1} 张 [[notice]] 的键 {_key(loc[2:])}"
    return f"[{_table(loc[:-1])}] 的键 {_key(loc[-1:])}"


def _unknown(loc: Loc, model: type[BaseModel], raw: Mapping[str, Any]) -> str:
    known = _fields(model, loc[:-1])
    near = suggestion(str(loc[-1]), known)
    if len(loc) == 1:
        return f"没有表或键 {loc[0]}{near}。"
    where = _project(loc, raw) if loc[0] == "project" else f"[{_table(loc[:-1])}]"
    return f"{where} 没有键 {loc[-1]}{near}。"


def _project(loc: Loc, raw: Mapping[str, Any]) -> str:
    entry = raw["project"][loc[1]]
    name = entry.get("name") if isinstance(entry, Mapping) else None
    number = int(loc[1]) + 1
    return f"[[project]]“{name}”" if isinstance(name, str) else f"第 {number} 个 [[project]]"


def _key(loc: Loc) -> str:
    first, *rest = loc
    return str(first) + "".join(
        f" 第 {at + 1} 项" if isinstance(at, int) else f".{at}" for at in rest
    )


def _table(loc: Loc) -> str:
    return ".".join(str(part) for part in loc if isinstance(part, str))


def _fields(model: object, loc: Loc) -> list[str]:
    for part in loc:
        model = _step(model, part)
    return sorted(model.model_fields) if _is_model(model) else []


def _step(kind: object, part: int | str) -> object:
    if isinstance(part, str) and _is_model(kind):
        found = kind.model_fields.get(part)
        return _unwrapped(found.annotation) if found else None
    inner = typing.get_args(kind)
    return _unwrapped(inner[-1] if isinstance(part, str) else inner[0]) if inner else None


def _unwrapped(kind: object) -> object:
    if typing.get_origin(kind) in {typing.Union, types.UnionType}:
        return next(arg for arg in typing.get_args(kind) if arg is not type(None))
    return kind


def _is_model(kind: object) -> typing.TypeGuard[type[BaseModel]]:
    return isinstance(kind, type) and issubclass(kind, BaseModel)
