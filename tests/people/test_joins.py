"""Which aliases become one person: golden cases, splits, and properties of the whole."""

from __future__ import annotations

import random
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.people import joins, names, spellings
from scoring.people.aliases import Alias


def git(one, name=None, email=None, *, projects=("p",), **more):
    """A git signature; the e-mail is hashed as collectors do, its domain kept."""
    key = sha256(email.encode()).hexdigest() if email else None
    domain = email.rpartition("@")[2] if email else None
    if "mapped" in more:
        more["mailmap_name"], mail = more.pop("mapped")
        more["mailmap_email_key"] = sha256(mail.encode()).hexdigest()
    return Alias(
        f"git:{one}", name=name, email_key=key, email_domain=domain, projects=projects, **more
    )


def account(number, login, platform="github", **more):
    return Alias(
        f"{platform}:{number}", platform, True, str(number), login, **{"projects": ("p",), **more}
    )


def noreply(one, login, number=None, name=None, platform="github"):
    host = f"users.noreply.{platform}.com"
    email = f"{number}+{login}@{host}" if number else f"{login}@{host}"
    return git(one, name, email, account_platform=platform, account_id=number, login=login)


def sets(aliases, without=()):
    """Persons as a set of sets of ids (without their platform prefix where it is git)."""
    found = [join for join in joins.find(aliases) if join not in without]
    members = joins.persons(aliases, found).members().values()
    return {frozenset(one.removeprefix("git:") for one in ids) for ids in members}


def together(*groups):
    return {frozenset(group.split()) for group in groups}


