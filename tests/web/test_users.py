"""Accounts on the pages of 管理员, share links, and the record."""

from __future__ import annotations

import re
import shutil
import sqlite3
from urllib.parse import quote

import pytest

from yuanzheng.web.access.visitors import local_admin
from yuanzheng.web.kept.audit import Wanted
from yuanzheng.web.place import Place
from yuanzheng.web.settings import WebSettings

PASSWORD = "correct horse battery"
MINE = "青禾 QingHe"


def shown(page: str) -> str:
    """What a page shows this one time."""
    return re.search(r'class="mono secret">([^<]+)<', page)[1]


def test_a_new_user_chooses_a_password_before_anything_else(own_town):
    admin = own_town.browser("管理")
    page = admin.send("/users", {"name": "新来的", "role": "reviewer"})
    password = shown(page.text)
    assert password not in admin.get("/users").text
    browser = own_town.browser("新来的", password)
    answer = browser.get("/links")
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    assert browser.send("/links", {"subject": "x", "days": "3"}).status_code == 303
    typed = {"old": password, "new": "my own horse battery", "again": "my own horse battery"}
    assert browser.send("/account/password", typed).status_code == 303
    assert browser.get("/links").status_code == 200


def test_a_role_taken_away_holds_from_the_next_request(own_town, ids):
    admin, reviewer = own_town.browser("管理"), own_town.browser("评审甲")
    assert reviewer.get("/links").status_code == 200
    number = own_town.kept.accounts.named("评审甲").user_id
    given = {"role": "applicant", "projects": ids[MINE]}
    assert admin.send(f"/users/{number}/role", given).status_code == 303
    assert reviewer.get("/links").status_code == 403
    assert own_town.kept.accounts.named("评审甲").projects == {ids[MINE]}
    assert admin.send(f"/users/{number}/role", {"role": "applicant"}).status_code == 422
    assert admin.send(f"/users/{number}/role", {"role": "god"}).status_code == 422


def test_a_removed_user_and_one_with_a_new_password_are_out_at_once(own_town):
    admin, one, two = map(own_town.browser, ("管理", "评审甲", "申报甲"))
    numbers = {a.name: a.user_id for a in own_town.kept.accounts.every()}
    assert admin.send(f"/users/{numbers['评审甲']}/remove").status_code == 303
    password = shown(admin.send(f"/users/{numbers['申报甲']}/password").text)
    assert one.get("/account").status_code == 303
    assert two.get("/account").status_code == 303
    assert two.enter("申报甲", PASSWORD).status_code == 401
    assert two.enter("申报甲", password).status_code == 303


def test_the_last_admin_stays(own_town):
    admin = own_town.browser("管理")
    number = own_town.kept.accounts.named("管理").user_id
    assert admin.send(f"/users/{number}/remove").status_code == 422
    answer = admin.send(f"/users/{number}/role", {"role": "reviewer"})
    assert answer.status_code == 422
    assert "最后一个管理员" in answer.text


@pytest.mark.parametrize("name", [
    "x", "a" * 41, "<b>x</b>", "a b", "a\nb", "13800138000", "li@example.org", "管理", "",
    "本机二", "分享链接3",
])  # fmt: skip
def test_a_name_that_is_none_or_taken_is_refused(own_town, name):
    answer = own_town.browser("管理").send("/users", {"name": name, "role": "reviewer"})
    assert answer.status_code == 422


def share(town, browser, ids, days: str = "7") -> str:
    answer = browser.send("/links", {"subject": f"project:{ids[MINE]}", "days": days})
    return re.search(r"/s/[\w-]{43}", shown(answer.text))[0]


def test_a_link_shows_what_it_is_for_and_only_after_it_was_opened(own_town, ids):
    path = share(own_town, own_town.browser("评审甲"), ids)
    stranger = own_town.served.somebody()
    page = stranger.get(path)
    assert MINE in page.text
    assert "yuanzheng=" not in page.headers.get("set-cookie", "")
    answer = stranger.post(path, data={"csrf": stranger.token(path)})
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        f"/projects/{quote(ids[MINE])}",
    )
    secret = path.removeprefix("/s/")
    assert secret not in str(stranger.session.cookies.get_dict())
    assert stranger.get("/links").status_code == 403
    assert own_town.kept.sessions.visitor(stranger.session.cookies["yuanzheng"]).projects == {
        ids[MINE]
    }
    with sqlite3.connect(own_town.kept.store.path) as found:
        assert secret not in "\n".join(found.iterdump())


