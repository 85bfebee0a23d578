"""From signatures of commits to `person_organisation`."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from hashlib import sha256
from typing import Any

import pytest

from scoring.organisations.run import assign
from scoring.organisations.spans import REACH
from scoring.people.declared import Declaration, Declared, Organisation, Said, Term, keep
from scoring.people.run import resolve
from warehouse.answers import Answer
from warehouse.records import Commit, Identity
from warehouse.store import Batch

T0 = datetime(2025, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
HUB, MIRROR, OTHER = "github:o/r", "gitee:o/r", "github:o/other"
ANSWER = Answer("a" * 32, "u", 200, T0, "0" * 64, 1, None, "f", "r")


def signed(name: str, address: str) -> Identity:
    key = sha256(address.encode()).hexdigest()
    domain = address.rpartition("@")[2]
    return Identity(f"git:{key[:8]}", "git", name=name, email_key=key, email_domain=domain)


ANN, ANN_AWAY = signed("Ann Lee", "ann@acme.com"), signed("Ann Lee", "ann@gmail.com")
ANN_NEW = signed("Ann Lee", "ann@other.cn")
BOB, CY = signed("Bob Roe", "bob@dev.acme.com"), signed("Cy Young", "cy@other.cn")
DEE, STU = signed("Dee Dee", "me@deedee.org"), signed("Wang Stu", "w@mails.tsinghua.edu.cn")
ROBOT = signed("ci-robot[bot]", "ci@deedee.org")
EVERYBODY = [ANN, ANN_AWAY, ANN_NEW, BOB, CY, DEE, STU, ROBOT]


@pytest.fixture
def put(warehouse: Any) -> Any:
    for project, repo in (("p", HUB), ("p", MIRROR), ("q", OTHER)):
        warehouse.execute(
            "INSERT INTO project_repo VALUES ($p, $r, $f, 'repository', 'u')",
            {"p": project, "r": repo, "f": repo.partition(":")[0]},
        )

    def run(*commits: Commit) -> list[dict[str, Any]]:
        warehouse.merge([Batch(ANSWER, HUB, "commits", [*EVERYBODY, *commits])])
        resolve(warehouse)
        assign(warehouse)
        return list(warehouse.query("FROM person_organisation"))

    return run


def commit(author: Identity, day: float, repo: str = HUB, *by: Identity) -> Commit:
    when = T0 + day * DAY
    return Commit(repo, f"{author.identity_id}-{day}", author.identity_id, None, when, when, 1, "s",
                  tuple(one.identity_id for one in by), True)  # fmt: skip


def brief(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [
        (row["project_id"], row["organisation"], (row["since"] - T0) / DAY,
         (row["until"] - T0) / DAY) for row in rows
    ]  # fmt: skip


REACHED = REACH / DAY


def test_an_employer_of_several_people_with_dates(put: Any) -> None:
    rows = put(commit(ANN, 0), commit(ANN, 30), commit(ANN_AWAY, 90), commit(BOB, 5))
    assert sorted(brief(rows)) == [("p", "acme.com", -REACHED, 30 + REACHED),
                           ("p", "acme.com", 5 - REACHED, 5 + REACHED)]  # fmt: skip
    assert {row["source"] for row in rows} == {"email"}


def test_who_changes_employers_has_two_spans(put: Any) -> None:
    rows = put(commit(ANN, 0), commit(BOB, 1), commit(ANN_NEW, 20), commit(CY, 2))
    ann = [row for row in brief(rows) if row[2:] in {(-REACHED, 20), (20, 20 + REACHED)}]
    assert [row[1] for row in ann] == ["acme.com", "other.cn"]
    assert len(rows) == 4


def test_what_was_signed_later_says_nothing_of_an_instant_before(put: Any, warehouse: Any) -> None:
    """Neither an address used since nor that somebody else uses the domain since."""
    put(commit(ANN_AWAY, 0), commit(ANN, 20), commit(BOB, 30), commit(CY, 1), commit(ANN_NEW, 40))
    for day, known in ((10, []), (25, []), (31, ["acme.com", "acme.com"])):
        assign(warehouse, T0 + day * DAY)
        rows = warehouse.query("FROM person_organisation")
        assert sorted(row["organisation"] for row in rows) == known


def test_silence_of_more_than_a_year_is_not_filled(put: Any) -> None:
    rows = put(commit(ANN, 0), commit(ANN, 361), commit(BOB, 0), commit(BOB, 360))
    assert sorted(row[2:] for row in brief(rows)) == [
        (-REACHED, REACHED), (-REACHED, 360 + REACHED), (361 - REACHED, 361 + REACHED)
    ]  # fmt: skip


def test_a_domain_of_one_person_may_be_private(put: Any) -> None:
    """A program that uses it, too, makes it no organisation; neither do free mail nor students."""
    assert put(commit(DEE, 0), commit(ROBOT, 1), commit(ANN_AWAY, 2), commit(STU, 3)) == []


def test_co_authors_show_their_address_too(put: Any) -> None:
    rows = put(commit(ANN, 0, HUB, BOB))
    assert len(rows) == 2


def test_projects_say_nothing_of_one_another(put: Any) -> None:
    """Bob alone writes from acme.com in q; what p shows of the domain is of no account there."""
    rows = put(commit(ANN, 0), commit(BOB, 0), commit(BOB, 1, OTHER))
    assert {row["project_id"] for row in rows} == {"p"}


def test_a_mirror_adds_nothing_and_again_is_the_same(put: Any) -> None:
    once = put(commit(ANN, 0), commit(BOB, 0))
    assert put(commit(ANN, 0, MIRROR), commit(BOB, 0, MIRROR)) == once


CHINA = timezone(timedelta(hours=8))


def said(one: Identity, place: int = 1) -> Said:
    return Said(place=place, email_key=one.email_key, email_domain=one.email_domain)


def person(entry: int, one: Identity, applicant: bool | None = None, *terms: Term) -> Declared:
    return Declared(entry=entry, name="甲", aliases=(said(one),), applicant=applicant,
                    organisations=terms)  # fmt: skip


ACME = Organisation(entry=1, name="某某公司", domains=("acme.com",), applicant=True)


@pytest.fixture
def declare(put: Any, warehouse: Any) -> Any:
    def run(declaration: Declaration, *commits: Commit) -> list[dict[str, Any]]:
        keep(warehouse, "p", "0" * 64, declaration)
        return put(*commits)  # type: ignore[no-any-return]

    return run


def test_a_declared_domain_needs_no_second_person(declare: Any) -> None:
    dee = Organisation(entry=1, name="迪迪工作室", domains=("deedee.org",), applicant=True)
    [row] = declare(Declaration(organisations=(dee,)), commit(DEE, 0), commit(ANN_AWAY, 0))
    assert (row["organisation"], row["source"], row["applicant"]) == ("迪迪工作室", "email", True)


def test_a_declared_domain_speaks_for_the_hosts_below_it_and_no_other(declare: Any) -> None:
    rows = declare(Declaration(organisations=(ACME,)), commit(BOB, 0), commit(CY, 0))
    assert [(row["organisation"], row["applicant"]) for row in rows] == [("某某公司", True)]
    away = Organisation(entry=1, name="某某公司", domains=("cme.com", "dev.other.cn"))
    rows = declare(Declaration(organisations=(away,)))
    assert rows == []


@pytest.mark.parametrize("by", [(ANN, ANN_NEW), (ANN_NEW, ANN)])
def test_at_the_same_instant_a_declared_domain_goes_before_any_other(
    declare: Any, by: tuple[Identity, Identity]
) -> None:
    """One commit that one person signed with two addresses, as author and as co-author."""
    both = commit(by[0], 0, HUB, by[1]), commit(BOB, 1), commit(CY, 1)
    for named, domain in (("某某公司", "acme.com"), ("某某公司", "other.cn"), ("0", "other.cn")):
        own = Organisation(entry=1, name=named, domains=(domain,), applicant=True)
        rows = declare(Declaration(organisations=(own,)), *both)
        ann = [row for row in rows if row["since"] == T0 - REACH]
        assert [(row["organisation"], row["applicant"]) for row in ann] == [(named, True)]


@pytest.mark.parametrize("domain", ["gmail.com", "com", "localhost", "users.noreply.github.com"])
def test_what_is_anybody_s_is_nobody_s_whatever_is_declared(declare: Any, domain: str) -> None:
    greedy = Organisation(entry=1, name="某某公司", domains=(domain,), applicant=True)
    assert declare(Declaration(organisations=(greedy,)), commit(ANN_AWAY, 0), commit(CY, 0)) == []


def test_terms_go_before_addresses_and_both_days_count(declare: Any) -> None:
    term = Term(name="别家公司", since=date(2025, 1, 10), until=date(2025, 1, 19))
    rows = declare(
        Declaration(persons=(person(1, ANN, None, term),), organisations=(ACME,)), commit(ANN, 0),
        commit(ANN, 60),
    )  # fmt: skip
    found = [(row["organisation"], row["applicant"], row["since"], row["until"]) for row in rows]
    begun, ended = datetime(2025, 1, 10, tzinfo=CHINA), datetime(2025, 1, 20, tzinfo=CHINA)
    assert sorted(found, key=lambda one: one[2]) == [
        ("某某公司", True, T0 - REACH, begun),
        ("别家公司", False, begun, ended),
        ("某某公司", True, ended, T0 + 60 * DAY + REACH),
    ]


def test_who_is_the_applicant_s_without_a_term_is_so_at_all_times(declare: Any) -> None:
    [row] = declare(Declaration(persons=(person(1, ANN_AWAY, True),)), commit(ANN_AWAY, 0))
    assert (row["organisation"], row["since"], row["until"]) == ("申报单位", None, None)
    assert row["applicant"]
    [row] = declare(Declaration(persons=(person(1, ANN_AWAY, True),), organisations=(ACME,)))
    assert row["organisation"] == "某某公司"


def test_of_two_entries_for_one_person_one_that_is_silent_hides_nothing(declare: Any) -> None:
    """Both Ann Lees are one by their name."""
    silent, own = person(1, ANN), person(2, ANN_AWAY, True)
    for persons in ((silent, own), (person(1, ANN_AWAY, True), person(2, ANN))):
        rows = declare(Declaration(persons=persons), commit(ANN, 0), commit(ANN_AWAY, 0))
        assert [row["applicant"] for row in rows] == [True]


def test_of_two_entries_that_say_otherwise_of_one_person_the_second_is_told(
    declare: Any, warehouse: Any
) -> None:
    both = person(1, ANN, False), person(2, ANN_AWAY, True)
    assert declare(Declaration(persons=both), commit(ANN, 0), commit(ANN_AWAY, 0)) == []
    rows = warehouse.query("FROM people_declared_alias ORDER BY entry")
    assert [row["state"] for row in rows] == ["used", "overruled"]
    assert "第 1 个 [[person]] 是同一人" in rows[1]["words"]


def test_who_is_said_not_to_be_the_applicant_s_is_not_by_address_either(declare: Any) -> None:
    said_so = Declaration(persons=(person(1, BOB, False),), organisations=(ACME,))
    rows = declare(said_so, commit(BOB, 0), commit(ANN, 0))
    assert sorted(row["applicant"] for row in rows) == [False, True]


def test_of_who_changed_employers_only_the_terms_at_the_applicant_are_its(declare: Any) -> None:
    terms = (Term(name="某某公司", until=date(2024, 12, 31)), Term(name="别家公司"))
    rows = declare(
        Declaration(persons=(person(1, CY, True, *terms),), organisations=(ACME,)), commit(CY, 0)
    )
    assert [(row["organisation"], row["applicant"]) for row in rows] == [
        ("某某公司", True), ("别家公司", False)
    ]  # fmt: skip
    assert rows[0]["until"] == rows[1]["since"], "the second term gives way to the first"


def test_the_last_day_of_the_calendar_has_no_end(declare: Any) -> None:
    ever = Term(name="某某公司", since=date.min, until=date.max)
    [row] = declare(Declaration(persons=(person(1, CY, None, ever),)), commit(CY, 0))
    assert row["until"] is None


def test_a_declaration_is_silent_in_other_projects(declare: Any) -> None:
    rows = declare(Declaration(persons=(person(1, BOB, True),)), commit(BOB, 0, OTHER))
    assert {row["project_id"] for row in rows} <= {"p"}
