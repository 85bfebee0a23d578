"""Every outcome every clause can end in, and what its reason says."""

from __future__ import annotations

from typing import Any

import pytest

from scoring.errors import ScoringError
from scoring.figures import Figure
from scoring.judging import judge
from scoring.policy_files import all_policies, load
from scoring.policy_models import Clause

GH = "github:o/p"
LOW = {"active_contributors": 1, "code_commits": 1, "docs_commits": 1, "discussion_acts": 1,
       "stars": 1, "forks": 1}  # fmt: skip
HIGH = dict.fromkeys(LOW, 1000.0)
POLICIES = ("nanshan-platform", "nanshan-project")


def _limits(policy_id: str, values: dict[str, float]) -> dict[str, dict[str, float]]:
    return {policy_id: {name: values[name] for name in load(policy_id).threshold_names()}}


def _project(town: Any, at: Any, *, grade: str = "complete", licence: str = "osi_verbatim",
             agreement: str = "agree", named: str = "yes", created: str = "2020-01-01",
             private: bool = False, seats: str = "github") -> None:  # fmt: skip
    """A project with two of everything; `grade` of all its streams."""
    town.project("p", GH, policies=POLICIES)
    town.state(GH, grade=grade, reason=None if grade == "complete" else "请求配额用完")
    for name in ("stars", "forks", "watchers"):
        town.snapshot(GH, name, 2, "2025-12-01")
    town.record("repo_fact", repo_id=GH, created_at=at(created), is_private=private)
    for person in ("u1", "u2"):
        town.put("person_alias", identity_id=f"i{person}", person_id=person, rule="alone",
                 reason="独", bot="human", bot_reason=None)  # fmt: skip
        town.record("identity", identity_id=f"i{person}", platform=seats)
        for kind in ("code", "docs", "discussion"):
            town.act("p", person, kind, "2025-06-01", f"{person}{kind}")
    town.put("licence_verdict", repo_id=GH, declared="MIT", concluded="MIT", osi="yes", fsf="yes",
             in_repository="yes", in_documents=named, agreement=agreement, verdict=licence,
             reason="理由。", list_version="3.29")  # fmt: skip
    town.put("third_party", repo_id=GH, origin="package", name="a", place="lock", licence="MIT",
             licence_source="lock", is_open="yes", compatible="yes", named="yes",
             answer_id="a")  # fmt: skip
    town.put("third_party_verdict", repo_id=GH, looked=True, document="yes",
             document_paths=["NOTICE"])  # fmt: skip


def _found(town: Any, policy: str, clause: str) -> dict[str, Any]:
    (row,) = town.warehouse.query(
        "SELECT outcome, reason, threshold FROM finding"
        " WHERE project_id = 'p' AND policy_id = $policy AND clause_id = $clause",
        {"policy": policy, "clause": clause},
    )
    found: dict[str, Any] = row
    return found


PLATFORM, PROJECT = POLICIES
# clause → outcome → (what the project is like, thresholds)
WAYS: dict[tuple[str, str], dict[str, tuple[dict[str, Any], dict[str, float] | None]]] = {
    **{
        (policy, clause): {"需人工佐证": ({}, LOW)}
        for policy in POLICIES
        for clause in ("一", "二（一）", "四（一）")
    },
    (PLATFORM, "四（二）1（1）"): {
        "需人工佐证": ({}, None),
        "不满足": ({"created": "2025-06-01"}, None),
        "数据不足": ({"created": "2025-06-01", "grade": "partial"}, None),
    },
    (PLATFORM, "四（二）1（2）"): {
        "满足": ({}, LOW),
        "不满足": ({}, HIGH),
        "需人工佐证": ({}, None),
        "数据不足": ({"grade": "not_observable"}, LOW),
    },
    (PLATFORM, "四（二）1（3）"): {
        "需人工佐证": ({}, LOW),
        "不满足": ({}, HIGH),
        "数据不足": ({"grade": "not_observable"}, None),
    },
    (PROJECT, "四（二）2（1）"): {
        "需人工佐证": ({}, None),
        "不满足": ({"private": True}, None),
        "数据不足": ({"grade": "not_observable"}, None),
    },
    (PROJECT, "四（二）2（2）"): {
        "满足": ({}, None),
        "不满足": ({"licence": "non_osi"}, None),
        "需人工佐证": ({"licence": "osi_modified"}, None),
        "数据不足": ({"grade": "partial"}, None),
    },
    (PROJECT, "四（二）2（3）"): {
        "需人工佐证": ({}, LOW),
        "数据不足": ({"grade": "not_observable"}, None),
    },
    (PROJECT, "四（二）2（4）"): {
        "满足": ({}, LOW),
        "不满足": ({}, HIGH),
        "需人工佐证": ({}, None),
        "数据不足": ({"grade": "not_observable"}, LOW),
    },
}
CASES = [(*key, outcome) for key, ways in WAYS.items() for outcome in ways]


