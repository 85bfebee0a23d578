"""What the site answers before any route does."""

from __future__ import annotations

import re

import pytest


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "localhost@evil.example", "evil.example:80", "",
     "[::1", "localhost:99999", "localhost:x", "127.0.0.1/x", "LOCALHOST.evil"],
)  # fmt: skip
def test_a_foreign_name_led_to_this_address_reads_nothing(local, host):
    answer = local.get("/nowhere", headers={"Host": host})
    assert answer.status_code in {400, 403}
    assert "csrf" not in answer.text


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:1", "[::1]:8787"])
def test_its_own_names_are_answered(local, host):
    assert local.get("/nowhere", headers={"Host": host}).status_code == 404


@pytest.mark.parametrize("headers", [
    {"Origin": "http://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
])  # fmt: skip
def test_changes_sent_from_a_foreign_page_are_refused(local, headers):
    answer = local.post("/nowhere", headers=headers)
    assert answer.status_code == 403
    assert "不是从本站打开" in answer.text


def test_every_answer_carries_the_headers(local):
    for path in ("/nowhere", "/api/v1/nowhere"):
        headers = local.get(path).headers
        policy = headers["content-security-policy"]
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert "server" not in headers


def test_the_nonce_is_never_the_same(local):
    found = {
        re.search(r"'nonce-([^']+)'", local.get("/nowhere").headers["content-security-policy"])[1]
        for _ in range(5)
    }
    assert len(found) == 5
    assert min(map(len, found)) >= 22


def test_an_unknown_page_is_said_in_chinese_and_a_document_to_programs(local):
    page, document = local.get("/nowhere"), local.get("/api/v1/nowhere")
    assert (page.status_code, document.status_code) == (404, 404)
    assert "没有这一页" in page.text
    assert "没有这一页" in document.json()["error"]


def test_files_are_kept_for_ever_under_their_hash(local):
    page = local.get("/nowhere").text
    address = re.search(r'href="(/static/[^"]+/site.css)"', page)[1]
    answer = local.get(address)
    assert answer.headers["content-type"].startswith("text/css")
    assert "immutable" in answer.headers["cache-control"]
    wrong = address.replace("/static/", "/static/0")
    assert local.get(wrong).status_code == 404
    assert local.get("/static/x/..%2f..%2fapp.py").status_code == 404


def test_a_route_that_fails_says_so_without_a_trace(local, caplog):
    def fails() -> None:
        raise ValueError("secret of the machine")

    local.app.add_api_route("/fails", fails)
    local.app.add_api_route("/api/v1/fails", fails)
    for path in ("/fails", "/api/v1/fails"):
        answer = local.get(path + "?token=typed")
        assert answer.status_code == 500
        assert "出错了" in answer.text
        assert "secret of" not in answer.text
        assert "nosniff" in answer.headers["x-content-type-options"]
    assert "ValueError" in caplog.text
    assert "typed" not in caplog.text


def test_a_body_larger_than_anything_needed_is_refused(local):
    def takes(body: dict[str, str]) -> dict[str, str]:
        return body

    local.app.add_api_route("/api/v1/takes", takes, methods=["POST"])
    assert local.post("/api/v1/takes", json={"a": "b"}).status_code == 200
    answer = local.post("/api/v1/takes", json={"a": "b" * 1_100_000})
    assert answer.status_code == 413
