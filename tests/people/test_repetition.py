"""Programs told by what they write over and over, and people who only seem to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.people import repetition
from scoring.people.run import resolve
from warehouse.answers import Answer
from warehouse.records import Comment, Commit, Identity, Issue
from warehouse.store import Batch

T0 = datetime(2026, 1, 1, tzinfo=UTC)
ANSWER = Answer("a" * 32, "u", 200, T0, "0" * 64, 1, None, "f", "r")
HUB = "github:o/r"
ZOE = Identity("github:6", "github", "6", "zoe", account_type="User")
SMITH = Identity("gitee:7", "gitee", "7", "smithbot9", account_type="User")
TEMPLATE = "Hi @u{n}, thanks for the pull request #{n}! Please sign the CLA at https://cla/{n}."
VARIED = (
    "The parser loses the last token when a line ends in a comment",
    "I cannot reproduce this with the newest release on my laptop",
    "Could you attach the whole log, the excerpt stops too early for me",
    "We should rather cache the result than compute it twice here",
    "This breaks on Windows because paths are compared with case",
    "Moved to the next milestone since the design is still open",
    "The failing test is flaky, a timeout of two seconds is too short",
    "A better name would be helpful, nobody knows what this flag does",
    "Documentation for this option is missing, may I add a page for it",
    "内存泄漏应该是连接池没有关闭导致的，我明天提交修复",
    "建议把这个配置项移到文档的安装一节，新人找不到它",
    "编译在龙芯上失败，缺少一个头文件，需要判断平台",
)


@pytest.fixture
def judged(warehouse):
    """Merges records, resolves; returns login → (bot, reason)."""
    warehouse.execute(
        "INSERT INTO project_repo VALUES ('p', 'github:o/r', 'github', 'repository', 'u')"
    )

    def run(*records):
        warehouse.merge([Batch(ANSWER, HUB, "c", [ZOE, SMITH, *records])])
        resolve(warehouse)
        rows = warehouse.query("FROM person_alias")
        return {row["identity_id"]: (row["bot"], row["bot_reason"]) for row in rows}

    return run


def comments(texts, author=ZOE):
    return [
        Comment(HUB, f"{author.identity_id}{n}", "issue", "1", False, author.identity_id, text,
                T0 + timedelta(minutes=n), None)
        for n, text in enumerate(texts)
    ]  # fmt: skip


def commits(subjects, author=ZOE):
    return [
        Commit(HUB, f"{n:040}", author.identity_id, None, T0, T0, 1, subject, None, True)
        for n, subject in enumerate(subjects)
    ]


def filled(number):
    return [TEMPLATE.format(n=n) for n in range(number)]


def test_templates_filled_in_are_likely_a_programs(judged):
    bot, reason = judged(*comments(filled(30)))["github:6"]
    assert bot == "likely"
    assert reason == "最近 30 条评论只有 1 种写法，可能是自动程序"


def test_nothing_is_said_of_nine(judged):
    assert judged(*comments(filled(9)))["github:6"] == ("human", None)
    assert judged(*comments(filled(10)))["github:6"][0] == "likely"


def test_only_the_newest_hundred_are_asked(judged):
    old = [f"{text} {n}" for n, text in enumerate(VARIED)] * 4
    assert judged(*comments([*old, *filled(100)]))["github:6"][0] == "likely"


@pytest.mark.parametrize(
    "word",
    ["LGTM", "LGTM, thanks!", "Done in abc1234f", "Fixed.", "/lgtm\n/approve", "+1", "recheck",
     "已修改，请重新检视", "感谢反馈，已合入",
     "> quoted words of somebody else, many of them\n\nFixed",
     "@ann ping", "Looks good to me"],
)  # fmt: skip
def test_people_repeat_short_words(judged, word):
    assert judged(*comments([word] * 50))["github:6"] == ("human", None)


def test_who_uses_a_template_among_other_words_is_a_person(judged):
    assert judged(*comments([*filled(30), *VARIED]))["github:6"] == ("human", None)


def test_who_uses_templates_and_commits_as_people_do_is_a_person(judged):
    found = judged(*comments(filled(30)), *commits(VARIED))
    assert found["github:6"] == ("human", None)


def test_commits_of_one_pattern_are_no_excuse(judged):
    subjects = [f"Release v1.{n}.0" for n in range(30)]
    assert judged(*comments(filled(30)), *commits(subjects))["github:6"][0] == "likely"


def test_who_writes_otherwise_elsewhere_is_a_person(judged):
    one = Identity("github:8", "github", "8", "zvd", "Zoe van Dam", account_type="User")
    two = Identity("gitee:8", "gitee", "8", "zvd2", "Zoe van Dam", account_type="User")
    found = judged(one, two, *comments(filled(30), one), *comments(VARIED, two))
    assert found["github:8"] == found["gitee:8"] == ("human", None)


def test_all_accounts_of_a_program_are_likely(judged):
    one = Identity("github:8", "github", "8", "zvd", "Zoe van Dam", account_type="User")
    two = Identity("gitee:8", "gitee", "8", "zvd2", "Zoe van Dam", account_type="User")
    found = judged(one, two, *comments(filled(30), one), *comments(VARIED[:3], two))
    assert found["github:8"] == found["gitee:8"]
    assert found["gitee:8"][0] == "likely"


def test_a_name_that_hints_at_a_program_needs_less(judged):
    texts = [*filled(30), *VARIED]
    found = judged(*comments(texts), *comments(texts, SMITH))
    assert found["github:6"][0] == "human"
    assert found["gitee:7"] == ("likely", "最近 42 条评论只有 13 种写法，可能是自动程序")


def test_texts_of_issues_count_and_empty_ones_do_not(judged):
    opened = [
        Issue(HUB, f"{n}", ZOE.identity_id, "t", text, created_at=T0)
        for n, text in enumerate([*filled(12), *[""] * 20])
    ]
    assert judged(*opened)["github:6"][1].startswith("最近 12 条")


def test_a_comment_withdrawn_no_longer_counts(judged, warehouse):
    assert judged(*comments(filled(12)))["github:6"][0] == "likely"
    warehouse.execute("UPDATE comment SET closed_at = now() WHERE comment_id = 'github:63'")
    warehouse.execute("UPDATE comment SET closed_at = now() WHERE comment_id LIKE 'github:61_'")
    assert judged()["github:6"] == ("human", None)


WORDS = st.lists(st.sampled_from(" ".join(VARIED[:6]).casefold().split()), min_size=1, max_size=12)
FILLINGS = st.tuples(
    st.integers(0, 10**12), st.sampled_from(["a" * 40, "0123abc", "deadbee1"]),
    st.sampled_from(["https://x.org/a?b=1", "www.x.org", "src/main.c", r"C:\x\y"]),
    st.sampled_from(["@ann", "@bob-2", "a@b.org"]), st.sampled_from(["`x = 1`", "```\nlog\n```"]),
)  # fmt: skip


@given(WORDS, FILLINGS, FILLINGS)
def test_what_fills_a_template_makes_no_new_pattern(words, one, other):
    def text(filling):
        return " ".join([*words, *map(str, filling)])

    assert repetition.words_of(text(one)) == repetition.words_of(text(other))


@given(st.lists(WORDS.map(frozenset), max_size=30), st.integers(0, 30))
def test_patterns_are_never_more_than_texts_and_stop_at_the_limit(texts, most):
    found = repetition.count(texts, most)
    assert found <= min(len(texts), most + 1)
    assert repetition.count([*texts, *texts], 60) == repetition.count(texts, 60)
    assert (found == 0) == (not texts)


@settings(deadline=1000)
@given(st.text(max_size=1000) | st.sampled_from(["@" * 1000, "/" * 1000, "`" * 1000, "a@" * 500]))
def test_foreign_text_is_read_at_once(text):
    assert isinstance(repetition.words_of(text), list)


@given(st.text(alphabet='`"“”「」『』@/\\.:wWhtpsſf \n0aé中文-', max_size=60))
def test_a_mask_passed_over_would_have_found_nothing(text: str) -> None:
    masked = text
    for _, mask, instead in repetition._MASKS:
        masked = mask.sub(instead, masked)
    assert repetition.words_of(text) == [
        word
        for token in repetition._TOKEN.findall(masked.casefold())
        for word in repetition._parts(token)
    ]