@pytest.mark.parametrize(("policy", "clause", "outcome"), CASES, ids="-".join)
def test_outcome_is_reached(town: Any, at: Any, policy: str, clause: str, outcome: str) -> None:
    like, values = WAYS[policy, clause][outcome]
    _project(town, at, **like)
    town.measure()
    town.conclude(_limits(policy, values) if values else None)
    found = _found(town, policy, clause)
    assert found["outcome"] == outcome, found["reason"]
    assert found["reason"].endswith("。")
    if outcome == "数据不足":
        assert "请求配额用完" in found["reason"]
        assert "运行 yuanzheng refresh" in found["reason"]


@pytest.mark.parametrize(
    ("grade", "licence", "outcome"),
    [
        ("complete", "osi_verbatim", "满足"),
        ("partial", "osi_verbatim", "数据不足"),
        ("not_observable", "osi_verbatim", "数据不足"),
        ("partial", "non_osi", "不满足"),
    ],
)
def test_licences_of_an_owner_whose_list_was_not_read_settle_nothing(
    town: Any, at: Any, grade: str, licence: str, outcome: str
) -> None:
    """All repositories must be licensed: those nobody has read, too."""
    _project(town, at, licence=licence)
    town.put("project_owner", project_id="p", repo_id="github:o", platform="github",
             url="https://x/o", include_forks=False)  # fmt: skip
    reason = None if grade == "complete" else "清单没有读完。"
    town.state("github:o", "owner_repositories", grade=grade, reason=reason)
    town.measure()
    town.conclude()
    found = _found(town, PROJECT, "四（二）2（2）")
    assert found["outcome"] == outcome, found["reason"]
    assert ("github:o 的组织或用户的仓库清单：清单没有读完" in found["reason"]) == bool(reason)


def test_all_clauses_are_among_the_ways() -> None:
    clauses = {(p.policy_id, c.clause_id) for p in all_policies() for c in p.clauses}
    assert {key for key in clauses if key[0] in POLICIES} == set(WAYS)


def test_nothing_is_fulfilled_without_data_or_thresholds(town: Any) -> None:
    town.project("p", GH, policies=POLICIES)
    town.measure()
    town.conclude(_limits(PROJECT, LOW))
    rows = town.warehouse.query("SELECT outcome FROM finding")
    assert len(rows) == 13
    assert {row["outcome"] for row in rows} == {"数据不足", "需人工佐证"}


