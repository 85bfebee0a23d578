"""Contracts every route buys by being there: who may come, and what comes of ways around it."""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product
from urllib.parse import quote

import pytest
from fastapi import FastAPI

from warehouse import publishing, soundness
from warehouse.soundness import Meant, Seen
from yuanzheng.web import routes
from yuanzheng.web.access.visitors import TITLES
from yuanzheng.web.copies import Copies
from yuanzheng.web.documents import tabling
from yuanzheng.web.place import Place
from yuanzheng.web.routes import Declared
from yuanzheng.web.settings import WebSettings
from yuanzheng.web.showing import projects as tabs

API = "/api/"
SAFE = {"GET", "HEAD"}
ASKING = ("project", "projects", "project_id", "p", "q", "id", "ids", "name", "show")
METHODS = ("POST", "PUT", "DELETE")
MINE, OTHERS = "青禾 QingHe", "澜图 LanTu"
TRAVERSALS = [
    "..%2f..%2f..%2fetc%2fpasswd", "%2e%2e%2f%2e%2e%2fconfig.toml", "..%5c..%5cetc%5cpasswd",
    "%00", "x" * 3000, "%ff%fe", "'%20OR%201=1--", "%0d%0aX-Injected:%20yes", "9" * 30,
]  # fmt: skip


def every(town) -> list[Declared]:
    return list(routes.every(town.served.app))


def filled(route: Declared, **values: str) -> str:
    """The path with something in the place of each parameter."""
    return re.sub(
        r"\{(\w+)(:\w+)?\}", lambda found: quote(values.get(found[1], "1"), safe=""), route.path
    )


def cases(town) -> Iterator[tuple[Declared, str]]:
    for route in every(town):
        yield from ((route, method) for method in sorted(route.methods))


def test_every_route_says_who_may_come(town):
    silent = [f"{sorted(one.methods)} {one.path}" for one in every(town) if not one.roles]
    assert silent == []


def test_a_route_that_says_nothing_is_found():
    app = FastAPI()
    app.add_api_route("/silent", lambda: None)
    assert [one.roles for one in routes.every(app) if one.path == "/silent"] == [None]


def test_changes_are_never_made_by_asking(town):
    """What may be asked for from anywhere (GET) has no name of a change."""
    changing = re.compile(r"/(remove|revoke|add|delete|password|role|logout)$")
    wrong = [one.path for one in every(town) if changing.search(one.path) and one.methods & SAFE]
    assert wrong == []


@pytest.mark.parametrize("role", TITLES)
def test_each_role_comes_where_it_may_and_nowhere_else(town, roles, ids, role):
    browser = roles[role]
    for route, method in cases(town):
        path = filled(route, project_id=ids[MINE])
        answer = browser.ask(method, path)
        told = (method, route.path, answer.status_code)
        assert answer.status_code < 500 or answer.status_code == 503, told
        if {role, "anyone"} & route.roles:
            continue
        if role != "anyone":
            assert answer.status_code == 403, told
        elif route.path.startswith(API):
            assert answer.status_code == 401, told
        else:
            assert answer.status_code == 303, told
            assert answer.headers["location"].startswith("/login"), told
        assert len(answer.content) < 5000, told


@pytest.mark.parametrize("role", TITLES)
def test_no_change_without_the_token_of_ones_own_pages(town, roles, ids, role):
    """None, another's, and one of the right shape: with every method that changes something."""
    browser, foreign = roles[role], roles["other"].own_token()
    tokens = [None, foreign, secrets.token_hex(32)]
    for route, method in cases(town):
        if method in SAFE or not {role, "anyone"} & route.roles:
            continue
        path = filled(route, project_id=ids[MINE])
        for given in tokens:
            data = None if given is None else {"csrf": given}
            answer = browser.ask(method, path, data=data)
            assert answer.status_code in {303, 401, 403, 422}, (method, route.path, given)
            assert answer.headers.get("location", "/login").startswith("/login")
            if answer.status_code == 422:  # what the form lacks is said before
                assert "不对" in answer.text
            said = {"X-CSRF-Token": given.encode().decode("latin-1")} if given else {}
            answer = browser.ask(method, path, headers=said)
            assert answer.status_code in {303, 401, 403, 422}, (method, route.path, given)