GOLDEN = {
    "mailmap to an address of another alias": (
        [git(1, "rob", "rob@old.org", mapped=("Robert", "robert@new.org")),
         git(2, "Robert", "robert@new.org")],
        together("1 2"),
    ),
    "mailmap joins even placeholders when name and address are meant": (
        [git(1, "x", "x@y.org", mapped=("Kim", "kim@localhost")), git(2, "Kim", "kim@localhost")],
        together("1 2"),
    ),
    "mailmap to a noreply address is the account, whatever name stands there": (
        [git(1, "Alice S.", "old@corp.org",
             mapped=("Alice Smith", "1+alice@users.noreply.github.com")),
         noreply(2, "alice", "1", "alice"), account(1, "alice")],
        together("1 2 github:1"),
    ),
    "mailmap to a placeholder is its only user": (
        [git(1, "x", "x@y.org", mapped=("Kim Lee", "root@localhost")),
         git(2, "kim", "root@localhost")],
        together("1 2"),
    ),
    "mailmap to a placeholder of several means none of them": (
        [git(1, "x", "x@y.org", mapped=("Kim Lee", "root@localhost")),
         git(2, "kim", "root@localhost"), git(3, "lee", "root@localhost")],
        together("1", "2", "3"),
    ),
    "mailmap may hide addresses behind one that is nobody's": (
        [git(1, "张三", "zs@corp.cn", mapped=("张三", "oss@localhost")),
         git(2, "李四", "ls@corp.cn", mapped=("李四", "oss@localhost")),
         git(3, "zs", "zs@home.cn", mapped=("张三", "oss@localhost"))],
        together("1 3", "2"),
    ),
    "mailmap to a placeholder that one uses joins no two of different names": (
        [git(1, "x", "x@y.org", mapped=("Kim Lee", "root@localhost")),
         git(2, "z", "z@y.org", mapped=("Bob Ray", "root@localhost")),
         git(3, "kim", "root@localhost")],
        together("1", "2", "3"),
    ),
    "mailmap to a mailbox of many names is no key": (
        [git(0, "Release", "oss@corp.cn"),
         *(git(n, name, f"{n}@corp.cn", mapped=(name, "oss@corp.cn"))
           for n, name in enumerate(["赵一", "钱二", "孙三", "李四", "周五", "吴六", "郑七"], 1))],
        together(*map(str, range(8))),
    ),
    "mailmap to an address of one's own joins all that lead there": (
        [git(1, "jd", "j1@x.org", mapped=("jd", "jane@x.org")),
         git(2, "Jane", "j2@x.org", mapped=("Jane", "jane@x.org")),
         git(3, "Jane Doe", "jane@x.org")],
        together("1 2 3"),
    ),
    "what a platform says of a signature joins it to the account": (
        [git(1, "rob", "r@a.org", linked=("github:7", "gitee:9", "github:gone")),
         account(7, "robf"), account(9, "rob", "gitee")],
        together("1 github:7 gitee:9"),
    ),
    "a signature given to two accounts of a platform is neither's": (
        [git(1, "rob", "r@a.org", linked=("github:7", "github:8")),
         account(7, "robf"), account(8, "rob2")],
        together("1", "github:7", "github:8"),
    ),
    "mailmap keeps two users of one address apart": (
        [git(1, "Ann", "shared@lab.org", mapped=("Ann", "ann@lab.org")),
         git(2, "Bob", "shared@lab.org", mapped=("Bob", "bob@lab.org")),
         git(3, "Ann", "ann@lab.org"), git(4, "Bob", "bob@lab.org")],
        together("1 3", "2 4"),
    ),
    "noreply with id is the account": (
        [account(7, "newname"), noreply(1, "oldname", "7")], together("github:7 1"),
    ),
    "noreply with login only is the account of that login": (
        [account(7, "Rob"), noreply(1, "rob")], together("github:7 1"),
    ),
    "a login that two ids have carried is no key to either": (
        [account(7, "rob"), noreply(1, "rob", "8"), noreply(2, "rob")],
        together("github:7", "1", "2"),
    ),
    "same login on another platform is somebody else": (
        [account(7, "rob"), account(9, "rob", "gitee"), noreply(1, "rob", platform="gitee")],
        together("github:7", "gitee:9 1"),
    ),
    "same address": (
        [git(1, "rob", "rob@a.org"), git(2, "Robert F.", "rob@a.org")], together("1 2"),
    ),
    "same full name in the same project": (
        [git(1, "José García", "j@a.org"), git(2, "jose garcia (ACME)", "j@b.org")],
        together("1 2"),
    ),
    "same full name in different projects": (
        [git(1, "Rob Fisher", "j@a.org", projects=("p",)),
         git(2, "Rob Fisher", "j@b.org", projects=("q",))],
        together("1", "2"),
    ),
    "single words and initials join nobody": (
        [git(1, "rob", "a@a.org"), git(2, "rob", "b@b.org"),
         git(3, "J F", "c@c.org"), git(4, "J F", "d@d.org")],
        together("1", "2", "3", "4"),
    ),
    "short Chinese names join nobody, in characters or in pinyin": (
        [git(1, "王伟", "a@a.org"), git(2, "王伟", "b@b.org"),
         git(3, "欧阳小明", "c@c.org"), git(4, "欧阳小明", "d@d.org"),
         git(5, "Wei Wang", "e@e.org"), git(6, "Wei Wang", "f@f.org"),
         git(7, "王伟 (Wang Wei)", "g@g.org"), git(8, "王伟 (Wang Wei)", "h@h.org")],
        together("1", "2", "3", "4", "5", "6", "7", "8"),
    ),
    "short Chinese names with the same address are one person": (
        [git(1, "王伟", "a@a.org"), git(2, "伟哥", "a@a.org")], together("1 2"),
    ),
    "Chinese names in pinyin join nobody, in either order and however they are spaced": (
        [git(1, "Song Yinuo", "a@a.org"), git(2, "Song Yinuo", "b@b.org"),
         git(3, "Junjie Zheng", "c@c.org"), git(4, "Junjie Zheng", "d@d.org"),
         git(5, "Xiao-Ming Wang", "e@e.org"), git(6, "Xiao-Ming Wang", "f@f.org"),
         git(7, "Wang Xiao Ming", "g@g.org"), git(8, "Wang Xiao Ming", "h@h.org")],
        together("1", "2", "3", "4", "5", "6", "7", "8"),
    ),
    "Chinese names in pinyin with a second sign are one person": (
        [git(1, "Song Yinuo", "a@a.org"), git(2, "Song Yinuo", "a@a.org"),
         account(7, "zjj", name="Junjie Zheng"), noreply(3, "zjj", "7", "Junjie Zheng")],
        together("1 2", "github:7 3"),
    ),
    "longer Chinese names may join": (
        [git(1, "Wang Abudula", "a@a.org"), git(2, "Wang Abudula", "b@b.org"),
         git(3, "阿卜杜拉·买买提", "c@c.org"), git(4, "阿卜杜拉·买买提", "d@d.org")],
        together("1 2", "3 4"),
    ),
    "two accounts of one platform are never joined by name": (
        [account(7, "rob1", name="Rob Fisher"), account(8, "rob2", name="Rob Fisher"),
         git(1, "Rob Fisher", "r@a.org")],
        together("github:7", "github:8", "1"),
    ),
    "accounts of two platforms may be joined by name": (
        [account(7, "rob1", name="Rob Fisher"), account(8, "rob2", "gitee", name="Rob Fisher")],
        together("github:7 gitee:8"),
    ),
    "roles and default names join nobody": (
        [git(1, "Your Name", "a@a.org"), git(2, "Your Name", "b@b.org"),
         git(3, "Core Team", "c@c.org"), git(4, "Core Team", "d@d.org"),
         git(5, "系统管理员", "e@e.org"), git(6, "系统管理员", "f@f.org")],
        together("1", "2", "3", "4", "5", "6"),
    ),
    "a name with a hyphen or an apostrophe is a full name": (
        [git(1, "Marius Storm-Olsen", "a@a.org"), git(2, "Marius Storm-Olsen", "b@b.org"),
         git(3, "Siobhan O'Brien", "c@c.org"), git(4, "Siobhan O'Brien", "d@d.org")],
        together("1 2", "3 4"),
    ),
    "the same name in another order, written as one, with an initial or without marks": (
        [git(1, "Andrey Mazo", "a@a.org"), git(2, "Mazo, Andrey", "b@b.org"),
         git(3, "Scott Sievert", "c@c.org"), git(4, "scottsievert", "d@d.org"),
         git(5, "Dale R. Worley", "e@e.org"), git(6, "Dale Worley", "f@f.org"),
         git(7, "Lars Grüter", "g@g.org"), git(8, "Lars Grueter", "h@h.org"),
         git(9, "Bjørn Dæhlie", "i@i.org"), git(10, "Bjorn Daehlie", "j@j.org"),
         git(11, "Jens Hedegaard Nielsen", "k@k.org"), git(12, "Jens H. Nielsen", "l@l.org")],
        together("1 2", "3 4", "5 6", "7 8", "9 10", "11 12"),
    ),
    "two who differ in an initial are two": (
        [git(1, "Dale R. Worley", "e@e.org"), git(2, "Dale T. Worley", "f@f.org")],
        together("1", "2"),
    ),
    "an order swapped joins no Chinese names in pinyin": (
        [git(1, "Wei Wang", "a@a.org"), git(2, "Wang Wei", "b@b.org"),
         git(3, "wangwei", "c@c.org"), noreply(4, "wangwei", "1"),
         git(5, "zhangsanfeng", "e@e.org"), git(6, "zhangsanfeng", "f@f.org")],
        together("1", "2", "3", "4", "5", "6"),
    ),
    "nor do dots, dashes and the like between its parts": (
        [git(n, name, f"{n}@{n}.org") for n, name in enumerate(
            ["zhang.wei", "zhang.wei", "zhang_wei", "zhang_wei", "wang-lei", "wang-lei",
             "Li·Xiaona", "Li·Xiaona", "xiaoming.lyu", "xiaoming.lyu", "zhuge_liang",
             "zhuge_liang"])],
        together(*map(str, range(12))),
    ),
    "less common surnames, and ü as passports write it": (
        [git(n, name, f"{n}@{n}.org") for n, name in enumerate(
            ["Lyu Wei", "Lyu Wei", "Zang Tianyu", "Zang Tianyu", "Kou Wei", "Kou Wei", "Cong Lin",
             "Cong Lin", "Zhuge Liang", "Zhuge Liang"])],
        together(*map(str, range(10))),
    ),
    "a role is nobody's handle, in several words either": (
        [git(1, "test_user", "a@a.org"), git(2, "test_user", "b@b.org"),
         noreply(3, "dev-team", "7"), git(4, "dev-team", "c@c.org")],
        together("1", "2", "3", "4"),
    ),
    "a rare handle may have parts": (
        [git(1, "storm-olsen", "a@a.org"), git(2, "storm-olsen", "b@b.org")], together("1 2"),
    ),
    "characters and pinyin join only beside a second sign": (
        [git(1, "张伟", "a@a.org"), git(2, "Zhang Wei", "b@b.org"), git(3, "Wei Zhang", "c@c.org"),
         git(4, "张伟", "d@d.org"), git(5, "Zhang Wei", "d@d.org")],
        together("1", "2", "3", "4 5"),
    ),
    "a rare login, also as a name": (
        [noreply(1, "prisae", "7", "Dieter W"), git(2, "prisae", "d@d.org"),
         git(3, "gfyoung", "e@e.org"), git(4, "gfyoung", "f@f.org")],
        together("1 2", "3 4"),
    ),
    "a given name or a surname is no login, whoever has it for one": (
        [noreply(1, "michael", "7", "M. K"), git(2, "michael", "d@d.org"),
         git(3, "schneider", "e@e.org"), git(4, "schneider", "f@f.org"),
         git(5, "Chelsea", "g@g.org"), git(6, "Chelsea", "h@h.org")],
        together("1", "2", "3", "4", "5", "6"),
    ),
    "nor is a word of somebody else's name": (
        [noreply(1, "quillon", "7"), git(2, "quillon", "d@d.org"),
         git(3, "Ada Quillon", "e@e.org")],
        together("1", "2", "3"),
    ),
    "one word with a digit in it that is too short joins nobody": (
        [git(1, "jd99", "d@d.org"), git(2, "jd99", "e@e.org")], together("1", "2"),
    ),
    "initial and surname of the only one who fits": (
        [git(1, "Brian Granger", "a@a.org"), git(2, "bgranger", "b@b.org"),
         git(3, "Lindsey Hiltner", "c@c.org"), git(4, "L. Hiltner", "d@d.org"),
         git(5, "Evan Pattersen", "e@e.org"), git(6, "epatters", "f@f.org")],
        together("1 2", "3 4", "5 6"),
    ),
    "initial and surname that fit two, or a surname of many, join nobody": (
        [git(1, "Brian Granger", "a@a.org"), git(2, "bgranger", "b@b.org"),
         git(3, "Boris Granger", "c@c.org"),
         git(4, "Tim Anderson", "d@d.org"), git(5, "tanderson", "e@e.org")],
        together("1", "2", "3", "4", "5"),
    ),
    "who is written for by a service does not own its address": (
        [git(1, "Ann Lee via GitGitGadget", "relay@g.org"),
         git(2, "Rob Fisher via GitGitGadget", "relay@g.org"), git(3, "Rob Fisher", "r@r.org")],
        together("1", "2 3"),
    ),
    "a program is not the person whose address it borrows": (
        [git(1, "Rob Fisher", "rob@a.org"), git(2, "release-bot", "rob@a.org"),
         git(3, "Claude", "noreply@anthropic.com"),
         git(4, "Ann Lee", "noreply@anthropic.com")],
        together("1", "2", "3", "4"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", GOLDEN, ids=str)
def test_golden(case):
    aliases, expected = GOLDEN[case]
    assert sets(aliases) == expected


@pytest.mark.parametrize(
    "email",
    ["root@localhost", "dev@my.local", "me@box.localdomain", "x@host.(none)", "x@buildhost",
     "x@example.com", "7+x@users.noreply.github.com"],
)  # fmt: skip
def test_placeholder_addresses_join_nobody(email):
    assert sets([git(1, "Ann", email), git(2, "Bob", email)]) == together("1", "2")


def test_a_company_may_end_in_example():
    """Only the reserved names are placeholders; no host says of itself that it is an example."""
    assert sets([git(1, "Ann", "x@lab.example"), git(2, "Bob", "x@lab.example")]) == together("1 2")


def test_a_mailbox_of_many_names_is_no_key():
    most = names.rules()["max_names_per_address"]
    few = [git(i, f"name{i}", "team@a.org") for i in range(most)]
    assert len(sets(few)) == 1
    more = [*few, git(99, "one more", "team@a.org")]
    assert len(sets(more)) == len(more)


def test_a_name_of_too_many_is_no_key():
    most = names.rules()["max_aliases_per_name"]
    few = [git(i, "Rob Fisher", f"{i}@a{i}.org") for i in range(most)]
    assert len(sets(few)) == 1
    more = [*few, git(99, "Rob Fisher", "x@x.org")]
    assert len(sets(more)) == len(more)


def test_joins_grow_with_the_aliases_not_with_their_pairs():
    same = [noreply(f"{i:05}", "rob", name="Rob Fisher") for i in range(5000)]
    assert len(joins.find(same)) == len(same) - 1
    assert len(sets(same)) == 1


def test_undoing_a_join_takes_one_alias_out_and_no_other():
    aliases = [git(i, f"n{i}", "rob@a.org") for i in range(4)]
    found = joins.find(aliases)
    wrong = next(join for join in found if join.alias == "git:2")
    assert sets(aliases, without=[wrong]) == together("0 1 3", "2")


def test_details_of_joins_hold_no_address():
    aliases = [alias for given, _ in GOLDEN.values() for alias in given]
    assert not any("@" in join.detail for join in joins.find(dict.fromkeys(aliases)))


@st.composite
def crowds(draw):
    """Aliases that share accounts, addresses, mailmap targets and names in every possible way."""
    mails = st.sampled_from([None, "a@a.org", "b@b.org", "c@c.org", "d@localhost"])
    name = st.sampled_from(
        [None, "Rob Fisher", "Fisher, Rob", "robfisher", "R. Fisher", "Rob T. Fisher", "Ann Lee",
         "王伟", "Wang Wei", "Wei Wang", "rob", "gfyoung", "ci-bot"]
    )  # fmt: skip
    aliases = []
    for one in range(draw(st.integers(1, 12))):
        more = {"projects": draw(st.sampled_from([(), ("p",), ("q",), ("p", "q")]))}
        if draw(st.booleans()):
            more["mapped"] = (draw(name) or "Kim", draw(mails) or "k@k.org")
        if draw(st.booleans()):
            more |= {"account_platform": draw(st.sampled_from(["github", "gitee"])),
                     "account_id": draw(st.sampled_from([None, "1", "2"])),
                     "login": draw(st.sampled_from(["rob", "robfisher", "gfyoung"]))}  # fmt: skip
        aliases.append(git(f"{one:02}", draw(name), draw(mails), **more))
    return aliases


@given(crowds(), st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_the_order_of_aliases_changes_nothing(aliases, chance: random.Random):
    shuffled = list(aliases)
    chance.shuffle(shuffled)
    assert joins.find(shuffled) == joins.find(aliases)


@given(crowds())
@settings(max_examples=150, deadline=None)
def test_an_unrelated_alias_changes_nothing(aliases):
    stranger = git("00x", "Zoe Quux", "zoe@z.org", projects=("p", "q"))
    assert sets([*aliases, stranger]) == sets(aliases) | together("00x")


@given(crowds())
@settings(max_examples=150, deadline=None)
def test_all_joins_together_can_be_undone(aliases):
    found = joins.find(aliases)
    assert sets(aliases, without=found) == {frozenset([a.identity_id[4:]]) for a in aliases}
    groups = joins.persons(aliases, found)
    assert all(groups.find(join.alias) == groups.find(join.other) for join in found)


@given(crowds())
@settings(max_examples=150, deadline=None)
def test_names_never_join_two_accounts_of_a_platform(aliases):
    by_id = {alias.identity_id: alias for alias in aliases}
    strong = [join for join in joins.find(aliases) if join.rule not in spellings.RULES]
    before = joins.persons(aliases, strong)
    for members in joins.persons(aliases, joins.find(aliases)).members().values():
        for platform in ("github", "gitee"):
            held = {before.find(m) for m in members if by_id[m].account_platform == platform}
            assert len(held) <= 1


@given(crowds())
@settings(max_examples=150, deadline=None)
def test_names_join_within_a_project_and_never_by_a_bare_short_name(aliases):
    by_id = {alias.identity_id: alias for alias in aliases}
    for join in joins.find(aliases):
        if join.rule in spellings.RULES:
            one, other = by_id[join.alias], by_id[join.other]
            assert set(one.projects) & set(other.projects)
            called = {names.plain(a.known_as or "") for a in (one, other) if not a.login}
            assert not called & {"rob", "王伟", "wang wei", "wei wang"}