def test_reason_and_threshold_say_who_set_what(town: Any, at: Any) -> None:
    _project(town, at)
    town.measure()
    town.conclude({PLATFORM: {"active_contributors": 2}})
    age = _found(town, PLATFORM, "四（二）1（1）")
    assert age["threshold"] == "持续时间 ≥ 365 天（条文“持续运营1年以上”）"
    assert "持续时间 2,202 天，达到 ≥ 365 天" in age["reason"]
    people = _found(town, PLATFORM, "四（二）1（2）")
    assert people["threshold"] == "活跃贡献者 ≥ 2 人（config.toml 设定，须由评审方确认）"
    assert "活跃贡献者 2 人（上限；下限 2 人），达到 ≥ 2 人" in people["reason"]
    assert "实质性提交数（代码提交） 2 次；实质性提交数（文档贡献） 2 次" in people["reason"]
    assert (
        "条文未给出数值，门槛由评审方在 config.toml 设定：[scoring.thresholds.nanshan-platform]"
        " 的 code_commits、docs_commits、discussion_acts。" in people["reason"]
    )
    assert people["outcome"] == "需人工佐证", "没有设定的门槛不能算作达到"
    assert _found(town, PROJECT, "四（二）2（4）")["threshold"] is None


def test_bare_signatures_reach_no_number_of_people(town: Any, at: Any) -> None:
    """Anybody can write any name into a commit."""
    _project(town, at, seats="git")
    town.measure()
    town.conclude({PLATFORM: {"active_contributors": 2}})
    people = _found(town, PLATFORM, "四（二）1（2）")
    assert people["outcome"] == "需人工佐证"
    assert "（上限；下限 1 人），上限达到 ≥ 2 人" in people["reason"]


def test_a_history_without_a_platform_fulfils_nothing(town: Any, at: Any) -> None:
    _project(town, at)
    town.warehouse.execute("UPDATE project_repo SET platform = 'git'")
    town.measure()
    town.conclude(_limits(PROJECT, LOW))
    rows = town.warehouse.query("SELECT outcome, reason FROM finding")
    assert "满足" not in {row["outcome"] for row in rows}
    assert any("没有平台佐证" in row["reason"] for row in rows)


def test_a_year_is_365_days_inclusive(town: Any, at: Any) -> None:
    for created, outcome in (("2025-01-11", "需人工佐证"), ("2025-01-11T00:00:01", "不满足")):
        town.warehouse.execute(
            "DELETE FROM project; DELETE FROM project_repo; DELETE FROM stream_state"
        )
        town.warehouse.execute(
            "DELETE FROM repo_fact; DELETE FROM act; DELETE FROM licence_verdict;"
            " DELETE FROM person_alias; DELETE FROM identity"
        )
        _project(town, at, created=created)
        town.measure()
        town.conclude()
        assert _found(town, PLATFORM, "四（二）1（1）")["outcome"] == outcome


def test_one_release_a_year_is_a_twelfth_a_month(town: Any, at: Any) -> None:
    """Rounded to three decimals it would stay below the number that asks for just that."""
    town.project("p", GH, policies=("guangdong-community",))
    town.state(GH)
    town.record("release", repo_id=GH, tag="1.0", is_draft=False, published_at=at("2025-06-01"))
    town.measure()
    town.conclude({"guangdong-community": {"releases_a_month": 0.0833}})
    found = _found(town, "guangdong-community", "二（一）1-6")
    assert found["outcome"] == "需人工佐证", found["reason"]
    assert "版本发布频率 0.0834 次/月，达到 ≥ 0.0833 次/月" in found["reason"]


def test_a_count_that_only_grows_may_reach_a_threshold_but_never_fail_it(
    town: Any, at: Any
) -> None:
    """Partial data: discussion can only become more, people may become fewer when joined."""
    _project(town, at, grade="partial")
    town.measure()
    town.conclude(_limits(PLATFORM, LOW))
    reached = _found(town, PLATFORM, "四（二）1（2）")
    assert reached["outcome"] == "数据不足", "people are not settled by partial data"
    assert "补齐后该数值只会更大" in reached["reason"]
    town.conclude(_limits(PLATFORM, HIGH))
    short = _found(town, PLATFORM, "四（二）1（2）")
    assert short["outcome"] == "数据不足"
    assert "数据不完整，不能下结论" in short["reason"]


