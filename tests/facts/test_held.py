"""Facts against clauses: every outcome, and the arithmetic in the words."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import materials
from scoring.facts.held import Statement
from scoring.facts.rules import SAME
from scoring.facts.together import AMOUNTS
from scoring.facts.values import Attachment, Given
from scoring.judging import judge
from scoring.policy_files import all_policies, load
from scoring.policy_models import Policy

AI, TOWN = "nanshan-ai-industry", "guangdong-community"
PAPER = Attachment(path="附件/合同.pdf", sha256="ab" * 32, bytes=9, format="pdf", pages=3)


def outcome(
    policy_id: str, clause_id: str, facts: dict[str, Any] | None, *confirmed: str,
    limits: dict[str, float] | None = None,
) -> tuple[str, str]:  # fmt: skip
    policy = load(policy_id)
    [clause] = [one for one in policy.clauses if one.clause_id == clause_id]
    stated = None if facts is None else {
        name: Given(value=value, attachments=(PAPER,), confirmed=name in confirmed)
        for name, value in facts.items()
    }  # fmt: skip
    statement = Statement({f.field_id: f for f in policy.fields}, stated)
    found = judge(policy_id, clause, {}, limits or {}, statement)
    return found.outcome, found.reason


@pytest.mark.parametrize(
    ("clause", "facts", "confirmed", "ended", "words"),
    [
        ("四（一）6", None, (), "需人工佐证", "请填报合同金额并附合同"),
        ("四（一）6", {}, (), "数据不足", "facts.toml 里没有合同金额"),
        ("四（一）6", {"contract_amount": 19.9999}, (), "不满足", "还差 0.0001 万元"),
        ("四（一）6", {"contract_amount": 20.0}, (), "需人工佐证", "20 万元 ≥ 20 万元"),
        ("四（一）6", {"contract_amount": 20.0}, ("contract_amount",), "满足", "评审方已核对"),
        ("四（一）6", {"contract_amount": 20.0}, (), "需人工佐证", "附 附件/合同.pdf（SHA-256"),
        ("三", {"actual_costs": 100.0}, (), "需人工佐证", "× 30% = 30 万元"),
        ("三", {"actual_costs": 500.0}, (), "需人工佐证", "最多 100 万元，这是上限而不是承诺"),
        ("三", {"actual_costs": 500.0}, ("actual_costs",), "满足", "150 万元"),
        ("三", {}, (), "数据不足", "没有实际发生费用"),
        ("四（二）2", {"place_unchanged": False}, (), "不满足", "填的是“否”"),
        ("四（二）2", {"place_unchanged": True}, (), "需人工佐证", "附件/合同.pdf（SHA-256 ababab"),
        ("四（二）2", {"place_unchanged": True}, ("place_unchanged",), "满足", "评审方已核对"),
        ("四（一）2", {}, (), "需人工佐证", "完税证明"),
    ],
)  # fmt: skip
def test_each_outcome(
    clause: str, facts: dict[str, Any] | None, confirmed: tuple[str, ...], ended: str, words: str
) -> None:
    found, reason = outcome(AI, clause, facts, *confirmed)
    assert found == ended
    assert words in reason


@pytest.mark.parametrize(
    ("closed", "ended", "words"),
    [
        ("2025-06-04", "需人工佐证", "期间 2025-06-04 至 2026-06-04"),
        ("2025-06-03", "不满足", "早 1 天"),
        ("2026-06-04", "需人工佐证", "含首尾两日"),
        ("2026-06-05", "不满足", "晚 1 天"),
    ],
)
def test_a_year_before_both_ends_counted(closed: str, ended: str, words: str) -> None:
    facts = {"closed_on": closed, "accepted_on": "2026-01-01", "opened_on": "2026-06-04"}
    found, reason = outcome(AI, "四（一）5", facts)
    assert (found, words in reason) == (ended, True), reason


def test_a_leap_day_has_a_year_before() -> None:
    facts = {"closed_on": "2027-02-28", "accepted_on": "2027-02-28", "opened_on": "2028-02-29"}
    assert outcome(AI, "四（一）5", facts)[0] == "需人工佐证"
    facts["closed_on"] = "2027-02-27"
    assert outcome(AI, "四（一）5", facts)[0] == "不满足"


def test_the_costs_of_the_named_span_decide() -> None:
    found, reason = outcome(TOWN, "三-1", {"running_costs": (1.0, 2.0, 3.0, 3000.0)})
    assert found == "需人工佐证"
    assert "3,000 万元 × 30% = 900 万元，与 800 万元相比取小：最多 800 万元" in reason
    assert outcome(TOWN, "三-1", {"running_costs": (1.0, 2.0, 3.0, None)})[0] == "数据不足"


@pytest.mark.parametrize(
    ("costs", "words"),
    [
        (2666.6666, "= 799.99998 万元，与 800 万元相比取小：最多 799.99998 万元"),
        (2666.6667, "= 800.00001 万元，与 800 万元相比取小：最多 800 万元"),
        (0.0, "0 万元 × 30% = 0 万元"),
        (0.1 + 0.2, "0.3 万元 × 30% = 0.09 万元"),
    ],
)
def test_the_cap_at_its_edge(costs: float, words: str) -> None:
    assert words in outcome(TOWN, "三-1", {"running_costs": (None, None, None, costs)})[1]


def test_items_that_do_not_add_up_are_pointed_out() -> None:
    items = (("云服务器", "10.5"), ("培训", "1"))
    facts = {"cost_items": items, "running_costs": (None, None, None, 11.5)}
    assert "合计 11.5 万元，与填报的 11.5 万元相等" in outcome(TOWN, "三-2", facts)[1]
    found, reason = outcome(TOWN, "三-2", facts | {"running_costs": (None, None, None, 12.0)})
    assert found == "需人工佐证"
    assert "相差 0.5 万元" in reason


@pytest.mark.parametrize("amount", ["nan", "inf", "-5", "100万", "", "1e9"])
def test_an_item_without_an_amount_is_named(amount: str) -> None:
    items = (("云服务器", "１，０００ 万元"), ("培训", amount))
    facts = {"cost_items": items, "running_costs": (None, None, None, 1000.0)}
    found, reason = outcome(TOWN, "三-2", facts)
    assert found == "数据不足"
    assert "运营费用的列支第 2 项的金额不是以万元为单位的数" in reason


def test_one_applicant_one_project() -> None:
    alone = {"credit_code": "91440300708461136T", SAME: ()}
    assert "别处有没有，这里看不到" in outcome(TOWN, "一（五）", alone)[1]
    assert outcome(TOWN, "一（五）", alone, "credit_code")[0] == "满足"
    found, reason = outcome(TOWN, "一（五）", alone | {SAME: ("另一个项目",)}, "credit_code")
    assert found == "需人工佐证"
    assert "“另一个项目”" in reason


@pytest.mark.parametrize(
    ("domains", "ended"),
    [(("其他",), "需人工佐证"), (("机器人", "其他"), "满足"), (("人工智能",), "满足")],
)
def test_a_choice_the_text_does_not_speak_of_answers_nothing(
    domains: tuple[str, ...], ended: str
) -> None:
    """申报项目应在人工智能或机器人领域具有一定影响."""
    facts = {"domains": domains, "strengths": "优势"}
    for policy_id, clause in (
        (TOWN, "一（三）"),
        ("guangdong-center", "一（三）"),
        (TOWN, "二（一）3"),
    ):
        found, reason = outcome(policy_id, clause, facts, *facts)
        assert (found, "不是条文所说的" in reason) == (ended, ended != "满足"), reason


def test_the_reviewers_number_decides_where_the_text_has_none() -> None:
    facts = {"served_companies": 40}
    ask = ("guangdong-center", "二（二）2", facts)
    assert outcome(*ask)[0] == "需人工佐证"
    assert "门槛由评审方在 config.toml 设定" in outcome(*ask)[1]
    assert outcome(*ask, limits={"served_companies": 50})[0] == "不满足"
    assert "还差 10" in outcome(*ask, limits={"served_companies": 50})[1]
    assert outcome(*ask, limits={"served_companies": 40})[0] == "需人工佐证"
    assert outcome(*ask, "served_companies", limits={"served_companies": 40})[0] == "满足"


def test_what_is_personal_is_never_in_a_reason() -> None:
    policy = load("guangdong-center")
    [clause] = [one for one in policy.clauses if one.clause_id == "二（二）1-1"]
    facts = {"summary": Given(value="简介"), "staff": Given(value=None)}
    statement = Statement({f.field_id: f for f in policy.fields}, facts)
    assert "主要人员已填（个人信息，不在这里显示）" in judge("x", clause, {}, {}, statement).reason


PERSON = {"applicant": "张三", "applicant_kind": "个人"}
FIRM = {"applicant": "某公司", "applicant_kind": "企事业单位", "in_nanshan": True}


@pytest.mark.parametrize(
    ("facts", "ended", "words"),
    [
        (PERSON, "数据不足", "没有个人、团队所有成员；个人、团队提交所有成员身份证明"),
        (PERSON | {"members": None}, "满足", "已填（个人信息，不在这里显示）"),
        (PERSON | {"members": None, "in_nanshan": False}, "满足", "张三"),
        (FIRM | {"members": None}, "数据不足", "没有统一社会信用代码"),
        (FIRM | {"credit_code": "91440300708461136T"}, "满足", "在南山区依法经营 是"),
        (FIRM | {"in_nanshan": False, "credit_code": "9"}, "不满足", "填的是“否”"),
        ({"applicant": "某"}, "数据不足", "没有申报对象类别"),
    ],
)
def test_what_is_asked_of_enterprises_alone_is_not_asked_of_persons(
    facts: dict[str, Any], ended: str, words: str
) -> None:
    """参与开源生态建设的优秀个人、团队，或在南山区依法经营的企事业单位及机构."""
    for policy_id in ("nanshan-project", "nanshan-platform"):
        found, reason = outcome(policy_id, "四（一）", facts, *facts)
        assert found == ended, reason
        assert words in reason
        assert "统一社会信用代码" not in reason or facts["applicant_kind"] != "个人"


def test_papers_of_other_kinds_of_applicants_are_not_lacking() -> None:
    def states(policy_id: str, kind: str | None) -> dict[str, str]:
        facts = {} if kind is None else {"applicant_kind": Given(value=kind)}
        rows = materials.rows([("甲", load(policy_id))], {"甲": facts})
        return {str(row["material_id"]): str(row["state"]) for row in rows}

    ids = ("七（三）-1", "七（三）-2", "七（四）")
    for kind, told in (
        (None, ["缺少"] * 3),
        ("团队", ["视情况", "视情况", "缺少"]),
        ("企事业单位", ["缺少", "缺少", "视情况"]),
    ):
        assert [states("nanshan-project", kind)[one] for one in ids] == told
    assert states(AI, "企事业单位") == states(AI, None), "it asks enterprises alone"


@pytest.mark.parametrize("policy", all_policies(), ids=lambda policy: policy.policy_id)
@settings(deadline=None)
@given(data=st.data())
def test_no_statement_alone_makes_anything_good(policy: Policy, data: st.DataObject) -> None:
    """Whatever an applicant states, nothing it states is 满足 before the reviewer's word."""
    asked = {name for clause in policy.clauses for c in clause.checks for name in c.facts()}
    values = st.sampled_from([True, 10_000, "2026-01-01", (1.0, 2.0, 3.0, 4.0), (("a", "4"),)])
    facts = data.draw(st.fixed_dictionaries({}, optional=dict.fromkeys(sorted(asked), values)))
    given_ = {name: Given(value=value) for name, value in facts.items()}
    statement = Statement({f.field_id: f for f in policy.fields}, given_)
    limits = dict.fromkeys(policy.threshold_names(), 1.0)
    for clause in policy.clauses:
        assert judge(policy.policy_id, clause, {}, limits, statement).outcome != "满足"


@given(
    own=st.decimals(0, 900, places=2).map(float),
    others=st.lists(st.decimals(0, 900, places=2).map(float), min_size=1, max_size=4),
)
@settings(max_examples=60, deadline=None)
def test_projects_of_one_enterprise_share_one_cap(own: float, others: list[float]) -> None:
    rows = tuple((f"项目{n}", "actual_costs", str(one)) for n, one in enumerate(others))
    _, reason = outcome(AI, "三", {"actual_costs": own, AMOUNTS: rows})
    most = min(100.0, sum(one * 0.3 for one in (own, *others)))
    said = float(reason.partition("各项合起来最多 ")[2].partition(" 万元")[0])
    assert abs(said - most) < 1e-5
    assert all(f"“项目{n}”" in reason for n in range(len(others)))


def test_a_project_that_states_nothing_is_not_added_up() -> None:
    told = {"actual_costs": 100.0, AMOUNTS: (("乙", "actual_costs", ""),)}
    _, reason = outcome(AI, "三", told)
    assert "“乙” 没有填实际发生费用，没有算进合计" in reason
    assert "合起来" not in reason
    assert "同一企业" not in outcome(AI, "三", {"actual_costs": 100.0})[1]
