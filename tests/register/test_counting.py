"""What counts towards a target, and why the rest does not: each rule on a made-up register."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from registering import PROGRAMME, companies, states, target

from scoring.policy_files import load, parse
from scoring.programme.entries import Entry, Judgement, Proof, Span
from scoring.programme.progress import progress
from scoring.programme.weighing import address, plain

Registered = Callable[..., dict[str, Any]]
MADE_UP = Path(__file__).parent / "made_up.csv"


def test_every_rule_shows_in_a_made_up_register(registered: Registered) -> None:
    told = registered(MADE_UP)
    assert states(told, "companies") == [
        ("甲公司", "计入"),
        ("乙公司", "计入"),
        ("丙公司", "计入"),
        ("丁公司", "不计入 日期 2022-12-31 早于计划开始的 2023-01-01"),
        ("戊公司", "不计入 日期 2026-01-01 晚于目标期限 2025-12-31"),
        ("己公司", "计入"),
        ("庚公司", "不计入 没有日期"),
        ("辛公司", "不计入 没有佐证"),
        ("壬公司", "不计入 佐证只写了文字，没有文件或网址"),
        ("甲 公 司", "不计入 与made_up.csv 第 4 行“甲公司”重复"),
        ("癸公司", "不计入 状态是“筹备中”，不是登记或已核对；没有日期；没有佐证"),
    ]
    assert states(told, "standards") == [
        ("甲规范", "计入"),
        ("甲规范（修订）", "不计入 与made_up.csv 第 15 行“甲规范”重复"),
        ("乙规范", "计入"),
        ("丙规范", "计入"),
    ]
    assert states(told, "events") == [("某某大会", "计入")] * 3
    assert target(told, "events")["by_year"] == {"2023": 1, "2024": 1, "跨年": 1}
    assert [target(told, one)["counted"] for one in ("platforms", "showcases")] == [1, 0]
    command = "yuanzheng run https://gitee.com/made-up/none"
    command += f" --policy {PROGRAMME} --as-of 2025-12-31"
    [(_, project)] = states(told, "star_projects")
    assert project == f"待判断 二（一）1 数据不足：数据仓库里没有这个项目：请先运行 {command}"
    [(_, community)] = states(told, "communities")
    assert community.startswith("待判断 二（四）8 数据不足")


@pytest.mark.parametrize(
    ("word", "confirmed"),
    [
        ("已核对", 1),
        ("已 核 实", 1),
        ("登记", 0),
        ("", 0),
        ("核对", None),
        ("是", None),
        ("在建", None),
    ],
)
def test_only_a_plain_word_makes_an_entry_confirmed(
    registered: Registered, word: str, confirmed: int | None
) -> None:
    line = f"平台,编造平台,2024-05-03,https://example.org/1,{word}"
    Path("登记簿.csv").write_text(f"类别,名称,日期,佐证,状态\n{line}\n", encoding="utf-8")
    found = target(registered("登记簿.csv"), "platforms")
    [reading] = found["readings"]
    assert (found["counted"], reading["confirmed"]) == (confirmed is not None, confirmed or 0)


def test_the_day_asked_about_bounds_what_counts(registered: Registered) -> None:
    told = dict(states(registered(MADE_UP, as_of="2025-06-30"), "companies"))
    assert told["丙公司"] == "不计入 日期 2025-12-31 晚于截止日 2025-06-30"
    assert told["己公司"] == "不计入 日期 2025 年 分不清在 2025-06-30 之前还是之后：请写到日"
    assert told["甲公司"] == "计入"


@pytest.mark.parametrize(
    ("many", "confirmed", "at_least_30", "at_least_31"),
    [
        (29, 29, "未达到，还差 1 个", "未达到，还差 2 个"),
        (30, 30, "达到", "未达到，还差 1 个"),
        (31, 31, "达到", "达到"),
        (31, 30, "达到", "登记数达到，还要核对 1 个"),
        (40, 0, "登记数达到，还要核对 30 个", "登记数达到，还要核对 31 个"),
    ],
)
def test_both_readings_at_their_edges(
    registered: Registered, many: int, confirmed: int, at_least_30: str, at_least_31: str
) -> None:
    told = registered(companies(Path("登记簿.csv"), many, confirmed))
    readings = target(told, "companies")["readings"]
    found = {one["needed"]: one["state"] for one in readings}
    assert found == {30: at_least_30, 31: at_least_31}
    assert {one["needed"]: one["place"] for one in readings} == {31: "一", 30: "二（二）3"}
    assert {one["counted"] for one in readings} == {many}
    assert {one["confirmed"] for one in readings} == {confirmed}


def test_every_target_of_the_text_stands_with_its_words(registered: Registered) -> None:
    told = registered(MADE_UP)
    said = [(o["place"], o["quote"], o["needed"]) for t in told["progress"] for o in t["readings"]]
    asked = [(t.place, t.quote, t.number + t.above) for t in load(PROGRAMME).targets]
    assert sorted(said) == sorted(asked)


def test_of_two_that_are_one_the_better_proved_counts(registered: Registered) -> None:
    lines = [
        "类别,名称,日期,佐证,状态",
        "平台,某 平台,2024-01-01,,登记",
        "平台,某平台,2024-03-01,https://example.org/1,登记",
        "平台,《某平台》,2024-02-01,https://example.org/2,已核对",
        "平台,某平台２,2024-02-01,https://example.org/3,已核对",
    ]
    Path("登记簿.csv").write_text("\n".join(lines), encoding="utf-8")
    told = registered("登记簿.csv")
    twin = "不计入 与登记簿.csv 第 4 行“《某平台》”重复"
    assert [state for _, state in states(told, "platforms")] == [twin, twin, "计入", "计入"]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_third_shows_two_to_be_one_wherever_it_stands(
    registered: Registered, order: tuple[int, ...]
) -> None:
    code = "91440300MA5FUC9P46"
    lines = [
        f"企业,甲公司,2024-0{order[0] + 1}-01,https://example.org/1,",
        f"企业,甲（深圳）公司,2024-0{order[1] + 1}-01,https://example.org/2,{code}",
        f"企业,甲公司,2024-0{order[2] + 1}-01,https://example.org/3,{code}",
    ]
    text = "\n".join(["类别,名称,日期,佐证,统一社会信用代码", *lines])
    Path("登记簿.csv").write_text(text, encoding="utf-8")
    found = [state for _, state in states(registered("登记簿.csv"), "companies")]
    assert sorted(one == "计入" for one in found) == [False, False, True]


def test_what_does_not_count_joins_no_two_that_do(registered: Registered) -> None:
    code = "91440300MA5FUC9P46"
    text = f"""类别,名称,日期,佐证,统一社会信用代码
