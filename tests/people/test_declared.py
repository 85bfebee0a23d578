"""What an applicant declares of people: heeded in its project, below .mailmap and accounts."""

from __future__ import annotations

from datetime import UTC, date, datetime
from hashlib import sha256
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.organisations.run import assign
from scoring.people import declared, hearing, joins
from scoring.people.aliases import Alias
from scoring.people.declared import Apart, Declaration, Declared, Organisation, Said, Term
from scoring.people.run import resolve
from warehouse.answers import Answer
from warehouse.records import AccountLink, Commit, Identity, MailmapLine, Release
from warehouse.store import Batch

T0 = datetime(2026, 1, 1, tzinfo=UTC)
SHAS = count()


def key(email):
    return sha256(email.encode()).hexdigest()


def said(place, text):
    if "@" not in text:
        platform, _, login = text.partition(":")
        return Said(place=place, platform=platform, login=login)
    name, _, email = text.rpartition(" ")
    return Said(place=place, name=name or None, email_key=key(email),
                email_domain=email.rpartition("@")[2])  # fmt: skip


def person(*aliases, entry=1, **more):
    listed = tuple(said(n, text) for n, text in enumerate(aliases, 1))
    return Declared(entry=entry, name="张三", aliases=listed, **more)


def apart(*aliases, entry=1):
    listed = tuple(said(n, text) for n, text in enumerate(aliases, 1))
    return Apart(entry=entry, aliases=listed, reason="两个人")


def signature(n, name, email):
    return Identity(f"git:{n}", "git", name=name, email_key=key(email),
                    email_domain=email.rpartition("@")[2])  # fmt: skip


ACCOUNT = Identity("github:7", "github", "7", "zhangsan", account_type="User")
MINE, HOME = signature(1, "zs", "zs@corp.cn"), signature(2, "Zhang San", "zs@home.cn")
OTHER = signature(3, "Zhang San", "other@home.cn")


@pytest.fixture
def acting(warehouse):
    """Adds people to the projects they act in."""
    warehouse.execute("INSERT INTO project_repo SELECT unnest(['p', 'q']),"
                      " unnest(['r:p', 'r:q']), 'git', 'repository', 'u'")  # fmt: skip

    def add(projects, *records):
        answer = Answer("a" * 32, "u", 200, T0, "0" * 64, 1, None, "f", "<urn:1>")
        commits = [
            Commit(f"r:{at}", f"{next(SHAS)}", one.identity_id, None, T0, T0, 1, "s", None, True)
            for one in records if isinstance(one, Identity) for at in projects
        ]  # fmt: skip
        warehouse.merge([Batch(answer, "r:p", "commits", [*records, *commits])])
        return warehouse

    return add


def declare(warehouse, project="p", persons=(), parted=()):
    made = Declaration(persons=tuple(persons), apart=tuple(parted))
    declared.keep(warehouse, project, "0" * 64, made)
    resolve(warehouse)
    rows = warehouse.query("FROM person_alias ORDER BY identity_id")
    return {row["identity_id"]: (row["person_id"], row["rule"]) for row in rows}


def uses(warehouse):
    rows = warehouse.query("FROM people_declared_alias ORDER BY ALL")
    return [(r["kind"], r["entry"], r["place"], r["identities"], r["state"]) for r in rows]


def test_a_person_is_what_the_applicant_says(acting):
    warehouse = acting("p", ACCOUNT, MINE, HOME, OTHER)
    wanted = person("github:zhangsan", "zs@corp.cn", "Zhang San zs@home.cn")
    found = declare(warehouse, persons=[wanted])
    assert {one: who for one, (who, _) in found.items()} == {
        "git:1": "git:1", "git:2": "git:1", "github:7": "git:1", "git:3": "git:3",
    }  # fmt: skip
    assert found["git:1"][1] == found["github:7"][1] == "declared"
    (reason,) = warehouse.query("SELECT reason FROM person_alias WHERE identity_id = 'git:1'")
    assert reason["reason"].startswith("申报单位在 people.toml 中声明它与“")
    assert {state for *_, state in uses(warehouse)} == {"used"}
    declared.keep(warehouse, "p", "", None)
    resolve(warehouse)
    assert {row["rule"] for row in warehouse.query("FROM person_alias")} == {"alone"}
    assert uses(warehouse) == []


def test_apart_undoes_what_a_rule_joined_and_nothing_else(acting):
    third = signature(4, "Storm Olsen", "c@c.org")
    warehouse = acting("p", signature(1, "Storm Olsen", "a@a.org"),
                       signature(2, "Storm Olsen", "b@b.org"), third)  # fmt: skip
    assert {who for who, _ in declare(warehouse).values()} == {"git:1"}
    found = declare(warehouse, parted=[apart("a@a.org", "b@b.org")])
    assert found == {"git:1": ("git:1", "name"), "git:2": ("git:2", "alone"),
                     "git:4": ("git:1", "name")}  # fmt: skip
    assert uses(warehouse) == [("apart", 1, 1, 1, "used"), ("apart", 1, 2, 1, "used")]


