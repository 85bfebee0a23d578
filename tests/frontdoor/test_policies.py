"""policies: all of them are listed, and each is said whole."""

from __future__ import annotations

import json

import pytest

from scoring.policy_files import all_policies, policy_ids
from scoring.policy_models import Policy
from yuanzheng import failures
from yuanzheng.cli import run

each = pytest.mark.parametrize("policy", all_policies(), ids=lambda policy: policy.policy_id)


def test_all_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["policies"]) == 0
    listed = capsys.readouterr().out
    assert [one for one in policy_ids() if one not in listed] == []
    assert run(["policies", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["policies"]
    assert [one["policy_id"] for one in found] == list(policy_ids())
    assert {one["policy_id"] for one in found if one["by_default"]} == {
        "nanshan-platform", "nanshan-project",
    }  # fmt: skip


@each
def test_nothing_of_a_policy_is_left_unsaid(
    policy: Policy, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["policies", "show", policy.policy_id]) == 0
    said = capsys.readouterr().out
    parts = (
        policy.clauses, policy.amounts, policy.materials, policy.benefits, policy.deadlines,
        policy.targets, policy.points,
    )  # fmt: skip
    wanted = [one.quote for part in parts for one in part]
    wanted += [quote for doubt in policy.doubts for quote in doubt.quotes]
    wanted += [field.title for field in policy.fields]
    wanted += policy.threshold_names()
    wanted += [f"（{one.each}：" for one in policy.amounts if one.each]
    wanted += [f"{one.cap:g} 万元" for one in policy.amounts if one.cap]
    assert [words for words in wanted if words not in said] == []
    assert run(["policies", "show", policy.policy_id, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)["policies"][0]
    assert len(document["clauses"]) == len(policy.clauses)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["show"], "只能不写，或写 show 和一个政策的编号"),
        (["list"], "只能不写，或写 show"),
        (["show", "nanshan-projekt"], "没有政策“nanshan-projekt”，最接近的是 nanshan-project。"),
        (["show", "广东"], "没有政策“广东”，最接近的是 guangdong-center、guangdong-community。"),
        (["show", "不相干"], "没有政策“不相干”。现有政策："),
        (["show", "a", "b"], "只能不写"),
    ],
)
def test_other_words_end_in_a_sentence(
    words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["policies", *words]) in {1, failures.USAGE}
    assert sentence in capsys.readouterr().err