企业,甲公司,2024-01-01,https://example.org/1,
企业,乙公司,2024-02-01,https://example.org/2,{code}
企业,甲公司,2024-03-01,,{code}"""
    Path("登记簿.csv").write_text(text, encoding="utf-8")
    found = [state[:3] for _, state in states(registered("登记簿.csv"), "companies")]
    assert found == ["计入", "计入", "不计入"]


OTHER = """
title = "编造的计划"
kind = "行动计划"
issuer = "编造的机关"
subject = "计划"
by_default = false
[source]
file = "none.txt"
sha256 = "0000000000000000000000000000000000000000000000000000000000000000"
[[clause]]
id = "一"
title = "编造的目标"
quote = "建成 2 个以上平台"
level = "参考"
table = "申报条件"
[[clause.check]]
by = "computed"
ask = "按登记簿统计"
[[target]]
id = "platforms"
title = "平台"
quote = "建成 2 个以上平台"
kind = "platform"
number = 2
above = false
until = 2030-12-31
place = "一"
"""


def test_any_policy_with_targets_will_do() -> None:
    """One that names no beginning; its clause has nothing to decide by, so date and proof do."""
    policy = parse("made-up", OTHER)
    proof = (Proof("https://example.org/1"),)
    days = (date(1995, 1, 1), date(2029, 12, 31), date(2031, 1, 1))
    entries = [
        Entry(f"第 {n} 行", "platform", f"平台{n}", Span(day, day), proof)
        for n, day in enumerate(days)
    ]

    def nobody(*_: object) -> Judgement:
        raise AssertionError("no clause is to be asked")

    [found] = progress(policy, entries, date(2029, 12, 31), nobody).targets
    assert [one.state for one in found.entries] == ["计入", "计入", "不计入"]
    [reading] = found.readings
    assert (reading.share, reading.state) == (100.0, "登记数达到，还要核对 2 个")
    assert not found.wavers


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1)


@given(NAMES, st.sampled_from([" ", "\u3000", "\u200b"]))
def test_spaces_tell_no_two_names_apart(name: str, space: str) -> None:
    assert plain(space.join(name)) == plain(name)


def test_marks_do_tell_names_and_addresses_apart() -> None:
    assert plain("C++") != plain("C#") != plain("C")
    assert address("https://gitee.com/a/b-c") != address("https://gitee.com/ab/c")
    assert address("https://gitee.com/A/b.git") == address("http://www.gitee.com/a/b/")
