"""What is said in discussions, as people and programs of real platforms write it."""

from __future__ import annotations

from datetime import UTC, datetime

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.acts.rules import patterns
from scoring.acts.run import derive
from scoring.people.run import resolve
from warehouse.answers import Answer
from warehouse.records import Comment, Discussion, Identity, Issue
from warehouse.store import Batch

T0 = datetime(2026, 1, 1, tzinfo=UTC)
HUB = "gitee:o/r"
ANN = Identity("gitee:6", "gitee", "6", "zoe", account_type="User")

COMMANDS = [
    "/check-cla", "/lgtm", "／lgtm", "start build", "Start Build", "restart build",
    "请重新触发门禁",
    "重跑门禁", "触发流水线", "re-trigger ci", "retrigger", "@openeuler-ci-bot /check-cla",
    "@k8s-ci-robot retest", "@copilot please fix the failing tests", "@claude review",
    "buildbot, test this please", "I signed it!", "CLA signed", "check dco", "/sync-issue",
    "@coderabbitai full review", "@mindspore-bot，请检查一下", "/assign @ann\n/kind bug\n/retest",
    "/lgtm 谢谢大佬", "/label 类型/缺陷", "/retitle 修复登录页在 Safari 上白屏的问题",
    "/cc @ann, @bob", "/hold 等 #45", "/milestone 三月版本", "/合入 @ann",
]  # fmt: skip
THANKS = [
    "感谢", "+1", "同问", "感谢您的回复", "感谢分享！", "谢谢你的解答", "已收到，感谢",
    "我也有这个问题", "遇到同样的问题 +1", "有进展吗？", "什么时候更新", "插个眼", "马住", "您好",
    "太棒了", "膜拜大佬", "Any progress on this?", "any update here", "Gentle ping @ann",
    "need this too",
    "Great stuff!", "got it", "Sounds good 👍", "looking forward to it", "+1 🚀🚀", "Upvote", "❤️",
    ":heart:",
    "没问题", "蹲蹲", "ack", "I agree", "作者牛逼", "求更新！！！",
]  # fmt: skip
EMPTY = [
    "> On Monday Ann wrote something\n> and more", "<!-- 请在此描述 -->", " \n\t",
    "On Mon, 3 Nov 2025 at 10:11, Ann <notifications@x.org> wrote:\n> It fails",
    "-----原始邮件-----\n发件人: Ann\n它不能编译",
    "发件人：Ann\n发送时间：2025年1月1日\n收件人：x\n\n它不能编译",
    "Sent from my iPhone", "发自我的华为手机", "> quoted\n\nSent from my iPad",
    "—\nReply to this email directly, view it on GitHub, or unsubscribe.",
    "Ann Lee 于2025年11月3日周一 10:11写道：\n> 编译失败", "Signed-off-by: Ann Lee <a@b.org>",
]  # fmt: skip
SAID = [
    "已收到，会在 3.2 里修复", "感谢，升级后仍然报错：找不到 libssl",
    "我也遇到了，环境是龙芯 + openEuler 22.03",
    "https://example.org/log.txt", "![image](https://x.org/a.png)",
    '<img width="600" src="https://x.org/a.png" />',
    'Traceback (most recent call last):\n  File "a.py", line 1\nKeyError: 1',
    "```\nerror: undefined reference to foo\n```", "> 为什么不用缓存？\n\n因为它会过期",
    "On Mon, Ann wrote:\n> It fails\n\nIt works after a rebuild with gcc 12.",
    "它不能编译\n\n发自我的华为手机", "Duplicate of #12", "Fixed by #12", "done", "已修复", "fixed",
    "@ann 你看一下 parser 的第 3 行", "@talbot could you look at the parser?",
    "@jean-claude please have a look at this one", "@precursor why is it so slow?",
    "重新编译之后没有 libfoo.so 这个文件了", "请重新触发门禁，上次失败是因为磁盘满了，已清理 /tmp",
    "start build fails on windows with error 5", "signed integers overflow here",
    "/usr/bin/python3 is missing in the image", "不可以", "没有进展就先关了，等新日志",
    "知道原因了：没有加锁",
    "/lgtm 谢谢，我来改", "/close 这个问题已在 #123 中修复，原因是缓存没有失效",
    "/hold 等 #45 合入后再合，否则接口不兼容", "/close 新版本里换了解析器所以不会再出现",
    "/合并 可以先合，编码问题我另开 Issue",
    "这样做没问题吗", "v3.1.0", "123", "根因：连接池没有释放", "能否支持 Python 3.13？", "no",
]  # fmt: skip
ISSUES = [
    ("test", "", "empty"), ("求助", "<!-- 请描述 -->", "empty"), ("[Bug]: ", "", "empty"),
    ("【问题】报错", "### 该问题是怎么引起的？\n\n### 重现步骤\n\n### 报错信息\n", "template"),
    ("bug",
    "**Describe the bug**\n\n**To Reproduce**\n1.\n2.\n- OS:\n- [x] I searched\n\n_No response_",
     "template"),
    ("[Question]: help", "【标题描述】\n【环境信息】\n软件信息：\n1)\n\n无", "template"),
    ("Crash", "如题", "template"),
    ("安装依赖时报错", "", None), ("Segfault when the index is empty", "", None),
    ("Segfault on arm64 again", "**Describe the bug**\n\n- OS:\n", None),
    ("crash", "It stops at line 3.", None), ("bug", "**Version**\n3.1", None),
    ("报错", 'Traceback (most recent call last):\n  File "a.py", line 1\nKeyError: 1', None),
    ("报错", "![image](https://x.org/a.png)", None), ("help", None, None), (None, "", None),
]  # fmt: skip