@pytest.mark.parametrize(
    ("stars", "there", "outcome"),
    [(2, False, "需人工佐证"), (9, True, "需人工佐证"), (2, True, "满足")],
)
def test_what_was_seen_of_a_repository_that_is_gone_reaches_no_number(
    town: Any, at: Any, stars: int, there: bool, outcome: str
) -> None:
    """Stars fall and repositories go: only those read whole are a lower bound (a conference may do
    instead of stars)."""
    _project(town, at)
    town.warehouse.execute("DELETE FROM stream_state WHERE stream = 'repository'")
    town.state(GH, "repository", grade="partial", reason="仓库不存在、已删除或未公开。")
    if there:
        town.put("project_repo", project_id="p", repo_id="gitee:o/p", platform="gitee",
                 kind="repository", url="https://x/p")  # fmt: skip
        town.state("gitee:o/p")
        town.snapshot("gitee:o/p", "stars", 7, "2025-12-01")
        town.snapshot("gitee:o/p", "forks", 7, "2025-12-01")
        town.record("repo_fact", repo_id="gitee:o/p", created_at=at("2024-01-01"), is_private=False)
    town.measure()
    town.conclude(_limits(PROJECT, {**LOW, "stars": stars}))
    either = _found(town, PROJECT, "四（二）2（4）")
    assert either["outcome"] == outcome, either["reason"]
    hosted = _found(town, PROJECT, "四（二）2（1）")
    assert hosted["outcome"] == ("需人工佐证" if there else "数据不足"), hosted["reason"]
    assert "仓库不存在" in hosted["reason"]
    assert ("读全的仓库已有 1 个" in hosted["reason"]) == there


def test_people_reach_a_number_only_when_the_lower_bound_does(town: Any, at: Any) -> None:
    """Two accounts on two platforms may be one person: two is the most, one is the least."""
    _project(town, at)
    town.warehouse.execute("UPDATE identity SET platform = 'gitee' WHERE identity_id = 'iu2'")
    town.measure()
    for limit, outcome in ((1, "满足"), (2, "需人工佐证"), (3, "不满足")):
        values = {**LOW, "active_contributors": limit}
        town.conclude(_limits(PLATFORM, values))
        found = _found(town, PLATFORM, "四（二）1（2）")
        assert found["outcome"] == outcome, found["reason"]


def test_showing_at_a_conference_stands_in_for_stars_and_forks(town: Any, at: Any) -> None:
    _project(town, at)
    town.measure()
    town.conclude({PROJECT: {"active_contributors": 1, "stars": 1000, "forks": 1}})
    found = _found(town, PROJECT, "四（二）2（4）")
    assert found["outcome"] == "需人工佐证"
    assert "其一即可——星标数和Fork数：不满足" in found["reason"]
    assert "会议、论坛展示：需人工佐证" in found["reason"]


@pytest.mark.parametrize(
    ("like", "outcome"),
    [
        ({"licence": "none", "agreement": "none", "named": "no"}, "不满足"),
        ({"licence": "custom"}, "需人工佐证"),
        ({"licence": "conflict", "agreement": "conflict"}, "需人工佐证"),
        ({"licence": "unknown"}, "需人工佐证"),
        ({"named": "no"}, "需人工佐证"),
        ({"named": "unknown"}, "需人工佐证"),
        ({"agreement": "single"}, "需人工佐证"),
        ({"agreement": "unknown"}, "需人工佐证"),
        ({"agreement": "conflict"}, "需人工佐证"),
        ({"licence": "non_osi", "grade": "partial"}, "数据不足"),
    ],
)
def test_licence_clause(town: Any, at: Any, like: dict[str, str], outcome: str) -> None:
    _project(town, at, **like)
    town.measure()
    town.conclude()
    assert _found(town, PROJECT, "四（二）2（2）")["outcome"] == outcome