def test_a_revoked_link_is_over_for_who_has_opened_it(own_town, ids):
    maker, other = own_town.browser("评审甲"), own_town.browser("管理")
    path = share(own_town, maker, ids)
    stranger = own_town.served.somebody()
    stranger.post(path, data={"csrf": stranger.token(path)})
    assert stranger.get("/links").status_code == 403
    assert other.send("/links/1/revoke").status_code == 303
    assert stranger.get("/links").status_code == 303
    assert stranger.get(path).status_code == 404
    assert "已收回" in maker.get("/links").text


def test_an_expired_link_is_over(own_town, ids):
    path = share(own_town, own_town.browser("评审甲"), ids, "1")
    stranger = own_town.served.somebody()
    stranger.post(path, data={"csrf": stranger.token(path)})
    own_town.kept.store.run("UPDATE share SET expires_at = '2026-01-01T00:00:00Z'")
    assert stranger.get("/links").status_code == 303
    gone, never = stranger.get(path), stranger.get("/s/" + "x" * 43)
    assert gone.status_code == never.status_code == 404
    assert gone.text == never.text


@pytest.mark.parametrize("days", ["0", "91", "-1", "x", ""])
def test_a_link_for_ever_is_refused(own_town, ids, days):
    browser = own_town.browser("评审甲")
    given = {"subject": f"project:{ids[MINE]}", "days": days}
    assert browser.send("/links", given).status_code == 422
    assert browser.send("/links", {"subject": "project:none", "days": "3"}).status_code == 422


def test_a_reviewer_sees_and_revokes_own_links_only(own_town, ids):
    share(own_town, own_town.browser("管理"), ids)
    reviewer = own_town.browser("评审甲")
    assert "<table>" not in reviewer.get("/links").text
    assert reviewer.send("/links/1/revoke").status_code == 404
    assert not own_town.kept.shares.numbered(1).ended


def test_an_admin_who_opens_a_link_stays_admin(own_town, ids):
    admin = own_town.browser("管理")
    path = share(own_town, admin, ids)
    before = admin.session.cookies["yuanzheng"]
    assert admin.send(path).status_code == 303
    assert admin.session.cookies["yuanzheng"] == before


def test_who_did_what_is_on_record_without_secrets(own_town, ids):
    admin, applicant = own_town.browser("管理"), own_town.browser("申报甲")
    path = share(own_town, admin, ids)
    made = admin.send("/users", {"name": "新来的", "role": "reviewer"})
    assert applicant.get("/users").status_code == 403
    own_town.served.somebody().enter("管理", "wrong" * 4)
    own_town.served.somebody().enter("my password by mistake", "wrong" * 4)
    entries = own_town.kept.audit.found(Wanted())
    told = [f"{one.who} {one.did} {one.what}" for one in entries]
    assert "管理 entered 登录" in told
    assert f"管理 changed 做了分享链接：{MINE}，7 天" in told
    assert "申报甲 refused 用户页 /users" in told
    assert "未登录 refused 登录没有成功：“管理”" in told
    whole = "\n".join(told)
    for secret in (path.removeprefix("/s/"), shown(made.text), "by mistake", "127.0.0.1"):
        assert secret not in whole


def test_the_record_is_filtered(own_town):
    admin, applicant = own_town.browser("管理"), own_town.browser("申报甲")
    applicant.get("/users")
    page = admin.get("/records", params={"who": "申报甲", "did": "refused"}).text
    rows = re.findall(r"<tr><td.*?</tr>", page, re.DOTALL)
    assert len(rows) == 1
    assert "/users" in rows[0]
    assert "没有这样的记录" in admin.get("/records", params={"until": "2020-01-01"}).text
    assert "没有这样的记录" in admin.get("/records", params={"words": "' OR 1=1 --"}).text
    for wrong in ({"page": "-1"}, {"page": "x"}, {"page": "9" * 30}, {"who": "x" * 101}):
        assert admin.get("/records", params=wrong).status_code == 422
    for odd in ({"since": "x"}, {"since": "0001-01-01"}, {"until": "9999-12-31"}):
        assert admin.get("/records", params=odd).status_code == 200


