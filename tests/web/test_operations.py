"""Health, metrics, runs and tokens over real HTTP."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families

from yuanzheng import clock
from yuanzheng.web.kept.audit import written
from yuanzheng.web.place import Place
from yuanzheng.web.settings import WebSettings


def asked(served: Any, path: str, token: str | None = None, **headers: str) -> requests.Response:
    """Without any session."""
    said = {"Authorization": f"Bearer {token}"} if token else {}
    return requests.get(served.base + path, headers={**said, **headers}, timeout=60)


def test_health_is_for_everybody_and_says_nothing_of_the_contents(town: Any, ids: Any) -> None:
    answer = asked(town.served, "/healthz")
    assert answer.status_code == 200
    assert set(answer.json()) == {"alive", "readable", "age_seconds"}
    assert answer.json()["age_seconds"] > 0


def test_metrics_count_routes_and_name_no_project(town: Any, ids: dict[str, str]) -> None:
    for name in (*ids.values(), "nobody"):
        town.served.get(f"/api/v1/projects/{name}")
    town.served.ask("MADEUP", "/nowhere/whatever-name")
    text = asked(town.served, "/metrics").text
    found = {one.name: one for one in text_string_to_metric_families(text)}
    routes = {s.labels["route"] for s in found["yuanzheng_http_requests"].samples}
    assert "/projects/{project_id}" in routes
    assert not [
        word for word in (*ids, *ids.values(), "nobody", "whatever", "MADEUP") if word in text
    ]
    assert found["yuanzheng_copy_age_seconds"].samples[0].value > 0
    assert found["yuanzheng_streams"].samples
    assert len(found["yuanzheng_http_request_seconds"].samples) > 0


def test_metrics_from_behind_a_proxy_take_a_token(town: Any) -> None:
    for header in ("X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"):
        assert asked(town.served, "/metrics", **{header: "203.0.113.9"}).status_code == 403
    user = town.kept.accounts.named("管理").user_id
    secret = town.kept.api_tokens.make(user, "Prometheus", 1)
    assert asked(town.served, "/metrics", secret, Via="1.1 x").status_code == 200
    other = town.kept.api_tokens.make(town.kept.accounts.named("申报甲").user_id, "x", 1)
    assert asked(town.served, "/metrics", other, Via="1.1 x").status_code == 403


def test_a_token_reads_what_its_account_reads(town: Any, ids: dict[str, str]) -> None:
    mine, others = ids["青禾 QingHe"], ids["澜图 LanTu"]
    user = town.kept.accounts.named("申报甲").user_id
    secret = town.kept.api_tokens.make(user, "脚本", 7)
    assert asked(town.served, "/api/v1/account", secret).json()["name"] == "申报甲"
    assert asked(town.served, f"/api/v1/projects/{mine}", secret).status_code == 200
    hidden = asked(town.served, f"/api/v1/projects/{others}", secret)
    missing = asked(town.served, "/api/v1/projects/nobody", secret)
    assert (hidden.status_code, hidden.content) == (missing.status_code, missing.content)
    assert hidden.status_code == 404
    listed = asked(town.served, "/api/v1/projects", secret).json()
    assert [one["project_id"] for one in listed["items"]] == [mine]
    rows = asked(town.served, "/api/v1/tables/measurements.csv", secret).text
    assert others not in rows
    assert mine in rows
    assert asked(town.served, "/api/v1/runs", secret).status_code == 403
    assert town.kept.api_tokens.of(user)[0]["used_at"], "and it is seen to have been used"


def test_a_token_changes_nothing_and_opens_no_page(town: Any, ids: dict[str, str]) -> None:
    user = town.kept.accounts.named("管理").user_id
    secret = town.kept.api_tokens.make(user, "脚本", 7)
    headers = {"Authorization": f"Bearer {secret}"}
    url = f"{town.served.base}/api/v1/projects/{ids['青禾 QingHe']}/packs"
    for token in ("", "x", secret):
        answer = requests.post(
            url, json={"policy": "nanshan-project"}, timeout=20,
            headers={**headers, "X-CSRF-Token": token},
        )  # fmt: skip
        assert answer.status_code == 403
    page = requests.get(
        f"{town.served.base}/users", headers=headers, timeout=20, allow_redirects=False
    )
    assert page.status_code == 303
    assert page.headers["location"].startswith("/login")


@pytest.mark.parametrize("secret", ["x", "yz_", "yz_" + "a" * 43, "' OR 1=1 --", "é"])
def test_a_wrong_token_is_nobody_even_with_a_session(roles: Any, secret: str) -> None:
    headers = {"Authorization": f"Bearer {secret}".encode()}
    assert roles["admin"].get("/api/v1/account").status_code == 200
    assert roles["admin"].get("/api/v1/account", headers=headers).status_code == 401


def test_tokens_end_with_time_account_and_revoking(own_town: Any) -> None:
    kept = own_town.kept
    user = kept.accounts.named("评审甲").user_id
    first, second, third = (kept.api_tokens.make(user, "x", 1) for _ in range(3))
    past = written(clock.now() - timedelta(seconds=1))
    newest = kept.api_tokens.of(user)[0]["token_id"]
    kept.store.run("UPDATE api_token SET expires_at = ? WHERE token_id = ?", (past, newest))
    assert asked(own_town.served, "/api/v1/account", third).status_code == 401
    page = own_town.browser("评审甲")
    token = page.token("/account/tokens")
    listed = kept.api_tokens.of(user)[0]["token_id"]
    path = f"/account/tokens/{listed}/revoke"
    other = own_town.browser("申报甲")
    assert other.post(path, data={"csrf": other.token("/account/tokens")}).status_code == 404
    assert page.post(path, data={"csrf": token}).status_code == 303
    assert asked(own_town.served, "/api/v1/account", second).status_code == 401
    assert asked(own_town.served, "/api/v1/account", first).status_code == 200
    kept.accounts.remove(kept.accounts.named("评审甲"))
    assert asked(own_town.served, "/api/v1/account", first).status_code == 401


def test_a_token_is_shown_once_and_only_its_hash_is_kept(own_town: Any) -> None:
    page = own_town.browser("评审甲")
    form = {"csrf": page.token("/account/tokens"), "title": "每周<b>", "days": "30"}
    [secret] = re.findall(r"yz_[\w-]{43}", page.post("/account/tokens", data=form).text)
    again = page.get("/account/tokens").text
    assert secret not in again
    assert "每周&lt;b&gt;" in again
    files = own_town.served.place.data.glob("web.sqlite*")
    assert not [path for path in files if secret.encode() in path.read_bytes()]
    bad = page.post("/account/tokens", data={**form, "days": "9999"})
    assert bad.status_code == 422


def test_runs_are_for_those_who_see_all(roles: Any) -> None:
    for role, status in {"admin": 200, "reviewer": 200, "applicant": 403, "anyone": 401}.items():
        assert roles[role].get("/api/v1/runs").status_code == status
        assert roles[role].get("/api/v1/runs/current").status_code == status
    assert roles["admin"].get("/api/v1/runs").json()["total"] >= 1
    assert roles["admin"].get("/api/v1/runs/current").json() is None


def test_nothing_published_is_unhealthy(tmp_path: Path, opening: Any) -> None:
    with opening(Place(None, tmp_path, tmp_path / "published", WebSettings())) as served:
        assert served.get("/healthz").status_code == 503
        assert served.get("/healthz").json()["readable"] is False
        assert served.get("/metrics").status_code == 200
        assert served.get("/api/v1/projects").status_code == 503
        assert served.get("/api/v1/tables").status_code == 503
