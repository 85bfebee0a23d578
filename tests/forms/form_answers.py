"""A facts file in which everything is stated, each answer to be told from all others."""

from __future__ import annotations

import json

from scoring.policy_files import load
from scoring.policy_parts import FormField

CODE, IDENTITY = "91440300708461136T", "360426199101010071"
_GIVEN = {
    "credit_code": CODE, "id_number": IDENTITY, "phone": "13800138000",
    "email": "li@example.org", "url": "https://example.org/community",
}  # fmt: skip


def facts(policy_id: str, **told: object) -> dict[str, object]:
    """Field → its answer; texts are as long as they may be."""
    fields = load(policy_id).fields
    return {one.field_id: told.get(one.field_id, _answer(n, one)) for n, one in enumerate(fields)}


def toml(answers: dict[str, object]) -> str:
    return "".join(f"{name} = {_toml(value)}\n" for name, value in answers.items())


def _answer(place: int, field: FormField) -> object:
    if field.kind in _GIVEN:
        return _GIVEN[field.kind]
    mark = f"第{place}项"
    return {
        "line": f"{mark}内容",
        "text": (mark + "数据加密访问控制漏洞响应版本迭代" * 70)[: (field.limit or 600)],
        "count": 1000 + place,
        "wanyuan": 100.5 + place,
        "date": f"2026-0{1 + place % 8}-1{place % 9}",
        "choice": field.options[-1] if field.options else "",
        "choices": list(field.options[:2]),
        "yes": True,
        "figures": [round(100.25 * (n + 1) + place, 2) for n in range(len(field.columns))],
        "people": [_person(f"{mark}{n}", field) for n in range(3)],
        "indicators": [[f"{mark}{n}{c}" for c in _plain(field)] for n in range(3)],
    }[field.kind]


def _person(mark: str, field: FormField) -> dict[str, str]:
    return {c: IDENTITY if c == "身份证号" else f"{mark}{c[:2]}" for c in _plain(field)}


def _plain(field: FormField) -> list[str]:
    return ["".join(column.split()) for column in field.columns]


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return (
            "{ "
            + ", ".join(
                f"{json.dumps(k, ensure_ascii=False)} = {_toml(v)}" for k, v in value.items()
            )
            + " }"
        )
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value, ensure_ascii=False)
