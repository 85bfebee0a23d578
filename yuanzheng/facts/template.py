"""A facts file to be filled in: every field of the policies, in the order of their forms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from scoring.policy_files import load
from scoring.policy_models import Policy
from scoring.policy_parts import FormField

_HEAD = """\
# 申报事实：只有申报单位知道的内容。去掉行首的 # 并填写；没有的不写，留着 # 就是没有填。
# 填好后运行 yuanzheng score 重新判定。个人信息（身份证号、手机等）只出现在要它的表里，
# 不进数据仓库、日志和网页。
"""
_PAPERS = """
# 附件：栏目或材料的编号 = 文件（相对于本文件的路径，几个文件写成方括号）。
# 证据里记它的 SHA-256 与页数。
[attachments]
"""
_EXAMPLES = {
    "line": '""', "text": '""', "count": "0", "wanyuan": "0.0", "date": "2025-01-01",
    "yes": "true", "url": '"https://"', "credit_code": '""', "id_number": '""', "phone": '""',
    "email": '""',
}  # fmt: skip
_TOLD = {
    "count": "数", "wanyuan": "万元", "date": "日期", "yes": "true 是，false 否",
    "credit_code": "18 位，加引号", "id_number": "18 位，加引号", "phone": "加引号",
}  # fmt: skip


def template(policies: Sequence[str]) -> str:
    """TOML in which everything is commented out: read as it is, it states nothing."""
    seen: set[str] = set()
    lines = [_HEAD]
    for policy in map(load, policies):
        lines += _policy(policy, seen)
    lines.append(_PAPERS)
    lines += dict.fromkeys(line for one in map(load, policies) for line in _materials(one))
    return "\n".join(lines) + "\n"


def _policy(policy: Policy, seen: set[str]) -> Iterator[str]:
    yield f"# ==== {policy.title}（{policy.kind}）"
    for form in policy.forms:
        own = [f for f in policy.fields if f.form == form.form_id and f.field_id not in seen]
        if own:
            yield f"\n# ---- {form.title}"
        for field in own:
            seen.add(field.field_id)
            yield from _field(field)


def _field(field: FormField) -> Iterator[str]:
    notes = [_TOLD.get(field.kind, ""), field.limit_words or "", "个人信息" * field.sensitive]
    if field.options:
        notes.append(f"可选 {'、'.join(field.options)}")
    told = "；".join(filter(None, notes))
    yield f"# {field.title}" + (f"（{told}）" if told else "")
    if field.guidance:
        yield f"#   {''.join(field.guidance.splitlines())}"
    yield f"# {field.field_id} = {_example(field)}"
    if field.field_id == "monthly_users":
        yield "# 或交按月的表（两列：月份、用户数），平均数由它算出"
        yield '# monthly_users_csv = "月活跃用户.csv"'


def _example(field: FormField) -> str:
    if field.kind == "choice":
        return f'"{field.options[0]}"'
    if field.kind == "choices":
        return f'["{field.options[0]}"]'
    columns = [re.sub(r"\s", "", column) for column in field.columns]
    if field.kind == "figures":
        return f"[{', '.join('0.0' for _ in columns)}]   # 依次为 {'、'.join(columns)}"
    if field.kind == "people":
        cells = ", ".join(f'"{column}" = ""' for column in columns)
        return f"[{{ {cells} }}]"
    if field.kind == "indicators":
        cells = ", ".join(f'"{column}"' for column in columns)
        return f"[[{cells}]]"
    return _EXAMPLES[field.kind]


def _materials(policy: Policy) -> Iterator[str]:
    for one in policy.materials:
        yield f"# {one.title}（{one.form}）"
        yield f'# "{one.material_id}" = "附件/….pdf"'
