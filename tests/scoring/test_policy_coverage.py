"""Nothing of the five texts is lost: every numbered point, every field of a form is somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from scoring.policy_files import all_policies

FILES = sorted({policy.source.file for policy in all_policies()})
NUMBER = re.compile(
    r"^\s*(?:\[bookmark: \S+\]\s*)?(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[)）]"
    r"|\d+[.、](?!\d)|关于建议[一二三四五六七八九十]：)"
)
# A title says nothing by itself.
TITLE = re.compile(r"[^。；;，：:]{1,30}|.*：")


def numbered(text: str) -> Iterator[str]:
    """Each numbered line with the lines that follow it up to the next."""
    unit: list[str] = []
    for line in text.splitlines():
        if NUMBER.match(line):
            yield "\n".join(unit)
            unit = [line]
        elif unit:
            unit.append(line)
    yield "\n".join(unit)


def quotes_of(file: str) -> set[str]:
    return {
        text
        for policy in all_policies()
        if policy.source.file == file
        for text in policy.quoted()
        if len(text) > 3
    }


@pytest.mark.shared
@pytest.mark.parametrize("file", FILES)
def test_every_numbered_point_is_quoted(file: str, shared: Path) -> None:
    text = (shared / "seeds" / file).read_text(encoding="utf-8")
    quotes = quotes_of(file)
    units = [unit for unit in numbered(text) if unit]
    lost = [
        unit
        for unit in units
        if not any(quote in unit for quote in quotes)
        and not TITLE.fullmatch(NUMBER.sub("", unit.strip().splitlines()[0]))
    ]
    assert len(units) > 3
    assert lost == []


@pytest.mark.shared
def test_every_text_has_a_policy(shared: Path) -> None:
    assert [path.name for path in sorted((shared / "seeds").glob("*.txt"))] == FILES


FORM = {
    "guangdong-community": "2026 年开源社区项目信息表",
    "guangdong-center": "2026 年开源生态中心项目信息表",
}
# What stands in a cell beside the fields themselves: groups, years, choices, hints.
BESIDE = re.compile(
    r"[（(].*|<input.*|\d、.*|2026.*|联系人信息|社区经营指标|经营指标|社区基本情况|\d{4}.*|介绍.*"
)


@pytest.mark.shared
@pytest.mark.parametrize("policy_id", sorted(FORM))
def test_every_cell_of_the_forms_is_a_field(policy_id: str, shared: Path) -> None:
    policy = next(one for one in all_policies() if one.policy_id == policy_id)
    text = (shared / "seeds" / policy.source.file).read_text(encoding="utf-8")
    table = text.split(FORM[policy_id])[1].split(
        "广东省人工智能和机器人领域\n开源生态中心" if "community" in policy_id else "项目申报说明"
    )[0]
    cells = [cell.strip() for line in table.splitlines() for cell in line.split("\t")]
    labels = [cell for cell in cells if cell and not BESIDE.fullmatch(cell)]
    fields = {field.quote for field in policy.fields if field.form == "info"}
    assert len(labels) > 20
    assert [label for label in labels if label not in fields] == []
    ticked = set(re.findall(r'<input type="checkbox"> ([^<\s_]+)', table))
    options = {option for field in policy.fields for option in field.options} | {"是", "否"}
    assert ticked - options == set()
    assert [one for field in policy.fields for one in field.columns if one not in text] == []
    assert sorted(re.findall(r"不超过 (\d+) 字", table)) == sorted(
        str(field.limit) for field in policy.fields if field.form == "info" and field.limit
    )


@pytest.mark.shared
@pytest.mark.parametrize("policy_id", sorted(FORM))
def test_every_blank_of_the_papers_is_a_field(policy_id: str, shared: Path) -> None:
    """附件2 and 附件3: what is to be written after a colon, and the heads of the tables."""
    policy = next(one for one in all_policies() if one.policy_id == policy_id)
    text = (shared / "seeds" / policy.source.file).read_text(encoding="utf-8")
    papers = text.split("附件 2\n\n证明材料")[1]
    blanks = {re.sub(r"\s", "", one) for one in re.findall(r"([^\W_][^\W_ ]{1,7})[：:] ?_", papers)}
    heads = {
        re.sub(r"\s", "", cell)
        for line in papers.splitlines() if line.startswith("序号\t")
        for cell in line.split("\t")[1:]
    }  # fmt: skip
    known = {
        re.sub(r"\s", "", one) for field in policy.fields for one in (field.title, *field.columns)
    }
    # the same things by other names, and what stands there by itself
    known |= {"地址", "成立时间", "日期", "申报单位", "申报人名称", "姓名", "性别", "年龄", "职务"}
    named = {one for one in blanks | heads if not any(one.startswith(k) for k in known)}
    assert len(blanks) >= 9
    assert (
        named
        - {"项目类型(开源社区项目或开源生态中心项目)", "运营费用(2024年7月1日至2025年6月30日)"}
        == set()
    )
