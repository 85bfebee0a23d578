"""Requests that are too large, too slow, or never end."""

from __future__ import annotations

import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor, wait
from urllib.parse import quote, urlsplit

import pytest

from yuanzheng.web.access import passwords
from yuanzheng.web.copies import Copies
from yuanzheng.web.layers.limiting import Limited
from yuanzheng.web.patience import TooLong
from yuanzheng.web.protocol import Protocol
from yuanzheng.web.showing import tracing

FOREVER = "SELECT count(*) FROM range(1000000000) a, range(1000000000) b"
NAMED = b"Host: localhost\r\n"


def spoken(served, *pieces: bytes) -> bytes:
    """What is answered to bytes sent as they are, until the connection is closed."""
    place = urlsplit(served.base)
    with socket.create_connection((place.hostname, place.port), timeout=10) as line:
        for piece in pieces:
            line.sendall(piece)
        found = b""
        while got := line.recv(65_536):
            found += got
    return found


def test_a_request_that_never_comes_to_an_end_is_closed(local, monkeypatch):
    monkeypatch.setattr(Protocol, "SECONDS", 0.2)
    assert spoken(local) == b""
    assert spoken(local, b"GET / HTTP/1.1\r\n" + NAMED) == b""


def test_nor_does_one_after_another(local, monkeypatch):
    monkeypatch.setattr(Protocol, "SECONDS", 0.2)
    place = urlsplit(local.base)
    with socket.create_connection((place.hostname, place.port), timeout=5) as line:
        line.sendall(b"GET /nowhere HTTP/1.1\r\n" + NAMED + b"\r\n")
        while not line.recv(65_536).endswith(b"</html>"):
            pass
        line.sendall(b"GET / HTTP/1.1\r\nX: ")
        assert line.recv(65_536) == b""


def test_a_request_in_time_is_answered(local, monkeypatch):
    monkeypatch.setattr(Protocol, "SECONDS", 0.2)
    for _ in range(3):
        assert local.get("/nowhere").status_code == 404


def test_a_form_that_stops_in_the_middle_is_given_up(serving, tmp_path):
    with serving(tmp_path) as served:
        layer = served.app.outer
        while not isinstance(layer, Limited):
            layer = layer.app
        layer.seconds = 0.2
        head = b"POST /login HTTP/1.1\r\n" + NAMED + b"Content-Length: 50\r\n"
        kind = b"Content-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n\r\n"
        assert b" 408 " in spoken(served, head + kind + b"name=")


def test_who_hangs_up_in_the_middle_of_a_form_met_no_fault_of_ours(serving, tmp_path, caplog):
    with serving(tmp_path) as served:
        place = urlsplit(served.base)
        head = b"POST /verify HTTP/1.1\r\n" + NAMED + b"Content-Length: 5000\r\n"
        kind = b"Content-Type: multipart/form-data; boundary=x\r\n\r\n"
        with socket.create_connection((place.hostname, place.port), timeout=10) as line:
            line.sendall(head + kind + b"--x\r\n")
        counted, until = "", time.monotonic() + 10
        while 'method="POST",route="/verify"' not in counted and time.monotonic() < until:
            counted = served.get("/metrics").text
        assert 'code="400",method="POST",route="/verify"' in counted
    assert not caplog.records


@pytest.mark.parametrize("head", [
    b"Content-Length: 1000000", b"Transfer-Encoding: chunked",
    b"Content-Length: 5\r\nContent-Length: 6", b"Content-Length: -1",
    b"Content-Length: 5\r\nTransfer-Encoding: chunked", b"X" * 80_000 + b": 1", b"X: a\r\n b",
    b"X : 1", b"X: \x00",
])  # fmt: skip
def test_odd_requests_are_refused_or_read_one_way(local, head):
    """Lengths that contradict each other are how requests are smuggled past a proxy."""
    body = b"\r\nConnection: close\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\n" + NAMED + b"\r\n"
    line = b"POST /nowhere HTTP/1.1\r\n" + NAMED
    answer = spoken(local, line + head + body)
    assert answer.count(b"HTTP/1.1 ") == 1
    assert b" 500 " not in answer


