"""From what an account names as its company to an organisation and a time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.organisations import companies
from scoring.organisations.companies import Named
from scoring.organisations.run import assign
from scoring.organisations.spans import REACH
from scoring.people.declared import Declaration, Organisation, keep
from scoring.people.run import resolve
from warehouse.answers import Answer
from warehouse.records import AccountCompany, Commit, Identity, Issue
from warehouse.store import Batch

T0, DAY = datetime(2025, 1, 1, tzinfo=UTC), timedelta(days=1)
HUB = "github:o/r"
ANN = Identity("github:1", "github", account_id="1", login="ann", account_type="User")
BOT = Identity("github:2", "github", account_id="2", login="x[bot]", account_type="Bot")


@pytest.mark.parametrize(
    ("written", "called"),
    [
        ("Acme, Inc.", "acme"), ("@acme", "acme"), ("ACME Co., Ltd.", "acme"), ("ａｃｍｅ", "acme"),
        ("ACME", "acme"), ("@acme @other", "acme"), ("Engineer @acme", "acme"),
        ("青禾实验室有限公司", "青禾实验室"), ("Acme | Other", "acme"),
        ("https://dev.acme.com/", "acme.com"),
        ("acme.com", "acme.com"), ("gmail.com", None), ("学生", None), ("Self-Employed", None),
        ("", None), ("…", None), ("@", None), ("x" * 101, None), ("13800138000", None),
        ("me@acme.com", None), ("=1+1", "=1+1"),
    ],
)  # fmt: skip
def test_what_a_company_is_called(written: str, called: str | None) -> None:
    assert companies.organisation(written, {}) == called


def test_a_name_known_otherwise_is_taken_for_it() -> None:
    known = companies.labels(["acme.com", "twice.com", "twice.cn"])
    assert known == {"acme": "acme.com"}
    assert companies.organisation("Acme GmbH", known) == "acme.com"
    assert companies.organisation("Twice", known) == "twice"


texts = st.text(max_size=120) | st.sampled_from(["Acme", "@acme", None])
shown = st.lists(st.builds(
    Named, st.sampled_from("ab"), st.integers(0, 900).map(lambda n: T0 + n * DAY), texts
))  # fmt: skip


@given(shown)
def test_spans_of_one_person_never_overlap(said: list[Named]) -> None:
    found = list(companies.spans(said, {}))
    for place, one in enumerate(found):
        assert one.until is None or one.since is None or one.since < one.until
        for other in found[place + 1 :]:
            assert not _meet(one, other)


def _meet(one: Any, other: Any) -> bool:
    ends = [each.until or datetime.max.replace(tzinfo=UTC) for each in (one, other)]
    return bool(one.since < ends[1] and other.since < ends[0])


@given(texts)
def test_the_plain_form_is_stable(written: str | None) -> None:
    once = companies.plain(written or "")
    assert companies.plain(once) == once or once.endswith(tuple(companies._forms()))


def see(warehouse: Any, day: float, *records: Any) -> None:
    answer = Answer(f"{day:032}", "u", 200, T0 + day * DAY, "0" * 64, 1, None, "f", "r")
    warehouse.merge([Batch(answer, HUB, "reviews", list(records))])


@pytest.fixture
def project(warehouse: Any) -> Any:
    warehouse.execute(
        "INSERT INTO project_repo VALUES ('p', $r, 'github', 'repository', 'u')", {"r": HUB}
    )
    see(warehouse, 0, ANN, BOT, Issue(HUB, "1", ANN.identity_id), Issue(HUB, "2", BOT.identity_id))
    return warehouse


def assigned(warehouse: Any) -> list[tuple[Any, ...]]:
    resolve(warehouse)
    assign(warehouse)
    rows = warehouse.query("FROM person_organisation ORDER BY since")
    return [
        (row["organisation"], row["source"], (row["since"] - T0) / DAY,
         row["until"] and (row["until"] - T0) / DAY, row["applicant"]) for row in rows
    ]  # fmt: skip


def test_a_company_holds_until_another_is_seen(project: Any) -> None:
    see(project, 1, AccountCompany(HUB, "github:1", "Acme"))
    see(project, 5, AccountCompany(HUB, "github:1", "acme, inc."))
    see(project, 9, AccountCompany(HUB, "github:1", None))
    see(project, 20, AccountCompany(HUB, "github:1", "@other"))
    assert assigned(project) == [
        ("acme", "account", 1 - REACH / DAY, 5, False), ("acme", "account", 5, 9, False),
        ("other", "account", 20, None, False),
    ]  # fmt: skip


def test_robots_have_no_employer(project: Any) -> None:
    see(project, 1, AccountCompany(HUB, "github:2", "Acme"))
    assert assigned(project) == []


def test_addresses_come_before_profiles_and_give_them_their_name(project: Any) -> None:
    """Two people write from acme.com, so that it is an organisation; one of them says @ACME."""
    mail = [
        Identity(f"git:{n}", "git", name=f"Some Body{n}", email_key=f"{n}" * 64,
                 email_domain="acme.com", account_platform="github", account_id=f"{n}")
        for n in (1, 3)
    ]  # fmt: skip
    when = T0 + 400 * DAY
    see(project, 1, *mail, AccountCompany(HUB, "github:1", "@ACME"), *(
        Commit(HUB, f"s{one.identity_id}", one.identity_id, None, when, when, 1, "s", None, True)
        for one in mail))  # fmt: skip
    rows = {(name, source) for name, source, *_ in assigned(project)}
    assert rows == {("acme.com", "account"), ("acme.com", "email")}


def test_the_applicant_is_known_by_the_name_declared(project: Any) -> None:
    own = Organisation(entry=0, name="Acme 有限公司", applicant=True)
    keep(project, "p", "0" * 64, Declaration(organisations=(own,)))
    see(project, 1, AccountCompany(HUB, "github:1", "acme"))
    assert assigned(project) == [("Acme 有限公司", "account", 1 - REACH / DAY, None, True)]