@pytest.fixture
def excluded(warehouse):
    """Why each record does not count, by its number or comment id; None: it does."""
    warehouse.execute("INSERT INTO project_repo VALUES ('p', $r, 'gitee', 'repository', 'u')",
                      {"r": HUB})  # fmt: skip
    answer = Answer("a" * 32, "u", 200, T0, "0" * 64, 1, None, "f", "r")

    def run(*records):
        warehouse.merge([Batch(answer, HUB, "c", [ANN, *records])])
        resolve(warehouse)
        derive(warehouse)
        rows = warehouse.query("SELECT ref, excluded FROM act")
        return {row["ref"].rpartition("|")[2]: row["excluded"] for row in rows}

    return run


def comment(number, body, *, review=False):
    return Comment(HUB, f"{number}", "issue", "1", review, ANN.identity_id, body, T0, None)


@pytest.mark.parametrize(
    ("reason", "texts"),
    [("command", COMMANDS), ("thanks", THANKS), ("empty", EMPTY), (None, SAID)],
    ids=["command", "thanks", "empty", "said"],
)
def test_comments(excluded, reason, texts):
    found = excluded(*(comment(n, text) for n, text in enumerate(texts)))
    assert {texts[int(n)]: why for n, why in found.items() if why != reason} == {}


@pytest.mark.parametrize("kind", [Issue, Discussion])
def test_what_is_opened(excluded, kind):
    found = excluded(*(kind(HUB, f"{n}", ANN.identity_id, title, body, created_at=T0)
                       for n, (title, body, _) in enumerate(ISSUES)))  # fmt: skip
    assert {ISSUES[int(n)][:2]: why for n, why in found.items() if why != ISSUES[int(n)][2]} == {}


OWN = st.sampled_from([text for text in SAID if "\n" not in text and len(text) > 12])
AROUND = st.lists(st.sampled_from([*COMMANDS, *THANKS, "> quoted", ""]), max_size=4)
HIT = """SELECT b FROM (SELECT b, trim(regexp_replace(b, $quoted, '', 'g'), E' \\t\\r\\n') AS w
FROM (SELECT unnest($texts::TEXT[]) AS b))
WHERE w = '' OR regexp_full_match(w, $command) OR regexp_full_match(w, $thanks)"""


@settings(deadline=None, max_examples=10)
@given(st.lists(st.tuples(AROUND, OWN, AROUND), min_size=20, max_size=60))
def test_words_of_ones_own_count_whatever_stands_around_them(drawn):
    """Asked of many at once: what takes time is to make the patterns ready."""
    texts = ["\n".join([*before, own, *after]) for before, own, after in drawn]
    shapes = {name: patterns()[name] for name in ("quoted", "command", "thanks")}
    assert duckdb.execute(HIT, {**shapes, "texts": texts}).fetchall() == []
