"""Nothing of the five texts is lost: every numbered point, every field of a form is somewhere.

Where the texts are not, golden/points.json stands for them: text → hash of each numbered point →
hashes of the quotes in it (none: a title); policy → hashes of what the cells of its form ask for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from scoring.policy_files import all_policies

GOLDEN = json.loads((Path(__file__).parent / "golden" / "points.json").read_text(encoding="utf-8"))
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


def information_table(policy_id: str, text: str) -> str:
    """As it stands in the text, cells parted by tabs."""
    end = "广东省人工智能和机器人领域\n开源生态中心" if "community" in policy_id else "项目申报说明"
    return text.split(FORM[policy_id])[1].split(end, maxsplit=1)[0]


def labels(policy_id: str, text: str) -> list[str]:
    """What the cells of the table ask for."""
    lines = information_table(policy_id, text).splitlines()
    cells = [cell.strip() for line in lines for cell in line.split("\t")]
    return [cell for cell in cells if cell and not BESIDE.fullmatch(cell)]


@pytest.mark.shared
@pytest.mark.parametrize("policy_id", sorted(FORM))
def test_every_cell_of_the_forms_is_a_field(policy_id: str, shared: Path) -> None:
    policy = next(one for one in all_policies() if one.policy_id == policy_id)
    text = (shared / "seeds" / policy.source.file).read_text(encoding="utf-8")
    table, found = information_table(policy_id, text), labels(policy_id, text)
    fields = {field.quote for field in policy.fields if field.form == "info"}
    assert len(found) > 20
    assert [label for label in found if label not in fields] == []
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


def short(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]


def points(text: str, file: str) -> dict[str, list[str]]:
    """Each numbered point of the text with the quotes in it."""
    quotes = quotes_of(file)
    units = [unit for unit in numbered(text) if unit]
    return {short(unit): sorted(short(q) for q in quotes if q in unit) for unit in units}


def asked(policy_id: str) -> set[str]:
    policy = next(one for one in all_policies() if one.policy_id == policy_id)
    return {short(one) for f in policy.fields for one in (f.quote, *f.columns, *f.options)}


@pytest.mark.parametrize("file", FILES)
def test_a_quote_of_every_point_is_still_there(file: str) -> None:
    held = {short(quote) for quote in quotes_of(file)}
    lost = [point for point, quotes in GOLDEN["points"][file].items()
            if quotes and held.isdisjoint(quotes)]  # fmt: skip
    assert len(GOLDEN["points"][file]) > 3
    assert lost == []


@pytest.mark.parametrize("policy_id", sorted(FORM))
def test_what_every_cell_asks_for_is_still_asked(policy_id: str) -> None:
    assert len(GOLDEN["cells"][policy_id]) > 20
    assert set(GOLDEN["cells"][policy_id]) - asked(policy_id) == set()


@pytest.mark.shared
@pytest.mark.parametrize("file", FILES)
def test_the_hashes_are_those_of_the_text(file: str, shared: Path) -> None:
    text = (shared / "seeds" / file).read_text(encoding="utf-8")
    found = points(text, file)
    assert found.keys() == GOLDEN["points"][file].keys()
    titles = {point for point, quotes in GOLDEN["points"][file].items() if not quotes}
    assert titles <= {point for point, quotes in found.items() if not quotes}


@pytest.mark.shared
@pytest.mark.parametrize("policy_id", sorted(FORM))
def test_the_cells_are_those_of_the_text(policy_id: str, shared: Path) -> None:
    policy = next(one for one in all_policies() if one.policy_id == policy_id)
    text = (shared / "seeds" / policy.source.file).read_text(encoding="utf-8")
    cells = {short(label) for label in labels(policy_id, text)}
    assert cells == set(GOLDEN["cells"][policy_id])
