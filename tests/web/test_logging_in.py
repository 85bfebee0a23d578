"""Logging in and out, sessions, and what wrong guesses come to."""

from __future__ import annotations

import sqlite3
from datetime import timedelta

import pytest
from argon2 import PasswordHasher

from yuanzheng import clock
from yuanzheng.web.kept.attempts import ACCOUNT, ADDRESS

PASSWORD = "correct horse battery"


@pytest.fixture
def later(monkeypatch):
    """Moves the clock of the site on."""
    real, moved = clock.now, [timedelta()]
    monkeypatch.setattr("yuanzheng.clock.now", lambda: real() + moved[0])

    def move(**by: float) -> None:
        moved[0] += timedelta(**by)

    return move


def test_whoever_is_unknown_is_led_to_the_log_in_and_back(own_town):
    browser = own_town.served.somebody()
    answer = browser.get("/records")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=/records")
    page = browser.get(answer.headers["location"]).text
    assert 'name="next" value="/records"' in page
    answer = browser.enter("管理", PASSWORD, next="/records")
    assert (answer.status_code, answer.headers["location"]) == (303, "/records")
    assert browser.get("/records").status_code == 200
    assert browser.get("/api/v1/nowhere").status_code == 404


@pytest.mark.parametrize("wanted", [
    "//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)",
    "/%0d%0aSet-Cookie:a=b\r\nX: y", "/a//evil.example", "/x?y=\nz", "",
    pytest.param("/" + "a" * 5_000 + "!", id="long enough to look for ever for a way to read it"),
])  # fmt: skip
def test_it_never_leads_elsewhere(own_town, wanted):
    answer = own_town.served.somebody().enter("管理", PASSWORD, next=wanted)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/"


def test_the_cookie_is_for_this_site_and_no_script(own_town):
    answer = own_town.served.somebody().enter("管理", PASSWORD)
    [cookie] = [c for c in answer.raw.headers.getlist("set-cookie") if c.startswith("yuanzheng=")]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie


def test_numbers_and_passwords_are_not_in_the_file(own_town):
    browser = own_town.browser("管理")
    secret = browser.session.cookies["yuanzheng"]
    assert len(secret) >= 43
    with sqlite3.connect(own_town.kept.store.path) as found:
        whole = "\n".join(found.iterdump())
    assert secret not in whole
    assert browser.session.cookies["yuanzheng-device"] not in whole
    assert PASSWORD not in whole
    assert "$argon2id$v=19$m=19456,t=2,p=1$" in whole
    assert own_town.kept.store.path.stat().st_mode & 0o077 == 0


def test_a_number_brought_along_is_never_taken_on(own_town):
    browser = own_town.served.somebody()
    browser.session.cookies.set("yuanzheng", "fixed" * 9)
    browser.enter("管理", PASSWORD)
    assert browser.session.cookies.get_dict()["yuanzheng"] != "fixed" * 9
    stranger = own_town.served.somebody()
    stranger.session.cookies.set("yuanzheng", "fixed" * 9)
    assert stranger.get("/records").status_code == 303


def test_logging_in_again_ends_the_session_before(own_town):
    browser = own_town.browser("管理")
    old = browser.session.cookies["yuanzheng"]
    assert browser.get("/login").status_code == 303
    browser.post(
        "/login", data={"name": "评审甲", "password": PASSWORD, "csrf": browser.own_token()}
    )
    assert own_town.kept.sessions.visitor(old) is None


def test_logging_out_ends_it_on_the_server(own_town):
    browser = own_town.browser("管理")
    secret = browser.session.cookies["yuanzheng"]
    assert browser.get("/logout").status_code == 405
    assert browser.send("/logout").status_code == 303
    stolen = own_town.served.somebody()
    stolen.session.cookies.set("yuanzheng", secret)
    assert stolen.get("/records").status_code == 303


def test_a_session_ends_unused_and_at_all(own_town, later):
    browser = own_town.browser("管理")
    later(minutes=59)
    assert browser.get("/records").status_code == 200
    later(minutes=59)
    assert browser.get("/records").status_code == 200
    later(minutes=61)
    assert browser.get("/records").status_code == 303
    browser = own_town.browser("管理")
    for _ in range(12):
        assert browser.get("/records").status_code == 200
        later(minutes=59)
    later(minutes=15)
    assert browser.get("/records").status_code == 303


