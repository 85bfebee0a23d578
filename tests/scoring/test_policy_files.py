"""Policy files: quotes are the source's words, names exist, mistakes are one sentence each."""

from __future__ import annotations

import re
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

import pytest
from pydantic import ValidationError

from scoring.errors import ScoringError
from scoring.metric_files import by_id
from scoring.policy_files import all_policies, load, parse, policy_ids
from scoring.policy_models import Policy
from scoring.settings import ScoringSettings

each = pytest.mark.parametrize("policy", all_policies(), ids=lambda policy: policy.policy_id)


@each
@pytest.mark.shared
def test_every_quote_stands_in_the_source(policy: Policy, shared: Path) -> None:
    file = shared / "seeds" / policy.source.file
    assert sha256(file.read_bytes()).hexdigest() == policy.source.sha256
    text = file.read_text(encoding="utf-8")
    assert [quote for quote in policy.quoted() if quote not in text] == []
    assert policy.title in text
    assert (policy.source.issuer_words or policy.issuer) in text
    assert policy.kind in text
    for words in (policy.source.number, policy.source.url):
        assert words is None or words in text


@each
def test_thresholds_of_the_text_are_told_apart_from_the_reviewers(policy: Policy) -> None:
    for clause in policy.clauses:
        for check in clause.checks:
            if check.at_least is not None:
                assert (check.words_of_text or "") in clause.quote
    assert "project_age" not in policy.threshold_names()


@each
def test_a_threshold_is_called_by_the_unit_it_is_held_against(policy: Policy) -> None:
    """A number meant for a year, held against a month's, would fail whoever reaches it."""
    spans = {"次/月": "_a_month", "次/年": "_a_year"}
    for check in (one for clause in policy.clauses for one in clause.checks if one.metric):
        said = re.search("_a_(?:day|week|month|year)$", check.threshold or "")
        unit = by_id()[check.metric or ""].unit
        if check.threshold:
            assert (said and said[0]) == spans.get(unit), check.threshold


def test_nobody_signs_what_another_should() -> None:
    persons = {"个人", "团队"}
    for policy in all_policies():
        for material in policy.materials:
            assert set(material.signed) == set(material.applicants)
            for who, how in material.signed.items():
                assert (how == "签名并扫描pdf") == (who in persons), (policy.policy_id, who)


