"""Marks in place of names, text by text."""

from __future__ import annotations

import json
from typing import Any

import pytest

from warehouse import personal
from warehouse.pseudonymised import Bodies
from warehouse.pseudonyms import MARKED, Pseudonyms

NAMES = ("alice", "Wei Zhang", "张三", "Ann O'Neil", "will", "li", "foo-bar", "O\u0308zil")


def _rule(name: str) -> tuple[str, bool]:
    return name.casefold(), " " in name


def _bodies(*more: str, key: bytes = b"k" * 32) -> Bodies:
    made = Pseudonyms(key, _rule, {"helper", "lab"}, ["lab/alice", "users.noreply.github.com"])
    for name in (*NAMES, *more):
        made.learn(name)
    made.ready()
    return Bodies(made)


def _json(item: Any, **given: Any) -> Any:
    return json.loads(_bodies(**given).masked(personal.JSON, json.dumps(item).encode())[0])


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("thanks to alice, and to ALICE.", "alice"),
        ("由张三提交", "张三"),
        ("Signed-off-by: Wei Zhang <sha256-00@x.org>", "Zhang"),
        ("merge foo-bar/topic", "foo-bar"),
        ("ping @somebody here", "somebody"),
        ("cc Ann O'Neil", "Neil"),
        ("https://web.example/alice?tab=1", "alice"),
        ("17+Alice@users.noreply.github.com", "lice"),
        ("Merge pull request #7 from unseen-1990/topic", "unseen"),
        ("!8 fix\nMerge pull request !8 from 李 华/topic", "李 华"),
        ('Revert "Merge pull request #7 from main/topic"', "main"),
        ("Merge branch 'a' of https://web.example/unseen/tool into b", "unseen"),
        ("Merge branch 'a' of git@web.example:unseen/tool", "unseen"),
    ],
)
def test_names_become_marks(text: str, gone: str) -> None:
    made = _bodies().url(text)
    assert gone.lower() not in made.lower()
    assert MARKED.search(made)
    assert _bodies().url(made) == made, "twice is once"


@pytest.mark.parametrize(
    "text",
    ["http://api.example/repos/lab/alice/issues", "malice and alicea", "the will of it",
     "Merge pull request #7 from helper/topic", "Merge pull request #7 from lab/topic",
     "Merge branch 'a' of https://web.example/lab/alice", "Merge branch 'a' into b/c",
     "helper and lab", "pkg@1.2.3 and @scope/thing", "users.noreply.github.com"],
)  # fmt: skip
def test_what_is_nobody_s_name_stays(text: str) -> None:
    assert _bodies().url(text) == text


def test_the_same_name_has_the_same_mark_under_one_key_alone() -> None:
    one, other = _bodies().of, _bodies(key=b"x" * 32).of
    assert one.name("Alice") == one.name("alice") != other.name("alice")
    assert " " in one.name("Wei Zhang")
    assert " " not in one.name("alice")


def test_an_account_loses_its_number_and_what_it_says_of_itself() -> None:
    item = {"user": {"login": "will", "id": 12345, "node_id": "U_1", "name": "Will", "type": "User",
                     "avatar_url": "https://a.example/u/12345?v=4", "bio": "born in 1970",
                     "url": "https://api.example/users/will"}, "state": "open"}  # fmt: skip
    made = _json(item)["user"]
    plain = json.dumps(made)
    assert "12345" not in plain
    assert "will" not in plain.lower()
    assert made["bio"] is None
    assert made["login"] == made["name"]
    assert made["url"].endswith(made["login"])


@pytest.mark.parametrize(
    "account",
    [{"login": "helper", "id": 7, "type": "Bot"}, {"login": "lab", "id": 7, "type": "Organization"},
     {"login": "x[bot]", "id": 7, "type": "User"}],
)  # fmt: skip
def test_programs_and_organisations_stay(account: dict[str, Any]) -> None:
    assert _json({"user": account}) == {"user": account}


def test_names_are_learnt_where_names_stand() -> None:
    made = _bodies()
    made.learn(personal.JSON, "https://x", json.dumps(
        [{"assignee": {"login": "quietone"}, "body": "Reviewed-by: Dee Foe <a@b.c>"},
         {"author": {"name": "Gil Poe", "email": "g", "date": "2026"}}]
    ).encode())  # fmt: skip
    made.learn(personal.TEXT, "git+https://x?path=.mailmap", b"Max Moe <a@b> mm <c@d>\n")
    made.of.ready()
    text = made.url("quietone, Dee Foe, Gil Poe, Max Moe")
    assert len(MARKED.findall(text)) == 4


def test_a_history_keeps_its_form() -> None:
    fields = [b"a" * 40, b"", "张三".encode(), b"sha256-00@x.org", b"1", b"alice",
              b"9+alice@users.noreply.github.com", b"2", b"by alice", b""]  # fmt: skip
    body = b"\0".join([*fields, b"\n:100644 100644 1 2 M", b"docs/alice.md", b""])
    made, found = _bodies().masked(personal.LOG, body)
    assert made.count(b"\0") == body.count(b"\0")
    assert made.split(b"\0")[0] == b"a" * 40
    assert b"alice" not in made
    assert "张三".encode() not in made
    assert found["name"] >= 4


def test_a_file_in_base64_says_what_it_was() -> None:
    import base64

    item = {"encoding": "base64", "content": base64.b64encode(b"Copyright alice").decode()}
    made = _json(item)
    assert b"alice" not in base64.b64decode(made["content"])
    assert made[personal.ORIGINAL]["bytes"] == len(b"Copyright alice")