@pytest.mark.parametrize("role", ["applicant", "shared"])
def test_anothers_project_is_as_one_that_does_not_exist(town, roles, ids, role):
    browser, unknown = roles[role], "no-such-project"
    for route, method in cases(town):
        if "project_id" not in route.parameters or not {role} & route.roles:
            continue
        data = {} if method in SAFE else {"csrf": browser.own_token()}
        answers = []
        for project in (ids[OTHERS], unknown):
            answer = browser.ask(method, filled(route, project_id=project), data=data)
            text = re.sub(r'nonce="[^"]*"', "", answer.text)
            for name in (project, quote(project)):
                text = text.replace(name, "")
            answers.append((answer.status_code, text))
        assert answers[0] == answers[1], (method, route.path)
        assert answers[0][0] in {404, 422}, (method, route.path, answers[0][0])


def test_no_name_in_a_path_leads_out_of_it(town, roles):
    browser = roles["admin"]
    for route, method in cases(town):
        for parameter in route.parameters if method in SAFE else ():
            for odd in TRAVERSALS:
                here = re.compile(r"\{" + parameter + r"(:\w+)?\}")
                path = here.sub(lambda _, odd=odd: odd, route.path)
                answer = browser.ask(method, filled_rest(path))
                told = (method, route.path, odd[:40], answer.status_code)
                assert answer.status_code < 500, told
                assert "root:" not in answer.text, told
                assert "X-Injected" not in answer.headers, told


def filled_rest(path: str) -> str:
    return re.sub(r"\{\w+(:\w+)?\}", "1", path)


def test_other_methods_are_not_taken_for_those_declared(town, roles, ids):
    browser = roles["admin"]
    by_path: dict[str, set[str]] = {}
    for route in every(town):
        by_path.setdefault(route.path, set()).update(route.methods)
    for path, declared in by_path.items():
        given = filled_rest(path.replace("{project_id}", quote(ids[MINE], safe="")))
        for method in sorted(set(METHODS) - declared)[:2]:
            answer = browser.ask(method, given)
            assert answer.status_code in {404, 405}, (method, path, answer.status_code)
        if "POST" in declared and "GET" not in declared:
            answer = browser.get(given, headers={"X-HTTP-Method-Override": "POST"})
            assert answer.status_code in {404, 405}, path


@pytest.mark.parametrize("role", ["admin", "anyone"])
def test_the_head_alone_is_that_of_the_whole_answer(town, roles, ids, role):
    """Whoever checks links or sizes asks for it."""
    browser = roles[role]
    for route, method in cases(town):
        if method == "GET":
            path = filled(route, project_id=ids[MINE])
            whole, head = browser.get(path), browser.ask("HEAD", path)
            told = [(one.status_code, one.headers.get("content-type")) for one in (whole, head)]
            assert told[0] == told[1], route.path
            assert head.content == b"", route.path
    assert browser.ask("HEAD", "/nowhere").status_code == browser.get("/nowhere").status_code


def test_what_is_larger_than_needed_is_not_read(town, roles, ids):
    """Somebody not logged in sends a form, whatever the route takes of others."""
    for route, method in cases(town):
        if method in SAFE:
            continue
        path = filled(route, project_id=ids[MINE])
        big = {"name": "x" * 200_000, "password": "x" * 200_000}
        answer = roles["anyone"].ask(method, path, data=big)
        assert answer.status_code == 413, (method, route.path, answer.status_code)


def test_pages_say_nothing_about_other_sites(town, roles, ids):
    """No page loads anything from elsewhere, and none has scripts or styles of its own in tags."""
    for role, browser in roles.items():
        for route in every(town):
            if "GET" not in route.methods or route.path.startswith((API, "/static")):
                continue
            answer = browser.get(filled(route, project_id=ids[MINE]))
            if not answer.headers.get("content-type", "").startswith("text/html"):
                continue
            if "sandbox" in answer.headers["content-security-policy"]:
                continue
            told = (role, route.path)
            loads = r"<(script|link|img|iframe)[^>]*(src|href)=[\"']?(https?:)?//"
            assert not re.search(loads, answer.text), told
            assert not re.search(r"<[^>]+\son\w+=", answer.text), told
            assert not re.search(r"<[^>]+\sstyle=", answer.text), told


@pytest.fixture(scope="module")
def theirs(published, ids) -> list[str]:
    """What only somebody who sees the other project can know: its name, id, repositories."""
    rows = (
        Copies(published)
        .current()
        .rows(
            "SELECT repo_id FROM project_repo WHERE project_id = $project"
            " AND repo_id NOT IN (SELECT repo_id FROM project_repo WHERE project_id <> $project)",
            {"project": ids[OTHERS]},
        )
    )
    return [OTHERS, ids[OTHERS], quote(ids[OTHERS]), *(row["repo_id"] for row in rows)]