def _text(policy_id: str = "nanshan-project") -> str:
    return files("scoring").joinpath("policies", f"{policy_id}.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('quote = "主导开源项目研发，项目', 'qoute = "主导开源项目研发，项目',
         "的条款 四（二）2（1） 多出的键 qoute，最接近的是 quote"),
        ('quote = "开源的项目应具有一定的社区知名度，拥有一定数量的活跃贡献者，在开源平台上有'
         '较高的星标数和Fork数，或在行业会议、论坛上有过展示或交流"\n', "",
         "的条款 四（二）2（4） 缺少 quote"),
        ('metric = "public_on"', 'metric = "public_no"',
         "的条款 四（二）2（1） 用了不存在的指标 public_no：最接近的是 public_on"),
        ('"没有读到标识" =', '"没读到标识" =',
         "的条款 四（二）2（2） 写了指标 licence_in_documents 没有的取值“没读到标识”："
         "最接近的是 没有读到标识"),
        ('"没有读到标识" = "需人工佐证"\n', "",
         "的条款 四（二）2（2） 没有说明指标 licence_in_documents 取值“没有读到标识”时的结论"),
        ('"没有许可证" = "不满足"', '"没有许可证" = "不合格"',
         "的条款 四（二）2（2） 的 没有许可证 不合要求"),
        ('words_of_text = "在GitHub、HuggingFace、Gitee等开源平台开源"',
         'words_of_text = "至少一个平台"',
         "的条款 四（二）2（1） 的 words_of_text“至少一个平台”不在 quote 里"),
        ('at_least = 1\n', 'at_least = 1\nthreshold = "repos"\n',
         "的条款 四（二）2（1） 有一项同时写了"),
        ('words_of_text = "在GitHub、HuggingFace、Gitee等开源平台开源"\n', "", "数值须出自条文"),
        ('id = "四（二）2（2）"', 'id = "一"', "的条款 一 写了两次"),
        ('"key_direction"]\n', '"key_direction"]\nonly = { applicant_kind = ["个人"] }\n',
         "的条款 四（二）2（1） 的 only 写了 applicant_kind，本条没有一项 check 问到它"),
        ('common = "nanshan-open-source"', 'common = "nanshan-opensource"',
         "用了不存在的共用文件 common/nanshan-opensource.toml：最接近的是 nanshan-open-source"),
        ('fields = ["leading_people"', 'fields = ["leaders"',
         "的条款 四（二）2（1） 要用没有写出的栏目 leaders"),
        ('form = "online"', 'form = "inline"', "的栏目 project_name 属于没有写出的表格 inline"),
        ('id = "project_links"', 'id = "project_name"', "的栏目 project_name 写了两次"),
        ('kind = ', 'kin = ', "多出的键 kin，最接近的是 kind"),
        ('[[form]]', '[[form]', "不是 TOML"),
        ('by = "declared"', 'by = "auto"', "有一项 by = auto 没有写 metric"),
    ],
)  # fmt: skip
def test_mistakes_name_file_clause_and_the_nearest_name(old: str, new: str, sentence: str) -> None:
    text = _text()
    assert old in text
    with pytest.raises(ScoringError) as caught:
        parse("mine", text.replace(old, new, 1))
    assert "政策文件 scoring/policies/mine.toml" in str(caught.value)
    assert sentence in str(caught.value)


def test_a_metric_that_is_not_judged_needs_company() -> None:
    text = _text().split("[[clause]]")[0] + (
        '[[clause]]\nid = "一"\ntitle = "题目"\nquote = "条文原文"\nlevel = "必须"\n'
        'table = "社区运营"\n[[clause.check]]\nby = "auto"\nmetric = "stars"\n'
    )
    with pytest.raises(ScoringError, match="没有一项决定结论"):
        parse("mine", text)


def test_unknown_policy_is_named_with_the_nearest() -> None:
    with pytest.raises(
        ScoringError, match="没有名为 nanshan-projekt 的政策：最接近的是 nanshan-project"
    ):
        load("nanshan-projekt")
    assert set(policy_ids()) >= {"nanshan-platform", "nanshan-project"}


@pytest.mark.parametrize(
    ("thresholds", "sentence"),
    [
        ({"nanshan": {"stars": 1}}, "里没有名为 nanshan 的政策：最接近的是 nanshan-p"),
        (
            {"nanshan-project": {"star": 1}},
            r"\[scoring.thresholds.nanshan-project\] 里没有名为 star 的门槛：最接近的是 stars",
        ),
        ({"nanshan-project": {"code_commits": 1}}, "没有名为 code_commits 的门槛"),
        ({"nanshan-project": {"stars": 0}}, "stars 应为大于 0 的数，而不是 0"),
        ({"nanshan-project": {"stars": -5}}, "应为大于 0 的数"),
        ({"nanshan-project": {"stars": float("nan")}}, "应为大于 0 的数"),
    ],
)
def test_thresholds_are_checked(thresholds: dict[str, dict[str, float]], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        ScoringSettings(thresholds=thresholds)


def test_settings_are_frozen_and_strict() -> None:
    settings = ScoringSettings(thresholds={"nanshan-platform": {"docs_commits": 12.5}})
    assert settings.window_days == 365
    with pytest.raises(ValidationError):
        settings.window_days = 30  # type: ignore[misc]
    with pytest.raises(ValidationError):
        ScoringSettings.model_validate({"windows_days": 30})
    with pytest.raises(ValidationError):
        ScoringSettings(window_days=0)
