"""Projects of one enterprise are found by code or name, and what they state goes to scoring."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from scoring.facts.held import Statement
from scoring.facts.rules import worked
from scoring.facts.together import AMOUNTS
from scoring.judging import judge
from scoring.policy_files import load
from yuanzheng.facts.confirming import code
from yuanzheng.facts.stating import Handed, given

AI = "nanshan-ai-industry"


def handed(home: Path, name: str, told: str, policy: str = AI) -> Handed:
    path = home / f"{name}.toml"
    path.write_text(told, encoding="utf-8")
    return Handed(name, name, path, (policy,))


def test_whose_a_broken_file_is_nobody_knows(tmp_path: Path) -> None:
    town, told = "guangdong-community", 'credit_code = "91440300708461136T"\n'
    broken = handed(tmp_path, "乙", f'{told}registered_on = "昨天"\n', "guangdong-center")
    own = handed(tmp_path, "甲", told, town)
    known = code(given([own]).given["甲"]["credit_code"])
    own = replace(own, confirmed=(f"credit_code@{known}",))
    policy = load(town)
    [clause] = [one for one in policy.clauses if one.clause_id == "一（五）"]
    fields = {one.field_id: one for one in policy.fields}
    for all_, ended in (((own,), "满足"), ((own, broken), "数据不足")):
        found = judge(town, clause, {}, {}, Statement(fields, given(all_).given["甲"]))
        assert found.outcome == ended
        assert ("“乙” 的申报事实有误" in found.reason) == (ended == "数据不足")


def test_amounts_of_one_enterprise_stand_in_the_finding_with_arithmetic(tmp_path: Path) -> None:
    company = 'credit_code = "91440300708461136T"\n'
    found = given([
        handed(tmp_path, "甲", f'{company}applicant = "某（集团）公司"\nactual_costs = 300\n'),
        handed(tmp_path, "乙", f"{company}actual_costs = 200\n"),
        handed(tmp_path, "丙", 'applicant = "某(集团) 公司"\n'),
        handed(tmp_path, "丁", 'applicant = "别的公司"\nactual_costs = 999\n'),
        handed(tmp_path, "戊", 'applicant = "某（集团）公司"\n', "guangdong-center"),
    ])  # fmt: skip
    assert not found.problems
    policy = load(AI)
    [clause] = [one for one in policy.clauses if one.clause_id == "三"]
    fields = {one.field_id: one for one in policy.fields}
    first = found.given["甲"]
    reason = judge(AI, clause, {}, {}, Statement(fields, first)).reason
    assert "“乙”实际发生费用 200 万元 × 30% = 60 万元" in reason
    assert "90 + 60 = 150 万元，与每家企业每年 100 万元相比取小：各项合起来最多 100 万元" in reason
    assert "“丙” 没有填实际发生费用，没有算进合计" in reason
    assert "丁" not in reason
    assert "戊" not in reason
    rule = clause.checks[0].rule
    assert rule is not None
    steps = {step.key: step.value for step in worked(rule, fields, first).steps}
    assert (steps["others"], steps["whole"], steps["most"]) == (60, 150, 100)
    assert AMOUNTS not in found.given["丁"]
