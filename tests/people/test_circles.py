"""A .mailmap is heard in its own projects, and changes nobody who acts in another."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from hashlib import sha256
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.people import circles, joins
from scoring.people.aliases import Alias
from scoring.people.mailmaps import Mailmaps
from scoring.people.run import resolve
from warehouse.answers import Answer
from warehouse.records import Commit, Identity, MailmapLine
from warehouse.store import Batch

P, Q = frozenset("p"), frozenset("q")
T0 = datetime(2026, 1, 1, tzinfo=UTC)


def key(email):
    return sha256(email.encode()).hexdigest() if email else None


def git(one, name, email, *projects, **more):
    domain = email.rpartition("@")[2] if email else None
    return Alias(f"git:{one}", name=name, email_key=key(email), email_domain=domain,
                 projects=projects, **more)  # fmt: skip


def line(repo, homes, name, email, proper, proper_email=None):
    return {"repo_id": repo, "commit_name": name, "commit_email_key": key(email),
            "proper_name": proper, "proper_email_key": key(proper_email),
            "projects": sorted(homes)}  # fmt: skip


def heard(lines, name="Ann", email="a@x.org", projects=P):
    found = Mailmaps(lines).heard(git(1, name, email, *projects), projects)
    return found.mailmap_name, found.mailmap_email_key


NAMED = line("r", P, "ann", "a@x.org", "Ann Named", "named@x.org")
ANYBODY = line("r", P, None, "a@x.org", "Ann Any", "any@x.org")
PRECEDENCE = {
    "a line with the name beats one with the address only": (
        [NAMED, ANYBODY], "ANN", ("Ann Named", key("named@x.org")),
    ),
    "whichever comes first": ([ANYBODY, NAMED], "Ann", ("Ann Named", key("named@x.org"))),
    "it is not meant for another name": ([ANYBODY, NAMED], "A", ("Ann Any", key("any@x.org"))),
    "nor for anybody when it stands alone": ([NAMED], "A", (None, None)),
    "a line with the name gives nothing of the other": (
        [ANYBODY, line("r", P, "ann", "a@x.org", "Ann Named")], "Ann",
        ("Ann Named", key("a@x.org")),
    ),
    "the later line holds": (
        [ANYBODY, line("r", P, None, "a@x.org", "Later", "later@x.org")], "Ann",
        ("Later", key("later@x.org")),
    ),
    "and adds to the earlier one": (
        [ANYBODY, line("r", P, None, "a@x.org", "Later")], "Ann", ("Later", key("any@x.org")),
    ),
    "a name that is an address is one that is not kept": (
        [line("r", P, "", "a@x.org", "Ann")], None, ("Ann", key("a@x.org")),
    ),
    "what it is called already is nothing new": (
        [line("r", P, None, "a@x.org", "Ann")], "Ann", (None, None),
    ),
    "what only another project says is not heard": (
        [line("r", Q, None, "a@x.org", "Kim")], "Ann", (None, None),
    ),
    "nor what is said in the other and elsewhere": (
        [line("r", Q | {"s"}, None, "a@x.org", "Kim")], "Ann", (None, None),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", PRECEDENCE)
def test_precedence_is_that_of_git(case):
    lines, name, expected = PRECEDENCE[case]
    assert heard(lines, name) == expected


def test_who_acts_in_two_projects_is_what_both_say():
    one = line("r1", P, None, "a@x.org", "Kim")
    assert heard([one], projects=P | Q) == (None, None)
    assert heard([line("r1", P | Q, None, "a@x.org", "Kim")], projects=P | Q)[0] == "Kim"
    fork = {**one, "repo_id": "r2", "projects": ["q"]}
    assert heard([one, fork], projects=P | Q)[0] == "Kim", "a fork brings the same file"
    other = line("r2", Q, None, "a@x.org", "Lee")
    assert heard([one, other], projects=P | Q) == (None, None)


def test_the_order_of_repositories_decides_nothing():
    lines = [line("r1", P, None, "a@x.org", "Kim"), line("r2", P, None, "a@x.org", "Lee")]
    assert heard(lines) == heard(lines[::-1])


def test_who_acts_nowhere_is_spoken_for_by_nobody():
    assert heard([line("r", P, None, "a@x.org", "Kim")], projects=frozenset()) == (None, None)


def test_a_circle_is_whom_the_same_projects_reach():
    aliases = [
        git(1, "Ann", "a@x.org", "p"), git(2, "Bob", "b@x.org", "p"),
        git(3, "Eve", "a@x.org", "q"), git(4, "Zoe", "z@x.org", "q"), git(5, "Nobody", "n@x.org"),
    ]  # fmt: skip
    found = {
        reach: [a.identity_id[4:] for a in own] for reach, own in circles.apart(aliases).items()
    }
    assert found == {("p", "q"): ["1", "3"], ("p",): ["2"], ("q",): ["4"], (): ["5"]}


def grouped(aliases, lines=()):
    """Every alias as it is called, with the others of its person."""
    said, found = Mailmaps(lines), {}
    for reach, members in circles.apart(aliases).items():
        own = [said.heard(alias, frozenset(reach)) for alias in members]
        groups = joins.persons(own, joins.find(own))
        for ids in groups.members().values():
            person = frozenset((a.identity_id, a.known_as) for a in own if a.identity_id in ids)
            found |= dict.fromkeys(ids, person)
    return found


NAMES = ["Rob Fisher", "Fisher, Rob", "robfisher", "Ann Lee", "rob", "ci-bot", "Claude", None]
MAILS = ["a@a.org", "b@b.org", "c@c.org", "d@localhost", "noreply@anthropic.com", None]


@st.composite
def crowds(draw):
    """Aliases of two projects that share names, addresses, accounts and links in every way."""
    aliases = []
    for one in range(draw(st.integers(1, 14))):
        more = {}
        if draw(st.booleans()):
            more = {"account_platform": draw(st.sampled_from(["github", "gitee"])),
                    "account_id": draw(st.sampled_from([None, "1", "2"])),
                    "login": draw(st.sampled_from([None, "rob", "ann"]))}  # fmt: skip
        more["linked"] = tuple(
            draw(st.lists(st.sampled_from(["git:01", "git:02", "x"]), max_size=2))
        )
        projects = draw(st.sampled_from([(), ("p",), ("q",), ("p", "q")]))
        name, mail = draw(st.sampled_from(NAMES)), draw(st.sampled_from(MAILS))
        aliases.append(git(f"{one:02}", name, mail, *projects, **more))
    return aliases


def mailmaps(homes, repos, proper):
    made = st.builds(
        line, st.sampled_from(repos), st.just(homes),
        st.sampled_from([None, "", "rob", "ann lee"]), st.sampled_from(MAILS[:-1]),
        st.sampled_from(proper), st.sampled_from([*MAILS, "m@evil.org"]),
    )  # fmt: skip
    return st.lists(made, max_size=8)


OWN = mailmaps(P, ["r1", "r2"], NAMES)
FOREIGN = mailmaps(Q, ["r3", "r4"], ["Mallory Mo", "Mallory"])


@given(crowds())
@settings(max_examples=300, deadline=None)
def test_setting_apart_loses_no_join_and_makes_none(aliases):
    groups = joins.persons(aliases, joins.find(aliases))
    whole = {frozenset(ids) for ids in groups.members().values()}
    assert {frozenset(one for one, _ in person) for person in grouped(aliases).values()} == whole


@given(crowds(), OWN, FOREIGN)
@settings(max_examples=300, deadline=None)
def test_what_one_project_says_changes_nobody_in_the_other(aliases, own, foreign):
    acting = [alias.identity_id for alias in aliases if "p" in alias.projects]
    alone, both = grouped(aliases, own), grouped(aliases, [*own, *foreign])
    assert [alone[one] for one in acting] == [both[one] for one in acting]


def test_persons_follow_the_lines_in_the_warehouse(warehouse):
    warehouse.execute("INSERT INTO project_repo SELECT unnest(['p', 'q']),"
                      " unnest(['r:p', 'r:q']), 'git', 'repository', 'u'")  # fmt: skip
    people = [
        Identity(f"git:{n}", "git", name=name, email_key=key(mail), email_domain="x.org")
        for n, (name, mail) in enumerate(
            [("ann", "a@x.org"), ("lee", "l@x.org"), ("kim", "k@x.org")]
        )
    ]
    said = MailmapLine("r:q", 1, None, key("l@x.org"), None, key("a@x.org"))
    ours = MailmapLine("r:p", 1, "lee", key("l@x.org"), "Ann Lee", key("a@x.org"))

    def persons(*records):
        answer = Answer("a" * 32, "u", 200, T0, "0" * 64, 1, None, "f", "<urn:1>")
        warehouse.merge([Batch(answer, "r:p", "mailmap", records)])
        resolve(warehouse)
        rows = warehouse.query("FROM person_alias ORDER BY identity_id")
        return [(row["person_id"], row["rule"]) for row in rows]

    signed = [
        Commit("r:p", str(n), one.identity_id, None, T0, T0, 1, "s", None, True)
        for n, one in enumerate(people)
    ]
    apart = [("git:0", "alone"), ("git:1", "alone"), ("git:2", "alone")]
    assert persons(*people, *signed, said) == apart
    assert persons(ours) == [("git:0", "mailmap"), ("git:0", "mailmap"), ("git:2", "alone")]
    (label,) = warehouse.query("SELECT label FROM person_label WHERE person_id = 'git:0'")
    assert label["label"] == "Ann Lee"
    warehouse.execute("UPDATE mailmap_line SET closed_at = observed_at WHERE repo_id = 'r:p'")
    assert persons(said) == apart


def test_a_hundred_thousand_signatures_take_seconds():
    """Linear, also where everybody signs with one address that every line speaks of."""
    aliases = [
        git(n, f"n{n}", f"{n}@x.org" if n % 2 else "one@x.org", "p" if n % 3 else "q")
        for n in range(100_000)
    ]
    lines = [
        line(f"r{n % 20}", P, name and f"n{n}", mail, "Ann", f"{n // 2}@x.org")
        for n, (name, mail) in zip(
            range(50_000), product([None, "n"] * 12_500, ["one@x.org", "3@x.org"]), strict=False
        )
    ]
    started = time.process_time()
    said = Mailmaps(lines)
    own = [
        said.heard(alias, frozenset(reach))
        for reach, members in circles.apart(aliases).items() for alias in members
    ]  # fmt: skip
    assert len(own) == len(aliases)
    assert time.process_time() - started < 15