def test_an_unknown_name_a_wrong_password_and_a_bad_form_look_the_same(own_town):
    browser = own_town.served.somebody()
    unknown, wrong = browser.enter("没有这人", PASSWORD), browser.enter("管理", "wrong" * 4)
    assert unknown.status_code == wrong.status_code == 401
    assert unknown.text.split("<main")[1] == wrong.text.split("<main")[1]
    assert browser.post("/login", data={"csrf": browser.token()}).status_code == 422


def test_an_unknown_name_costs_the_same_work(own_town, monkeypatch):
    done: list[str] = []
    real = PasswordHasher.verify

    def verify(hasher, kept, typed):
        done.append(kept)
        return real(hasher, kept, typed)

    monkeypatch.setattr(PasswordHasher, "verify", verify)
    own_town.served.somebody().enter("没有这人", PASSWORD)
    own_town.served.somebody().enter("管理", "wrong" * 4)
    unknown, known = done
    assert unknown.split("$")[:4] == known.split("$")[:4]


def test_wrong_guesses_wait_longer_and_longer(own_town, later):
    browser = own_town.served.somebody()
    for _ in range(ACCOUNT.free):
        assert browser.enter("管理", "wrong" * 4).status_code == 401
    waits = []
    for _ in range(4):
        answer = browser.enter("管理", PASSWORD)
        assert answer.status_code == 429
        waits.append(int(answer.headers["retry-after"]))
        later(seconds=waits[-1])
        assert browser.enter("管理", "wrong" * 4).status_code == 401
    assert waits == sorted(set(waits))
    later(seconds=ACCOUNT.longest)
    assert browser.enter("管理", PASSWORD).status_code == 303


def test_many_guesses_at_once_gain_nothing(own_town):
    from concurrent.futures import ThreadPoolExecutor

    def guess(number: int) -> int:
        return own_town.served.somebody().enter("管理", f"wrong guess {number}").status_code

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(guess, range(16)))
    assert answers.count(401) <= ACCOUNT.free
    assert set(answers) == {401, 429}


def test_who_guesses_keeps_the_admin_out_of_no_browser_known_before(own_town, later):
    admin = own_town.browser("管理")
    admin.send("/logout")
    stranger = own_town.served.somebody()
    for _ in range(ACCOUNT.free + 1):
        stranger.enter("管理", "wrong" * 4)
    assert stranger.enter("管理", PASSWORD).status_code == 429
    assert own_town.served.somebody().enter("管理", PASSWORD).status_code == 429
    assert admin.enter("管理", PASSWORD).status_code == 303
    for rule in (ACCOUNT, ADDRESS):
        assert max(rule.wait(n).total_seconds() for n in range(500)) <= 900


def test_an_address_that_tries_many_names_waits_too(own_town):
    browser = own_town.served.somebody()
    answers = [browser.enter(f"name{n}", "x" * 12).status_code for n in range(ADDRESS.free + 1)]
    assert answers[-1] == 429
    assert answers[:-1] == [401] * ADDRESS.free


def test_a_changed_password_logs_out_everywhere_else(own_town):
    here, elsewhere = own_town.browser("评审甲"), own_town.browser("评审甲")
    old = here.session.cookies["yuanzheng"]
    typed = {"old": PASSWORD, "new": "another horse battery", "again": "another horse battery"}
    assert here.send("/account/password", {**typed, "old": "wrong" * 4}).status_code == 422
    assert here.send("/account/password", {**typed, "again": "x"}).status_code == 422
    assert here.send("/account/password", typed).status_code == 303
    assert here.session.cookies["yuanzheng"] != old
    assert here.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 303
    assert elsewhere.enter("评审甲", PASSWORD).status_code == 401
    assert elsewhere.enter("评审甲", typed["new"]).status_code == 303