def test_one_bad_repository_spoils_the_licence_clause(town: Any, at: Any) -> None:
    _project(town, at)
    for repo, verdict in (("github:o/x", "osi_verbatim"), ("github:o/y", "non_osi")):
        town.put("project_repo", project_id="p", repo_id=repo, platform="github",
                 kind="repository", url="u")  # fmt: skip
        town.state(repo)
        town.put("licence_verdict", repo_id=repo, declared="MIT", concluded="MIT", osi="yes",
                 fsf="yes", in_repository="yes", in_documents="yes", agreement="agree",
                 verdict=verdict, reason="理由。", list_version="3.29")  # fmt: skip
    town.measure()
    town.conclude()
    found = _found(town, PROJECT, "四（二）2（2）")
    assert found["outcome"] == "不满足"
    assert (
        "许可证结论：2 个仓库均为“OSI 批准且文本未改动”；许可证结论：github:o/y 为“不是"
        in found["reason"]
    )
    rests = town.warehouse.query(
        "SELECT metric_id, part FROM finding_metric WHERE clause_id = '四（二）2（2）'"
        " ORDER BY sort_order"
    )
    keys = [(row["metric_id"], row["part"]) for row in rests]
    assert keys[:4] == [("licence_verdict", p) for p in ("", GH, "github:o/x", "github:o/y")]
    assert len(keys) == len(set(keys))


def test_a_sum_is_never_told_without_its_parts(town: Any, at: Any) -> None:
    _project(town, at)
    for repo, stars in (("gitee:o/p", 7), ("gitee:o/q", None)):
        town.put("project_repo", project_id="p", repo_id=repo, platform="gitee",
                 kind="repository", url="u")  # fmt: skip
        town.state(repo, "repository")
        town.snapshot(repo, "stars", stars, "2025-12-01")
    town.measure()
    town.conclude()
    found = _found(town, PROJECT, "四（二）2（4）")
    assert "星标数 9 个（gitee:o/p 7、github:o/p 2、gitee:o/q 未知）" in found["reason"]
    assert "有 1 个仓库的数值未知，未计入" in found["reason"]
    rests = town.warehouse.query(
        "SELECT part FROM finding_metric"
        " WHERE metric_id = 'stars' AND clause_id = '四（二）2（4）' ORDER BY sort_order"
    )
    assert [row["part"] for row in rests] == ["", "gitee:o/p", "gitee:o/q", "github:o/p"]


def test_a_model_has_no_stars_and_that_is_not_failing(town: Any) -> None:
    town.project("p", "huggingface:o/m", kind="model", policies=(PROJECT,))
    town.state("huggingface:o/m", "repository", "commits", "issues", "issue_comments", "documents")
    town.act("p", "u1", "code", "2025-06-01", "c1", repo_id="huggingface:o/m")
    town.measure()
    town.conclude(_limits(PROJECT, LOW))
    found = _found(town, PROJECT, "四（二）2（4）")
    assert found["outcome"] == "需人工佐证"
    assert "星标数：不适用，请人工判断" in found["reason"]


def test_another_window_than_the_clause_asks_for_decides_nothing(town: Any, at: Any) -> None:
    _project(town, at)
    town.measure(window_days=730)
    town.conclude(_limits(PLATFORM, LOW))
    found = _found(town, PLATFORM, "四（二）1（2）")
    assert found["outcome"] == "数据不足"
    assert "统计窗口为 730 天，条文要求 365 天" in found["reason"]


def test_figures_a_clause_shows_are_all_measured(town: Any, at: Any) -> None:
    _project(town, at)
    town.measure()
    town.conclude()
    lost = town.warehouse.query(
        "SELECT f.* FROM finding_metric f"
        " ANTI JOIN measurement m USING (as_of, project_id, metric_id, part)"
    )
    assert lost == []
    clauses = [(p, c) for p in map(load, POLICIES) for c in p.clauses]
    checks = {(p.policy_id, c.clause_id, k.metric, k.part)
              for p, c in clauses for k in c.checks if k.metric}  # fmt: skip
    rows = town.warehouse.query("SELECT policy_id, clause_id, metric_id, part FROM finding_metric")
    assert checks <= {tuple(row.values()) for row in rows}


