"""From identities in a warehouse to `person_alias` and `person_label`."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from scoring.people.run import resolve
from warehouse.answers import Answer
from warehouse.records import AccountLink, Commit, Identity, Issue
from warehouse.store import Batch

T0 = datetime(2026, 1, 1, tzinfo=UTC)
ANSWER = Answer("a" * 32, "https://x.org/1", 200, T0, "0" * 64, 1, None, "f.warc.gz", "<urn:1>")
MAIL = sha256(b"ann@a.org").hexdigest()

ANN = Identity("github:7", "github", "7", "ann", account_type="User")
BY_NOREPLY = Identity(
    "git:2", "git", "7", "ann", "Ann Lee", sha256(b"n").hexdigest(), "users.noreply.github.com",
    "github",
)  # fmt: skip
BY_NAME = Identity("git:1", "git", name="Ann Lee", email_key=MAIL, email_domain="a.org")
BY_MAIL = Identity("git:3", "git", name="annie", email_key=MAIL, email_domain="a.org")
OTHER = Identity("git:4", "git", name="bob@b.org", email_key="b" * 64, email_domain="b.org")
ROBOT = Identity("github:8", "github", "8", "helper", account_type="Bot")
COMPANY = Identity("github:9", "github", "9", "acme", account_type="Organization")
EVERYBODY = [ANN, BY_NOREPLY, BY_NAME, BY_MAIL, OTHER, ROBOT, COMPANY]


@pytest.fixture
def filled(warehouse):
    warehouse.execute(
        "INSERT INTO project_repo VALUES ('p', 'github:o/r', 'github', 'repository', 'u')"
    )
    commits = [
        Commit("github:o/r", f"{n}", one.identity_id, None, T0, T0, 1, "s", None, True)
        for n, one in enumerate([BY_NOREPLY, BY_NAME])
    ]
    issue = Issue("github:o/r", "1", ANN.identity_id, created_at=T0)
    merge(warehouse, [*EVERYBODY, *commits, issue])
    return warehouse


def merge(warehouse, records):
    warehouse.merge([Batch(ANSWER, "github:o/r", "commits", records)])


def persons(warehouse):
    rows = warehouse.query("SELECT * FROM person_alias ORDER BY identity_id")
    return {row["identity_id"]: row for row in rows}


def test_persons_rules_and_labels(filled):
    resolve(filled)
    rows = persons(filled)
    assert {one: (row["person_id"], row["rule"]) for one, row in rows.items()} == {
        "git:1": ("git:1", "email"),
        "git:2": ("git:1", "account"),
        "git:3": ("git:1", "email"),
        "git:4": ("git:4", "alone"),
        "github:7": ("git:1", "account"),
        "github:8": ("github:8", "alone"),
    }
    labels = filled.query("SELECT * FROM person_label ORDER BY person_id")
    assert [tuple(row.values()) for row in labels] == [
        ("git:1", "ann", "human"),
        ("git:4", "〔邮箱已隐去〕", "human"),
        ("github:8", "helper", "certain"),
    ]


def test_a_platform_ties_a_signature_to_an_account(filled):
    link = AccountLink("github:o/r", OTHER.identity_id, ANN.identity_id)
    merge(filled, [link, AccountLink("github:o/r", BY_MAIL.identity_id, COMPANY.identity_id)])
    resolve(filled)
    row = persons(filled)["git:4"]
    assert (row["person_id"], row["rule"]) == ("git:1", "account")
    assert "平台把该提交署名归于此账号" in row["reason"]
    filled.execute("UPDATE account_link SET closed_at = observed_at")
    resolve(filled)
    assert persons(filled)["git:4"]["rule"] == "alone"


def test_reasons_are_sentences_without_addresses(filled):
    resolve(filled)
    rows = persons(filled)
    assert rows["git:2"]["reason"].startswith("与“ann”是同一个 github 账号")
    assert rows["github:8"]["bot_reason"] == "平台标明该账号的类型是 Bot"
    assert rows["git:1"]["bot_reason"] is None
    assert not any("@" in f"{row['reason']}{row['bot_reason']}" for row in rows.values())


def test_organisations_are_no_persons(filled):
    resolve(filled)
    assert "github:9" not in persons(filled)


def test_again_gives_the_same_rows_in_the_same_order(filled):
    tables = ("person_alias", "person_label")
    resolve(filled)
    first = [filled.query(f"SELECT * FROM {table}") for table in tables]
    resolve(filled)
    assert [filled.query(f"SELECT * FROM {table}") for table in tables] == first


def test_a_join_ends_with_the_alias_that_made_it(filled):
    """git:2 carries both the account and the name; without it the account stands alone."""
    resolve(filled)
    filled.execute("UPDATE identity SET closed_at = observed_at WHERE identity_id = 'git:2'")
    resolve(filled)
    rows = persons(filled)
    assert "git:2" not in rows
    assert rows["github:7"]["person_id"] == "github:7"
    assert rows["git:3"]["person_id"] == rows["git:1"]["person_id"] == "git:1"


def test_a_closed_version_no_longer_counts(filled):
    moved = Identity("git:3", "git", name="annie", email_key="c" * 64, email_domain="c.org")
    merge(filled, [moved])
    resolve(filled)
    assert persons(filled)["git:3"]["person_id"] == "git:3"


def test_a_login_that_was_given_up_is_not_its_next_owners(filled):
    """ann (7) renames herself; somebody else (70) takes the login: old signatures are not 70's."""
    signed = Identity("git:9", "git", None, "ann", "annl", "c" * 64, "users.noreply.github.com",
                      "github")  # fmt: skip
    merge(filled, [signed, Commit("github:o/r", "9", "git:9", None, T0, T0, 1, "s", None, True)])
    resolve(filled)
    assert persons(filled)["git:9"]["person_id"] == persons(filled)["github:7"]["person_id"]
    later = replace(ANSWER, answer_id="b" * 32, fetched_at=T0 + timedelta(days=9))
    moved = Identity("github:7", "github", "7", "ann-lee", account_type="User")
    filled.execute("DELETE FROM identity WHERE identity_id = 'git:2'")  # it shows 7 and ann as well
    filled.merge([Batch(later, "github:o/r", "issues", [moved])])
    resolve(filled)
    assert persons(filled)["git:9"]["person_id"] == persons(filled)["github:7"]["person_id"]
    taken = Identity("github:70", "github", "70", "Ann", account_type="User")
    issue = Issue("github:o/r", "2", "github:70", created_at=T0)
    filled.merge([Batch(later, "github:o/r", "issues", [taken, issue])])
    resolve(filled)
    rows = persons(filled)
    assert rows["git:9"]["person_id"] != rows["github:70"]["person_id"]


def test_an_empty_warehouse_gives_no_person(warehouse):
    resolve(warehouse)
    assert persons(warehouse) == {}
    assert warehouse.query("SELECT * FROM person_label") == []
