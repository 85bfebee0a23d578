"""The pages for reading, asked over HTTP."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import quote, urljoin, urlsplit

import pytest
from crowd_sample import MANY, NAMES

PROJECT = "/projects/project-010"
PAGES = ["/", "/trends", "/policies", "/policies/nanshan-project", "/runs", PROJECT,
         *(f"{PROJECT}/{tab}" for tab in ("clauses", "tables/1", "tables/2", "people", "licences",
                                          "sources", "evidence/E1"))]  # fmt: skip


class Links(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.ids: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        held = dict(attrs)
        assert not any(name.startswith("on") or name == "style" for name in held), held
        self.ids |= {held["id"]} if held.get("id") else set()
        if tag == "a":
            self.found.append(held["href"])


@pytest.mark.parametrize("path", PAGES)
def test_every_page_answers_and_its_links_lead_somewhere(made_up, path):
    answer = made_up.get(path)
    assert answer.status_code == 200
    links = Links(answer.text.partition("<main")[2])
    own = {urljoin(path, one) for one in links.found if not urlsplit(one).netloc}
    for one in sorted(own)[:60:3]:
        place = urlsplit(one)
        assert made_up.get(one).status_code in {200, 303}, one
        if place.fragment and place.path == path:
            assert place.fragment in links.ids


@pytest.mark.parametrize("path", [
    "/projects/nobody", f"{PROJECT}/nothing", f"{PROJECT}/tables/99", f"{PROJECT}/tables/x",
    f"{PROJECT}/evidence/E99999", f"{PROJECT}/evidence/..%2f", f"{PROJECT}/files/none.html",
    f"{PROJECT}/files/..%2f..%2fcurrent.json", f"{PROJECT}?as_of=2020-01-01T00:00:00%2B00:00",
    f"{PROJECT}?as_of=yesterday", "/policies/nothing", "/runs/nothing",
])  # fmt: skip
def test_what_is_not_there_is_said(made_up, path):
    answer = made_up.get(path)
    assert answer.status_code in {404, 422}
    assert "<h1" in answer.text


def test_all_projects_are_listed_page_by_page(made_up):
    found = set()
    for page in (1, 2):
        found |= set(re.findall(r'href="/projects/([\w-]+)"', made_up.get(f"/?page={page}").text))
    assert len(found) == MANY


def test_names_of_others_are_text(made_up):
    for project_id, name in NAMES.items():
        for path in (f"/projects/{project_id}", "/", f"/?q={quote(name[:20])}"):
            text = made_up.get(path).text
            assert "<script>alert" not in text
            assert "<img src=x" not in text
            assert "<style>" not in text
            assert "\u202e" not in text
            assert "\u0007" not in text
            assert "60481729" not in text
            assert len(text) < 400_000


@pytest.mark.parametrize("query", [
    "?q=%00%ff&sort=%27&down=x&page=-1&policy=%3Cb%3E&flag=%3Cb%3E", "?page=99999999999999",
    "?page=٣", "?sort=stars&down=1&page=2", "?q=" + "x" * 5_000,
])  # fmt: skip
def test_whatever_is_typed_the_overview_answers(made_up, query):
    answer = made_up.get(f"/{query}")
    assert answer.status_code == 200
    assert "<b>&lt;b&gt;" not in answer.text


def test_what_did_not_change_is_not_sent_again(made_up):
    first = made_up.get(PROJECT)
    tag = first.headers["etag"]
    assert first.headers["cache-control"] == "private, no-cache"
    again = made_up.get(PROJECT, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    # a new policy would bring a nonce that the kept page does not have
    assert "content-security-policy" not in again.headers
    assert made_up.get(f"{PROJECT}/clauses", headers={"If-None-Match": tag}).status_code == 200


def test_past_instants_keep_their_figures(made_up):
    links = Links(made_up.get(PROJECT).text).found
    past = [urljoin(PROJECT, one) for one in links if "as_of=" in one]
    assert len(past) == 2
    found = {one: made_up.get(one).text for one in past}
    assert sum("不是最新" in text for text in found.values()) == 1
    older = next(one for one in past if "不是最新" in found[one])
    inside = [one for one in Links(found[older]).found if one.startswith(f"{PROJECT}/")]
    assert all("as_of=" in one for one in inside if not re.search("/(files|packs)", one))


def test_evidence_says_what_trace_says(made_up):
    text = made_up.get(f"{PROJECT}/evidence/E1").text
    assert "yuanzheng trace E1 project-010 --as-of" in text
    assert "scoring/metrics/" in text
    assert len(re.findall(r"urn:uuid:", text)) == 5
    assert "12 份原始回答" in text
    assert "核对</dt>" not in text
    checked = made_up.get(f"{PROJECT}/evidence/E1?check=1")
    assert "存档文件不在了" in checked.text
    assert checked.headers["cache-control"] == "no-store"