@pytest.mark.parametrize("numbers", [(1, 2, 3), (2, 1, 3), (3, 2, 1)])
def test_who_is_parted_from_somebody_is_so_from_all_an_account_makes_them(acting, numbers):
    """An account makes two places of one [[apart]] one person: the third joins neither of them,
    whichever signature happens to come first."""
    shared, own, bob = (
        signature(n, name, email) for n, name, email in zip(
            numbers, ("ann", "ann", "bob"), ("team@c.cn", "ann@c.cn", "team@c.cn"), strict=True)
    )  # fmt: skip
    links = (AccountLink("r:p", one.identity_id, ACCOUNT.identity_id) for one in (shared, own))
    warehouse = acting("p", ACCOUNT, shared, own, bob, *links)
    found = declare(warehouse, parted=[apart("team@c.cn", "ann@c.cn")])
    assert found[bob.identity_id] == (bob.identity_id, "alone")
    assert found[shared.identity_id][0] == found[own.identity_id][0] != bob.identity_id


@pytest.mark.parametrize("parted", ["1", "2", "3"])
def test_those_who_are_parted_from_one_stay_one_person(acting, parted):
    """Whichever of the three happens to come first: the other two are not said to be apart."""
    mails = {"1": "a@a.org", "2": "b@b.org", "3": "c@c.org"}
    warehouse = acting("p", *(signature(n, "Storm Olsen", mail) for n, mail in mails.items()))
    others = [mail for n, mail in mails.items() if n != parted]
    entries = [apart(mails[parted], mail, entry=n) for n, mail in enumerate(others, 1)]
    found = declare(warehouse, parted=entries)
    assert len({who for who, _ in found.values()}) == 2
    assert found.pop(f"git:{parted}") == (f"git:{parted}", "alone")
    assert len({who for who, _ in found.values()}) == 1


def test_of_a_mailbox_one_is_parted_from_the_rest(acting):
    names = ("Storm Olsen", "solsen", "storm")
    warehouse = acting("p", *(signature(n, name, "m@m.org") for n, name in enumerate(names)))
    entries = [apart("Storm Olsen m@m.org", f"{other} m@m.org", entry=n)
               for n, other in enumerate(names[1:], 1)]  # fmt: skip
    found = declare(warehouse, parted=entries)
    assert found["git:1"][0] == found["git:2"][0] != found["git:0"][0]


def test_a_mailmap_and_an_account_stand_above_it_and_that_is_said(acting):
    line = MailmapLine("r:p", 1, None, key("zs@home.cn"), "zs", key("zs@corp.cn"))
    warehouse = acting("p", MINE, HOME, line)
    found = declare(warehouse, parted=[apart("zs@corp.cn", "zs@home.cn")])
    assert {who for who, _ in found.values()} == {"git:1"}
    assert {state for *_, state in uses(warehouse)} == {"overruled"}
    assert all(".mailmap" in row["words"] for row in warehouse.query("FROM people_declared_alias"))


def test_whom_the_mailmap_calls_two_is_not_made_one(acting):
    lines = [MailmapLine("r:p", 1, None, key("zs@home.cn"), "Kim", None),
             MailmapLine("r:p", 2, None, key("zs@corp.cn"), "Lee", None)]  # fmt: skip
    warehouse = acting("p", MINE, HOME, *lines)
    found = declare(warehouse, persons=[person("zs@corp.cn", "zs@home.cn")])
    assert {rule for _, rule in found.values()} == {"alone"}
    assert [state for *_, state in uses(warehouse)].count("overruled") == 1


def test_an_alias_that_means_nobody_is_told(acting):
    warehouse = acting("p", MINE)
    declare(warehouse, persons=[person("zs@corp.cn", "github:nobody")])
    assert uses(warehouse) == [("person", 1, 1, 1, "used"), ("person", 1, 2, 0, "unmatched")]


def test_who_only_commits_is_meant_by_the_account_the_platform_ties_to_the_signature(acting):
    """An account that writes no issue and no comment is in no list of the project but this."""
    warehouse = acting("", ACCOUNT)
    acting("p", MINE, AccountLink("r:p", "git:1", "github:7"))
    found = declare(warehouse, persons=[person("github:zhangsan", applicant=True)])
    assert found["git:1"][0] == found["github:7"][0]
    assert uses(warehouse) == [("person", 1, 1, 1, "used")]
    assign(warehouse)
    (row,) = warehouse.query("FROM person_organisation")
    assert (row["person_id"], row["applicant"]) == (found["git:1"][0], True)
    declare(warehouse, "q", persons=[person("github:zhangsan")])
    assert [state for *_, state in uses(warehouse)] == ["used", "unmatched"], "nobody does in q"


