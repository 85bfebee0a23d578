"""What is shown of a project while the derived tables are of another instant, scored last."""

from __future__ import annotations

from types import SimpleNamespace

import compared_sample
import pytest

from scoring import measuring
from scoring.metric_files import by_id
from yuanzheng.web.documents import growing
from yuanzheng.web.documents.projects import GrowthGrade
from yuanzheng.web.reading import flags
from yuanzheng.web.reading.overview import overview

AT = compared_sample.AS_OF


def test_a_licence_to_look_at_stays_one_when_a_past_instant_was_scored_last(warehouse):
    """The table of verdicts then says of all repositories what was known at that instant."""
    compared_sample.define(warehouse)
    compared_sample.put(warehouse, "one", {"stars": 3.0})
    repo = {"project_id": "one", "repo_id": "github:a/one", "platform": "github",
            "kind": "repository", "url": "x"}  # fmt: skip
    verdict = {"repo_id": repo["repo_id"], "declared": "NOASSERTION", "concluded": "NOASSERTION",
               "osi": "unknown", "fsf": "unknown", "in_repository": "unknown",
               "in_documents": "unknown", "agreement": "unknown", "verdict": "unknown",
               "reason": "没有读到", "list_version": "3.26"}  # fmt: skip
    said = compared_sample._figure(
        "one", AT, "licence_verdict", repo["repo_id"], value_text="各处说法冲突"
    )
    for table, row in (("project_repo", repo), ("licence_verdict", verdict), ("measurement", said)):
        measuring.insert(warehouse, table, [row])
    assert "licence" in overview(warehouse, (), AT)[0].flags


@pytest.mark.parametrize(("said", "apart"), [
    ("A 与常见增长一致：没有少见之处", False), ("A 与常见增长一致：最多的 14 天占 3.0 %", True),
    ("D 与常见增长不同，需要说明：突增", True), (None, True),
])  # fmt: skip
def test_growth_of_another_instant_is_told_apart(said, apart):
    row = SimpleNamespace(metric_id="star_evidence", part="github:a/one", value_text=said)
    one = GrowthGrade(repo_id="github:a/one", series="stars", grade="A", total=60, judged=60,
                      reason="没有少见之处")  # fmt: skip
    assert growing.elsewhere(SimpleNamespace(rows=lambda: [row]), one) is apart
    assert not growing.elsewhere(SimpleNamespace(rows=list), one)


def test_the_words_a_licence_is_flagged_for_are_those_of_the_metric():
    words = set(by_id()["licence_verdict"].words)
    assert words > flags._UNDOUBTED
    assert words - flags._UNDOUBTED == {
        "没有许可证", "不是 OSI 批准的许可证", "自定义许可证", "OSI 不审此类许可证（模型或数据集）",
        "各处说法冲突", "OSI 批准但文本有改动或附加条件",
    }  # fmt: skip