def test_only_the_projects_asked_for_are_concluded(town: Any, at: Any) -> None:
    _project(town, at)
    town.project("other", "github:o/other", policies=(PROJECT,))
    town.measure()
    town.conclude()
    town.warehouse.execute("DELETE FROM finding")
    town.conclude(project_ids=["other"])
    rows = town.warehouse.query("SELECT DISTINCT project_id, policy_id FROM finding")
    assert rows == [{"project_id": "other", "policy_id": PROJECT}]


def test_an_unknown_policy_is_one_sentence(town: Any) -> None:
    town.project("p", GH, policies=("nanshan-projekt",))
    town.measure()
    with pytest.raises(
        ScoringError, match="政策 nanshan-projekt 不存在：最接近的是 nanshan-project；"
    ):
        town.conclude()


def test_what_surely_fails_outweighs_what_is_missing(town: Any, at: Any) -> None:
    _project(town, at)
    town.warehouse.execute("DELETE FROM count_snapshot WHERE name = 'forks'")
    town.measure()
    town.conclude({PLATFORM: {"stars": 1000, "forks": 1}})
    found = _found(town, PLATFORM, "四（二）1（3）")
    assert found["outcome"] == "不满足"
    assert "Fork数未知" in found["reason"]


@pytest.mark.parametrize(
    "name", ["active_contributors", "code_commits", "docs_commits", "discussion_acts"]
)
def test_authors_nobody_knows_may_be_those_who_are_missing(town: Any, at: Any, name: str) -> None:
    _project(town, at)
    for kind in ("code", "docs", "discussion"):
        town.act("p", None, kind, "2025-06-01", f"x{kind}")
    town.measure()
    whole = 3 if name != "active_contributors" else 5
    for limit, outcome in ((2, "满足"), (whole, "需人工佐证"), (whole + 1, "不满足")):
        town.conclude(_limits(PLATFORM, {**LOW, name: limit}))
        found = _found(town, PLATFORM, "四（二）1（2）")
        assert found["outcome"] == outcome, found["reason"]
        assert ("作者无法辨认，没有算进去" in found["reason"]) == (outcome == "需人工佐证")
        assert "上限" not in found["reason"], "whose acts nobody knows may be more people"


def test_a_count_of_people_that_is_not_whole_is_no_upper_bound(at: Any) -> None:
    clause = Clause.model_validate(
        {"id": "x", "title": "题目", "quote": "条文原文", "level": "必须", "table": "活跃贡献者",
         "check": [{"by": "auto", "metric": "active_contributors", "low": "at_least",
                    "threshold": "active_contributors"}]}
    )  # fmt: skip
    figures = {
        ("active_contributors", part): Figure(
            metric_id="active_contributors", part=part, title="人数", unit="人", value=value,
            value_text=None, completeness="partial", reason="配额用完", window_from=None,
            window_to=at("2026-01-11"), grows=False, is_repo=False,
        )
        for part, value in (("", 2), ("at_least", 1))
    }  # fmt: skip
    found = judge("p", clause, figures, {"active_contributors": 2})
    assert found.outcome == "数据不足"
    assert "上限" not in found.reason
    assert "配额用完" in found.reason


def _judged(at: Any, *, grows: bool) -> str:
    clause = Clause.model_validate(
        {"id": "x", "title": "题目", "quote": "条文原文", "level": "必须", "table": "社区运营",
         "check": [{"by": "auto", "metric": "bot_share", "threshold": "bots"}]}
    )  # fmt: skip
    figure = Figure(
        metric_id="bot_share", part="", title="占比", unit="%", value=50, value_text=None,
        completeness="partial", reason="配额用完", window_from=None, window_to=at("2026-01-11"),
        grows=grows, is_repo=False,
    )  # fmt: skip
    return judge("p", clause, {("bot_share", ""): figure}, {"bots": 10}).outcome


def test_only_what_can_only_grow_counts_as_a_lower_bound(at: Any) -> None:
    assert _judged(at, grows=True) == "满足"
    assert _judged(at, grows=False) == "数据不足"
