"""Suggested weights: one for each policy file that has them, said to be ours, never impossible."""

from __future__ import annotations

import re

import pytest

from scoring.comparison.presets import CONFIGURED, STANDARD, ready
from scoring.comparison.weights import scheme, standard
from scoring.errors import ScoringError
from scoring.policy_files import all_policies, parse

POLICY = """
title = "某项政策"
kind = "某类"
issuer = "某局"
[source]
file = "a.txt"
sha256 = "{sha}"
[[clause]]
id = "一"
title = "某条"
quote = "某条的原文"
level = "必须"
table = "社区运营"
[[clause.check]]
by = "fact"
ask = "请提交说明"
[comparison]
reason = "条文看的是某事"
[comparison.weights]
{weights}
"""


def written(weights: str) -> str:
    return POLICY.format(sha="a" * 64, weights=weights)


def test_every_policy_with_weights_is_a_preset_that_says_whose_they_are() -> None:
    found = {one.preset_id: one for one in ready({})}
    named = [policy.policy_id for policy in all_policies() if policy.comparison]
    assert list(found) == [STANDARD, *named]
    for policy_id in named:
        one = found[policy_id]
        assert one.origin == "源证建议，条文没有写权重"
        assert one.reason
        assert sum(i.weight for i in one.scheme.indicators) == pytest.approx(1)
        assert one.scheme.by_people() <= standard().people_most


def test_what_the_reviewer_configured_is_a_preset_of_its_own() -> None:
    found = {one.preset_id: one for one in ready({"stars": 0.3})}
    assert found[CONFIGURED].origin == "评审方"
    assert found[CONFIGURED].scheme.indicators[0].weight == 0.3


def test_a_policy_file_brings_its_weights_along() -> None:
    policy = parse("sixth", written("stars = 0.3"))
    assert policy.comparison is not None
    assert policy.comparison.weights == {"stars": 0.3}


@pytest.mark.parametrize(
    ("weights", "words"),
    [("star = 0.1", "最接近的是 stars"), ("people = 0.9", "按人数的权重太大"), ("", "weights")],
)
def test_weights_that_cannot_be_are_refused_by_name(weights: str, words: str) -> None:
    with pytest.raises(ScoringError, match=words) as refused:
        parse("sixth", written(weights))
    assert "sixth.toml" in str(refused.value)
    assert "。。" not in str(refused.value)


def test_what_is_refused_for_heads_says_how_much_may_be() -> None:
    few = {"stars": 0.0, "forks": 0.0, "commits": 0.09}
    with pytest.raises(ScoringError) as refused:
        scheme(few)
    most = re.search(r"把 people 调低到 ([\d.]+)", str(refused.value))
    assert most
    scheme({**few, "people": float(most[1])})
    with pytest.raises(ScoringError):
        scheme({**few, "people": float(most[1]) + 0.0002})