REAL = {
    "name": sorted(tabling.tables()), "form": ["csv"], "evidence_id": ["E1"],
    "tab": sorted(tabs.PAGES),
    "policy_id": ["nanshan-project"], "metric_id": ["stars"],
    "path": ["证据表.md", "证据表.csv", "证据表.json"],
}  # fmt: skip
"""What there is to ask for, by the name of the parameter."""


def real(route: Declared) -> Iterator[dict[str, str]]:
    """Every combination of what a route can be asked for."""
    names = [name for name in route.parameters if name in REAL]
    for values in product(*(REAL[name] for name in names)):
        yield dict(zip(names, values, strict=True))


@pytest.mark.parametrize("role", ["applicant", "shared", "anyone"])
def test_nothing_of_anothers_project_is_in_any_answer(town, roles, ids, theirs, role):
    """Lists, tables, counts, choices of forms: whatever a route answers to who sees one project."""
    assert len(theirs) > 4
    for route in every(town):
        if "GET" not in route.methods:
            continue
        for values in real(route):
            path = filled(route, project_id=ids[MINE], **values)
            text = roles[role].get(path).content.decode("utf-8", "replace")
            assert [one for one in theirs if one in text] == [], path
        asked = dict.fromkeys(ASKING, ids[OTHERS])
        text = roles[role].get(path, params=asked).content.decode("utf-8", "replace")
        # what was asked for may be repeated; a repository of theirs was not
        assert [one for one in theirs[3:] if one in text] == [], route.path


def test_a_token_of_a_program_reads_and_never_changes(town, ids):
    account = town.kept.accounts.named("申报甲")
    secret = town.kept.api_tokens.make(account.user_id, "表格", 30)
    program, bearer = town.served.somebody(), {"Authorization": f"Bearer {secret}"}
    for route, method in cases(town):
        if "applicant" not in route.roles or "anyone" in route.roles:
            continue
        path = filled(route, project_id=ids[MINE])
        answer = program.ask(method, path, headers=bearer)
        told = (method, route.path, answer.status_code)
        if method not in SAFE or not route.path.startswith((API, "/metrics")):
            assert answer.status_code in {303, 403}, told
            if method not in SAFE and route.path.startswith(API):
                assert "令牌只能读" in answer.json()["error"], told
        else:
            assert answer.status_code not in {303, 401}, told
        wrong = program.ask(method, path, headers={"Authorization": "Bearer yz_" + "x" * 43})
        assert wrong.status_code in {303, 401}, (method, route.path, wrong.status_code)


def test_who_sees_all_is_answered_by_the_same_addresses(town, roles, ids, theirs):
    """Or the test above would find nothing anywhere."""
    found = set()
    for route in every(town):
        if "GET" in route.methods and {"applicant"} & route.roles and "name" in route.parameters:
            for values in real(route):
                path = filled(route, project_id=ids[OTHERS], **values)
                text = roles["admin"].get(path).content.decode("utf-8", "replace")
                found |= {path for one in theirs if one in text}
    assert len(found) >= len(tabling.tables()) // 2
    page = roles["admin"].get(f"/projects/{quote(ids[OTHERS])}").text
    assert OTHERS in page


def test_why_nothing_was_published_names_no_project_of_others(
    published, peopled, tmp_path, opening
):
    """The sentence of a night most projects were unfit in holds the first of them."""
    shown = tmp_path / "published"
    shown.mkdir()
    for one in published.iterdir():
        (shown / one.name).symlink_to(one)
    words = tuple(soundness._most(
        Seen(None, None, None, (Meant("x", OTHERS),), ()), {"x": ("gitee:lantu/lantu 少了行。",)}
    ))  # fmt: skip
    publishing.failed(shown, datetime(2026, 11, 19, tzinfo=UTC), words)
    shutil.copy(peopled / "web.sqlite", tmp_path)
    with opening(Place(None, tmp_path, shown, WebSettings())) as served:
        for name, told in (("申报甲", False), ("评审甲", True)):
            browser = served.somebody()
            assert browser.enter(name, "correct horse battery").status_code == 303
            page, document = browser.get("/").text, browser.get("/api/v1/copy").json()
            assert "起没有能发布新的数据" in page
            assert ("gitee:lantu" in page) is told
            assert (words[0] in document["failed"]["reasons"]) is told