@pytest.mark.parametrize(
    "new", ["short", "aaaaaaaaaaaaaaaa", "评审甲评审甲评审甲abcdefgh", "x" * 200]
)
def test_a_password_easily_guessed_is_refused(own_town, new):
    browser = own_town.browser("评审甲")
    answer = browser.send("/account/password", {"old": PASSWORD, "new": new, "again": new})
    assert answer.status_code == 422
    assert browser.get("/account").status_code == 200


def test_other_log_ins_can_be_ended(own_town):
    here, elsewhere = own_town.browser("评审甲"), own_town.browser("评审甲")
    assert "退出别处的登录" in here.get("/account").text
    assert here.send("/account/others").status_code == 303
    assert here.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 303


def test_a_hash_of_lesser_cost_is_made_anew_at_the_log_in(own_town):
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    own_town.kept.store.run("UPDATE account SET password = ? WHERE name = '管理'", (weak,))
    own_town.browser("管理")
    assert "m=19456,t=2" in own_town.kept.accounts.password("管理")
    own_town.browser("管理")


@pytest.fixture
def admin_of_latin_name(own_town):
    own_town.kept.accounts.add("boss.one", "admin", PASSWORD)
    return own_town


def test_other_spellings_of_a_name_are_no_further_guesses(admin_of_latin_name):
    spellings = ["boss.one", "BOSS.one", "ｂoss.one", "boss．one", "bOss.ONE", "boss.ｏne"]
    browser = admin_of_latin_name.served.somebody()
    answers = [browser.enter(name, "wrong" * 4).status_code for name in spellings]
    assert answers == [401] * ACCOUNT.free + [429]


def test_who_shares_an_address_with_a_guesser_is_not_kept_out(own_town):
    admin = own_town.browser("管理")
    admin.send("/logout")
    stranger = own_town.served.somebody()
    for number in range(ADDRESS.free + 1):
        stranger.enter(f"name{number}", "wrong" * 4)
    assert stranger.enter("评审甲", PASSWORD).status_code == 429
    assert admin.enter("管理", PASSWORD).status_code == 303


def test_an_address_made_up_by_the_visitor_is_not_believed(own_town):
    browser = own_town.served.somebody()
    data = {"name": "管理", "password": "wrong" * 4, "csrf": browser.token()}
    answers = [
        browser.post("/login", data=data, headers={"X-Forwarded-For": f"203.0.113.{n}"}).status_code
        for n in range(ACCOUNT.free + 1)
    ]
    assert answers[-1] == 429


def test_behind_a_proxy_its_word_counts_and_cookies_travel_encrypted_only(serving, tmp_path):
    site = {"address": "https://zheng.example", "proxies": ["127.0.0.1"]}
    with serving(tmp_path, **site) as served:
        kept = served.app.state.site.kept
        kept.accounts.add("管理", "admin", PASSWORD)
        page = served.get("/login", headers={"Host": "zheng.example"})
        assert page.headers["strict-transport-security"].startswith("max-age=")
        cookie = page.headers["set-cookie"]
        assert cookie.startswith("__Host-yuanzheng-before=")
        assert "Secure" in cookie
        assert served.get("/login", headers={"Host": "other.example"}).status_code == 403


def test_a_program_is_out_when_the_password_is_changed(own_town):
    browser = own_town.browser("评审甲")
    account = own_town.kept.accounts.named("评审甲")
    token = own_town.kept.api_tokens.make(account.user_id, "表格", 30)
    assert own_town.kept.api_tokens.visitor(token)
    typed = {"old": PASSWORD, "new": "another horse battery", "again": "another horse battery"}
    assert browser.send("/account/password", typed).status_code == 303
    assert own_town.kept.api_tokens.visitor(token) is None


def test_a_failing_file_of_accounts_lets_nobody_in_and_tells_nothing(own_town, monkeypatch):
    def broken(*_):
        raise sqlite3.DatabaseError("file is not a database")

    browser = own_town.browser("管理")
    monkeypatch.setattr("yuanzheng.web.layers.entering.known", broken)
    answer = browser.get("/users")
    assert answer.status_code == 500
    assert "出错了" in answer.text
    assert "not a database" not in answer.text