def test_who_only_publishes_releases_is_meant(acting):
    warehouse = acting("", ACCOUNT)
    acting("p", Release("r:p", "v1", author_id="github:7", published_at=T0))
    declare(warehouse, persons=[person("github:zhangsan", applicant=True)])
    assert uses(warehouse) == [("person", 1, 1, 1, "used")]


def test_a_declaration_speaks_in_its_own_project_only(acting):
    acting("p", MINE)
    warehouse = acting("q", HOME)
    wanted = person("zs@corp.cn", "zs@home.cn")
    assert {rule for _, rule in declare(warehouse, persons=[wanted]).values()} == {"alone"}
    acting("p", HOME)
    assert {rule for _, rule in declare(warehouse, persons=[wanted]).values()} == {"alone"}
    acting("q", MINE)
    found = declare(warehouse, "q", persons=[person("zs@home.cn", "zs@corp.cn", entry=2)])
    assert {rule for _, rule in found.values()} == {"declared"}, "both projects say so"


def test_one_who_acts_in_two_projects_is_joined_across_them_when_both_say_so(acting):
    acting("p", MINE)
    warehouse = acting("pq", HOME)
    wanted = person("zs@corp.cn", "zs@home.cn")
    assert declare(warehouse, persons=[wanted])["git:1"] == ("git:1", "alone")
    found = declare(warehouse, "q", persons=[wanted])
    assert found == {"git:1": ("git:1", "declared"), "git:2": ("git:1", "declared")}
    told = sorted((place, state) for _, _, place, _, state in uses(warehouse))
    assert told == [(1, "unmatched"), (1, "used"), (2, "used"), (2, "used")]


def test_what_is_kept_comes_back(warehouse):
    terms = (Term(name="某公司", since=date(2024, 1, 1)),)
    made = Declaration(
        persons=(person("a@a.org", applicant=True, organisations=terms),),
        apart=(apart("a@a.org", "b@b.org"),),
        organisations=(Organisation(entry=1, name="某公司", domains=("x.com",), applicant=True),),
    )
    declared.keep(warehouse, "p", "0" * 64, made)
    assert declared.read(warehouse) == {"p": made}
    (row,) = warehouse.query("FROM people_declared")
    assert "a@a.org" not in row["content"]


MAILS = ["a@a.org", "b@b.org", "c@c.org"]
NAMES = ["Rob Fisher", "Ann Lee", "gfyoung", None]


@st.composite
def crowds(draw):
    found = []
    for one in range(draw(st.integers(2, 9))):
        mail = draw(st.sampled_from(MAILS))
        found.append(Alias(f"git:{one}", name=draw(st.sampled_from(NAMES)), email_key=key(mail),
                           email_domain="a.org", projects=("p",)))  # fmt: skip
    return found


@given(crowds(), st.permutations(MAILS))
@settings(max_examples=150, deadline=None)
def test_apart_is_apart_and_the_rest_stays(aliases, mails):
    one, other = mails[:2]
    said_apart = Declaration(apart=(apart(one, other),))
    meant = hearing.meant({"p": said_apart}, aliases)
    found = joins.find(aliases, joins.Heard((), meant.slots(("p",))))
    groups = joins.persons(aliases, found)
    of = {mail: {groups.find(a.identity_id) for a in aliases if a.email_key == key(mail)}
          for mail in mails}  # fmt: skip
    assert not of[one] & of[other]
    plain = {(join.alias, join.other, join.rule) for join in joins.find(aliases)}
    before = joins.persons(aliases, joins.find(aliases))
    assert all(before.find(j.alias) == before.find(j.other) for j in found), "it only takes away"
    untouched = {before.find(a.identity_id) for a in aliases} - {
        before.find(a.identity_id) for a in aliases if a.email_key in {key(one), key(other)}
    }
    kept = {(j.alias, j.other, j.rule) for j in found}
    assert {j for j in plain if before.find(j[0]) in untouched} <= kept


@given(crowds(), st.sets(st.sampled_from(MAILS), min_size=2))
@settings(max_examples=150, deadline=None)
def test_declared_joins_are_made_and_can_be_left_out_again(aliases, mails):
    made = Declaration(persons=(person(*sorted(mails)),))
    meant = hearing.meant({"p": made}, aliases)
    ids = [alias.identity_id for alias in aliases]
    found = joins.find(aliases, joins.Heard(meant.together(("p",), ids)))
    groups = joins.persons(aliases, found)
    wanted = {a.identity_id for a in aliases if a.email_key in {key(mail) for mail in mails}}
    assert len({groups.find(one) for one in wanted}) <= 1
    assert joins.find(list(reversed(aliases)), joins.Heard(meant.together(("p",), ids))) == found
