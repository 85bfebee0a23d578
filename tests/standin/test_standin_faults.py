"""What goes wrong on demand."""

from __future__ import annotations

import time

import pytest
import requests

from collectors.standin.faults import (
    Before,
    Change,
    Cut,
    Delay,
    Fault,
    Repeat,
    Reply,
    Reset,
    accepted,
    empty,
    html,
    secondary_limit,
)

URL = "github:/repos/dorf/brunnen"


def test_a_fault_strikes_the_nth_match_for_some_times(served):
    fault = Fault(Reply(502, b"bad gateway"), host="api.github", path="brunnen$", nth=2, times=2)
    served.standin.faults.append(fault)
    codes = [served.get(URL).status_code for _ in range(4)]
    assert codes == [200, 502, 502, 200]
    assert served.get(f"{URL}/issues").status_code == 200
    assert fault.fired == 2


def test_a_fault_may_strike_for_ever_until_cleared(served):
    served.standin.faults.append(Fault(html(), path="/repos/", times=None))
    answers = [served.get(URL) for _ in range(3)]
    assert {a.headers["Content-Type"] for a in answers} == {"text/html; charset=utf-8"}
    assert all(a.text.startswith("<html>") for a in answers)
    served.standin.faults.clear()
    assert served.get(URL).json()["name"] == "brunnen"


def test_e11_an_empty_body(served):
    served.standin.faults.append(Fault(empty(), host="gitee"))
    answer = served.get("gitee:/repos/dorf/brunnen")
    assert (answer.status_code, answer.content) == (200, b"")


def test_a_cut_body_is_shorter_than_announced(served):
    served.standin.faults.append(Fault(Cut(10)))
    with pytest.raises(requests.exceptions.RequestException):
        served.get(URL)
    assert served.get(URL).status_code == 200


def test_a_reset_connection(served):
    served.standin.faults.append(Fault(Reset()))
    with pytest.raises(requests.exceptions.ConnectionError):
        served.get(URL)
    assert served.standin.requests[-1].status == 0
    assert served.get(URL).status_code == 200


def test_a_delay(served):
    served.standin.faults.append(Fault(Delay(0.2)))
    start = time.monotonic()
    assert served.get(URL).status_code == 200
    assert time.monotonic() - start >= 0.2


def test_g7_202_until_computed(served):
    served.standin.faults.append(Fault(accepted(), path="/contributors"))
    codes = [served.get(f"{URL}/contributors").status_code for _ in range(2)]
    assert codes == [202, 200]


@pytest.mark.parametrize(("status", "wait"), [(403, 60), (429, None), (403, None), (429, 7)])
def test_g9_secondary_limits(served, status, wait):
    served.standin.faults.append(Fault(secondary_limit(status, wait)))
    answer = served.get(URL)
    assert answer.status_code == status
    assert answer.headers.get("Retry-After") == (None if wait is None else str(wait))
    assert "secondary rate limit" in answer.json()["message"]


def test_rows_repeat_on_the_next_page(served):
    served.standin.faults.append(Fault(Repeat(2), path="page=2"))
    pages = [p.json() for p in served.pages(f"{URL}/issues?state=all&per_page=3")]
    numbers = [[row["number"] for row in page] for page in pages]
    assert numbers == [[7, 6, 5], [6, 5, 4, 3, 2], [1]]


def test_the_community_may_change_between_two_pages(served):
    community = served.standin.community
    repo = community.repository("gitee", "dorf/brunnen")
    late = Before(lambda: community.add_issue(repo, "late", served.standin.now) and None)
    served.standin.faults.append(Fault(late, path="page=2"))
    base = "gitee:/repos/dorf/brunnen/issues?state=all&per_page=3"
    first, second = served.get(f"{base}&page=1").json(), served.get(f"{base}&page=2").json()
    assert first[-1]["title"] == second[0]["title"]


def test_requests_are_recorded_in_order_with_their_answers(served):
    served.get(f"{URL}?x=1", X_Test="yes")
    served.get("gitee:/repos/dorf/none")
    first, second = served.standin.requests
    assert (first.method, first.host, first.path) == (
        "GET",
        "api.github.example",
        "/repos/dorf/brunnen",
    )
    assert (first.query, first.headers["x-test"], first.status) == ("x=1", "yes", 200)
    assert (second.host, second.status) == ("gitee.example", 404)


def test_an_unknown_host_is_a_bad_gateway(served):
    assert served.get("http://elsewhere.example/").status_code == 502


def test_a_host_header_serves_as_well_as_a_proxy(served):
    answer = requests.get(
        f"http://127.0.0.1:{served.standin.port}/repos/dorf/brunnen",
        headers={"Host": "api.github.example"},
        timeout=10,
    )
    assert answer.json()["clone_url"] == "http://github.example/dorf/brunnen.git"


def test_a_changed_answer_has_an_etag_of_its_own_and_the_true_one_comes_back(served):
    true = served.get(URL)
    changed = Change(lambda response: response.set_data(b'{"id": null}'))
    served.standin.faults.append(Fault(changed, path="brunnen$"))
    odd = served.get(URL)
    assert odd.json() == {"id": None}
    assert odd.headers["ETag"] != true.headers["ETag"]
    assert odd.headers["X-RateLimit-Limit"] == true.headers["X-RateLimit-Limit"]
    again = served.get(URL, If_None_Match=odd.headers["ETag"])
    assert (again.status_code, again.content) == (200, true.content)


def test_a_page_that_repeats_rows_has_another_etag_than_the_true_one(served):
    url = f"{URL}/issues?state=all&per_page=3"
    true = [page.headers["ETag"] for page in served.pages(url)]
    served.standin.faults.append(Fault(Repeat(2), path="page=2"))
    odd = [page.headers["ETag"] for page in served.pages(url)]
    assert [a == b for a, b in zip(true, odd, strict=True)] == [True, False, True]
