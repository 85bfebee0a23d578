"""Appeals decide between likely programs and people, never against what is certain."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import ScoringError
from scoring.people import appeals, bots
from scoring.people.aliases import Alias
from scoring.people.appeals import Appeals
from scoring.people.run import resolve
from scoring.settings import ScoringSettings
from warehouse.answers import Answer
from warehouse.records import Commit, Identity
from warehouse.store import Batch

T0 = datetime(2026, 1, 1, tzinfo=UTC)
ANSWER = Answer("a" * 32, "u", 200, T0, "0" * 64, 1, None, "f", "r")
HUB = "github:o/r"
MAIL = "1" * 64
PEOPLE = [
    Identity("github:1", "github", "1", "acme-sync-bot", account_type="User"),
    Identity("github:2", "github", "2", "zoe", account_type="User"),
    Identity("github:3", "github", "3", "Helper", account_type="Bot"),
    Identity("git:1", "git", name="acme-sync-bot", email_key="2" * 64, email_domain="a.org"),
    Identity("git:2", "git", name="Claude", email_key="3" * 64, email_domain="anthropic.com"),
    Identity("git:3", "git", name="Zoe van Dam", email_key=MAIL, email_domain="a.org"),
    Identity("git:4", "git", name="release-bot", email_key=MAIL, email_domain="a.org"),
    Identity("git:5", "git", "2", "zoe", "Z", "4" * 64, "users.noreply.github.com", "github"),
]


@pytest.fixture
def judged(warehouse):
    """What a configuration makes of the identities: id → (bot, reason), and persons."""
    warehouse.execute(
        "INSERT INTO project_repo VALUES ('p', 'github:o/r', 'github', 'repository', 'u')"
    )
    commits = [Commit(HUB, f"{n}", one.identity_id, None, T0, T0, 1, "s", None, True)
               for n, one in enumerate(PEOPLE)]  # fmt: skip
    warehouse.merge([Batch(ANSWER, HUB, "c", [*PEOPLE, *commits])])

    def run(**said):
        settings = ScoringSettings(**{key: tuple(names) for key, names in said.items()})
        resolve(warehouse, settings.appeals)
        rows = {row["identity_id"]: row for row in warehouse.query("FROM person_alias")}
        labels = {r["person_id"]: r["bot"] for r in warehouse.query("FROM person_label")}
        assert all(labels[row["person_id"]] == row["bot"] for row in rows.values())
        return rows

    return run


def seen(rows, one):
    return rows[one]["bot"], rows[one]["bot_reason"]


def test_a_likely_program_is_a_person_on_appeal(judged):
    assert seen(judged(), "github:1")[0] == "likely"
    rows = judged(not_bots=["github:Acme-Sync-Bot"])
    assert seen(rows, "github:1") == ("human", "申诉：配置的 not_bots 写明该账号是人")
    assert seen(rows, "git:1")[0] == "likely", "the signature of that name is another alias"
    assert seen(judged(not_bots=["git:acme-sync-bot"]), "git:1")[0] == "human"


def test_a_person_is_a_likely_program_on_appeal_with_all_aliases(judged):
    rows = judged(bots=["github:zoe"])
    assert rows["github:2"]["person_id"] == rows["git:5"]["person_id"]
    for one in ("github:2", "git:5"):
        assert seen(rows, one) == ("likely", "申诉：配置的 bots 写明该账号是自动程序")


@pytest.mark.parametrize(("entry", "one"), [("github:helper", "github:3"), ("git:Claude", "git:2")])
def test_what_is_certain_stands_and_says_so(judged, entry, one):
    bot, reason = seen(judged(not_bots=[entry]), one)
    assert bot == "certain"
    assert reason.endswith(
        "；申诉（配置的 not_bots）说它是人，平台或署名自己说的是确定的，没有采纳"
    )
    assert "申诉" not in seen(judged(), one)[1]


def test_who_is_a_person_on_appeal_is_joined_as_a_person(judged):
    """A program is kept apart from the person whose address it uses; a person is not."""
    assert judged()["git:4"]["person_id"] != judged()["git:3"]["person_id"]
    rows = judged(not_bots=["git:release-bot"])
    assert rows["git:4"]["person_id"] == rows["git:3"]["person_id"]
    assert seen(rows, "git:3")[0] == "human"


def test_taken_back_it_is_as_before(judged):
    before = judged()
    judged(not_bots=["github:acme-sync-bot"], bots=["github:zoe"])
    assert judged() == before


def test_an_account_nobody_saw_is_a_sentence_with_the_nearest(judged, warehouse):
    judged()
    said = appeals.unknown(warehouse, Appeals(("github:zoe",), ("github:acme-sync-bt", "gitee:q")))
    assert said == [
        "[scoring] 的 not_bots 写了 github:acme-sync-bt，采集到的数据里没有这个账号"
        "（最接近的是 github:acme-sync-bot）："
        "请检查平台与账号名（没有账号的 git 署名写 git:姓名）。",
        "[scoring] 的 not_bots 写了 gitee:q，采集到的数据里没有这个账号："
        "请检查平台与账号名（没有账号的 git 署名写 git:姓名）。",
    ]


def test_what_is_said_of_others_is_left_out(judged, warehouse):
    whole = Appeals(("github:ZOE", "github:elsewhere"), ("git:acme-sync-bot", "hub:x"))
    assert whole.within(warehouse) == Appeals(("github:ZOE",), ("git:acme-sync-bot",))


ENTRY = st.from_regex(r"[a-z]{2,6}:[A-Za-z0-9张_-]{1,9} ?[A-Za-z0-9张]", fullmatch=True)


@given(st.lists(ENTRY, max_size=4), st.lists(ENTRY, max_size=4), st.sampled_from("abc"))
def test_whatever_is_said_certain_programs_stay_and_lists_never_overlap(one, other, login):
    both = {name.casefold() for name in one} & {name.casefold() for name in other}
    if both or appeals.problem(one, other):
        with pytest.raises((ScoringError, ValueError), match="请只留一处"):
            ScoringSettings(bots=tuple(one), not_bots=tuple(other))
        return
    settings = ScoringSettings(bots=tuple(one), not_bots=tuple(other))
    alias = Alias("github:1", "github", True, "1", f"{login}[bot]")
    program = Appeals(one, [*other, f"github:{login}[bot]"]).heard([alias])
    assert [bots.judge(each).bot for each in program] == ["certain"]
    for entry in (*one, *other):
        platform, _, name = entry.partition(":")
        held = settings.appeals.heard([Alias("x", platform, True, "1", name)])
        assert bots.judge(held[0]).bot == ("likely" if entry in one else "human")