def test_nobody_changes_the_record(own_town):
    own_town.browser("管理")
    store = own_town.kept.store
    with pytest.raises(sqlite3.IntegrityError, match="never changed"):
        store.run("UPDATE audit SET who = 'x'")
    with pytest.raises(sqlite3.IntegrityError, match="for their time"):
        store.run("DELETE FROM audit")
    assert own_town.kept.audit.forget() == 0
    store.run(
        "INSERT INTO audit (at, who, role, did, what, keep_until)"
        " VALUES ('2020-01-01T00:00:00Z', 'a', 'admin', 'saw', 'x', '2022-01-01T00:00:00Z')"
    )
    assert own_town.kept.audit.forget() == 1


def test_the_local_admin_makes_the_first_admin_and_is_gone(published, tmp_path, serving):
    with serving(tmp_path) as served:
        assert served.get("/users").status_code == 200
        browser = served.somebody()
        token = browser.token("/users")
        refused = browser.post("/users", data={"csrf": token, "name": "评", "role": "reviewer"})
        assert refused.status_code == 422
        made = browser.post("/users", data={"csrf": token, "name": "管理", "role": "admin"})
        assert made.status_code == 200
        assert served.get("/users").status_code == 303
        assert browser.post(
            "/users", data={"csrf": token, "name": "x1", "role": "admin"}
        ).is_redirect
        assert served.enter("管理", shown(made.text)).status_code == 303


def test_a_configuration_being_edited_is_told_nobody(published, peopled, tmp_path, opening):
    path = tmp_path / "config.toml"
    path.write_text("")
    shutil.copy(peopled / "web.sqlite", tmp_path)
    with opening(Place(path, tmp_path, published, WebSettings())) as served:
        kept, admin = served.app.state.site.kept, local_admin("x")
        one = kept.weightings.save(admin, "看重星标", None, {"stars": 1.0}, reason="试")
        secret = kept.shares.make(admin, "comparison", one.weighting_id, "比较", 7)
        shared, reviewer = served.somebody(), served.somebody()
        shared.post(f"/s/{secret}", data={"csrf": shared.token(f"/s/{secret}")})
        reviewer.enter("评审甲", PASSWORD)
        path.write_text('[[project]]\nname = "别家的项目"\nrepositories = 1\n', encoding="utf-8")
        pages = ("/comparisons/page", f"/comparisons/{one.weighting_id}")
        asked = [(shared, one) for one in pages]
        for browser, page in (*asked, (reviewer, "/comparisons"), (reviewer, "/api/v1/comparison")):
            answer = browser.get(page)
            assert answer.status_code == 503, page
            assert "请告诉管理员" in answer.text
            assert "config.toml" not in answer.text
            assert "别家的项目" not in answer.text


def test_a_link_to_a_comparison_opens_it_and_ends_with_it(own_town, ids):
    reviewer = own_town.browser("评审甲")
    kept = own_town.kept
    visitor = kept.sessions.visitor(reviewer.session.cookies["yuanzheng"])
    one = kept.weightings.save(visitor, "看重人数", None, {"stars": 1.0}, reason="试")
    other = kept.weightings.save(visitor, "看重星标", None, {"stars": 2.0}, reason="试")
    answer = reviewer.send("/links", {"subject": f"comparison:{one.weighting_id}", "days": "7"})
    path = re.search(r"/s/[\w-]{43}", shown(answer.text))[0]
    stranger = own_town.served.somebody()
    answer = stranger.post(path, data={"csrf": stranger.token(path)})
    assert answer.headers["location"] == f"/comparisons/{one.weighting_id}"
    assert stranger.get(answer.headers["location"]).status_code == 200
    for elsewhere in (f"/comparisons/{other.weighting_id}", f"/projects/{ids[MINE]}"):
        assert stranger.get(elsewhere).status_code == 404
    assert stranger.get("/comparisons").status_code == 403
    assert reviewer.send(f"/comparisons/{one.weighting_id}/remove").status_code == 303
    assert stranger.get("/comparisons/page").status_code == 303
    assert "已收回" in reviewer.get("/links").text