@pytest.mark.parametrize("broken", [
    b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n", b"X: \x00\r\n\r\n",
    b"Content-Length: -1\r\n\r\n",
])  # fmt: skip
def test_what_is_no_request_is_told_so(local, broken):
    answer = spoken(local, b"POST /login HTTP/1.1\r\n" + NAMED + broken)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert "请求写得不对" in answer.decode()


@pytest.mark.parametrize("path", [b"/verify", b"/nowhere", b"/"])
def test_a_body_announced_far_too_large_is_refused_in_words(local, path):
    kind = b"Content-Type: multipart/form-data; boundary=x\r\nConnection: close\r\n"
    long = b"Content-Length: 11000000000\r\n\r\n--x"
    answer = spoken(local, b"POST " + path + b" HTTP/1.1\r\n" + NAMED + kind + long)
    head, _, body = answer.decode().partition("\r\n\r\n")
    assert " 413 " in head
    assert "太大" in body


@pytest.mark.parametrize(("asked", "status"), [
    ("lines=1-2", 200), ("bytes=some", 200), ("bytes", 200), ("BYTES=0-3", 206), ("bytes=-4", 206),
    ("bytes=99999999999-", 416), ("bytes=5-2", 400),
])  # fmt: skip
def test_parts_of_a_file_are_given_or_refused_in_words(local, ids, asked, status):
    files = f"/api/v1/projects/{quote(ids['青禾 QingHe'])}/files"
    path = f"{files}/{local.get(files).json()['items'][0]['address']}"
    whole = local.get(path)
    answer = local.get(path, headers={"Range": asked})
    assert answer.status_code == status
    if status == 200:
        assert answer.content == whole.content
    elif status == 206:
        assert answer.content in {whole.content[:4], whole.content[-4:]}
    else:
        assert answer.json()["error"].endswith("。")
        size = f"bytes */{len(whole.content)}"
        assert answer.headers.get("content-range") == (size if status == 416 else None)


def test_a_question_that_takes_too_long_is_stopped(published):
    copies = Copies(published, seconds=0.1)
    with pytest.raises(TooLong):
        copies.current().rows(FOREVER)
    assert copies.current().rows("SELECT 1 AS one") == [{"one": 1}]


def test_a_page_that_takes_too_long_says_so(serving, tmp_path):
    with serving(tmp_path) as served:
        site = served.app.state.site
        site.copies._patience._seconds = 0.1
        served.app.add_api_route("/slow", lambda: site.copies.current().rows(FOREVER))
        answer = served.get("/slow")
        assert answer.status_code == 503
        assert "太久" in answer.text


def test_a_crowd_at_the_door_leaves_threads_for_readers():
    with ThreadPoolExecutor(30) as pool:
        given = list(pool.map(tried, range(60)))
    assert "crowded" in given
    assert given.count("wrong") >= 2


def test_a_crowd_that_checks_the_archive_leaves_threads_for_readers(town, roles, ids, monkeypatch):
    """However long reading the archive takes, and though all come by one shared link."""
    over, made = threading.Event(), tracing.made

    def slowly(view, evidence_id, archive):
        over.wait(20)
        return made(view, evidence_id, None)

    monkeypatch.setattr(tracing, "made", slowly)
    path = f"/projects/{quote(ids['青禾 QingHe'])}/evidence/E1?check=1"
    cookies = dict(roles["shared"].session.cookies)
    with ThreadPoolExecutor(60) as pool:
        given = [
            pool.submit(town.served.somebody().get, path, cookies=cookies, timeout=60)
            for _ in range(60)
        ]
        try:
            wait(given, timeout=2)
            assert town.served.somebody().get("/login", timeout=10).status_code == 200
        finally:
            over.set()
    assert {one.result().status_code for one in given} == {200, 429}


def tried(_: int) -> str:
    try:
        return "right" if passwords.matches(None, "x" * 20) else "wrong"
    except passwords.Crowded:
        return "crowded"
