"""The papers a policy asks for, and which of them there are: writes `material_state`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from scoring.facts.values import Facts, Value
from scoring.policy_models import Policy
from scoring.policy_parts import Material, signatures

State = Literal["已附", "源证可出", "视情况", "缺少"]
Row = dict[str, object]
# What the applicant is, where a policy asks several kinds of them.
KIND = "applicant_kind"
_OURS = {
    "证据包": "证据表、截图与原始数据：yuanzheng pack",
    "表格": "按政策的格式填好，空白处由申报单位补",
    "清单": "可由证据表整理",
}


def rows(held: Sequence[tuple[str, Policy]], facts: Mapping[str, Facts]) -> Iterator[Row]:
    """One row for each material of each policy a project is held against, in their order.

    已附: the applicant has attached it; 源证可出: this program makes it; 视情况: asked of some
    only, or of other kinds of applicants; 缺少: nobody has handed it in. What is attached is there,
    not checked.
    """
    for project_id, policy in held:
        told = facts.get(project_id, {})
        asked = any(field.field_id == KIND for field in policy.fields)
        kind = told[KIND].value if asked and KIND in told else None
        for place, one in enumerate(policy.materials, 1):
            state, detail = _state(one, told, kind)
            yield {
                "project_id": project_id, "policy_id": policy.policy_id,
                "material_id": one.material_id, "sort_order": place, "title": one.title,
                "quote": one.quote, "form": one.form, "copies": one.copies, "state": state,
                "detail": detail, "signed": signatures(one.signed),
            }  # fmt: skip


def _state(one: Material, facts: Facts, kind: Value | None) -> tuple[State, str]:
    papers = facts[one.material_id].attachments if one.material_id in facts else ()
    if papers:
        sizes = (f"{a.path}（{_size(a.bytes, a.pages)}，SHA-256 {a.sha256[:12]}…）" for a in papers)
        return "已附", "、".join(sizes)
    if kind is not None and kind not in one.applicants:
        return "视情况", f"条文只向{'、'.join(one.applicants)}要，申报对象类别填的是“{kind}”"
    if one.by_us:
        return "源证可出", _OURS[one.by_us]
    if one.only_if:
        return "视情况", one.only_if
    return "缺少", "请在 facts.toml 的 [attachments] 里附上"


def _size(many: int, pages: int | None) -> str:
    told = f"{many / (1 << 20):,.1f} MB" if many >= 1 << 20 else f"{max(1, many >> 10)} KB"
    return told if pages is None else f"{pages} 页，{told}"
