"""What the comparison's page carries: safe within HTML, cut where it grows too large, and said."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from page_sample import comparison

from reports.comparing import payload as made
from reports.comparing.model import Answer, Comparison
from reports.comparing.page import written

MADE = comparison(9)


def held(one: Comparison) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(made.payload(one))
    return found


def first_cell(one: Comparison) -> Any:
    return held(one)["projects"][0]["cells"][0]


def with_cell(**changes: Any) -> Comparison:
    first = MADE.projects[0]
    cells = (replace(first.cells[0], **changes), *first.cells[1:])
    return replace(MADE, projects=(replace(first, cells=cells), *MADE.projects[1:]))


def test_evidence_is_cut_where_there_is_too_much_and_the_number_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = first_cell(MADE)
    assert len(whole["sources"]) == len(MADE.projects[0].cells[0].sources)
    monkeypatch.setattr(made, "MOST_BYTES", 1)
    cut = first_cell(MADE)
    assert cut["answers"] == whole["answers"]
    assert "sources" not in cut
    assert "parts" not in cut
    assert cut["more_parts"] == len(whole["parts"])
    assert [one[1] for one in cut["seen"]] == [one[1] for one in whole["seen"]]
    assert cut["value"] == whole["value"]


def test_an_answer_that_serves_many_figures_stands_once() -> None:
    sources = held(MADE)["sources"]
    assert len(sources) == len({json.dumps(one) for one in sources})


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "https://a.example/\u202e", "//x", "data:text/html,x", None]
)
def test_only_plain_web_addresses_become_links(url: str | None) -> None:
    answers = (Answer(url, 200, None, None, None),)
    document = held(with_cell(sources=answers))
    place = document["projects"][0]["cells"][0]["sources"][0]
    assert document["sources"][place][1] is False


@pytest.mark.parametrize("href", ["javascript:alert(1)", "//evil.example/", "/etc", "\\\\evil"])
def test_a_report_s_address_never_leads_elsewhere(href: str) -> None:
    first = replace(MADE.projects[0], report_href=href)
    found = held(replace(MADE, projects=(first, *MADE.projects[1:])))["projects"][0]["report"]
    assert ":" not in found
    assert not found.startswith(("/", "\\"))


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_name_is_text_within_the_page(name: str) -> None:
    first = replace(MADE.projects[0], name=name, applicant=name)
    text = made.payload(replace(MADE, projects=(first,), unseparable=()))
    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text)["projects"][0]["cells"]


def test_unknown_is_neither_zero_nor_left_out() -> None:
    cell = first_cell(with_cell(value=None, value_text=None))
    assert cell["value"] is None
    assert cell["shown"] == "未知"
    zero = first_cell(with_cell(value=0.0))
    assert (zero["value"], zero["shown"]) == (0.0, "0")


def test_a_page_of_nothing_is_a_page() -> None:
    empty = replace(MADE, projects=(), unseparable=(), presets=(), tau={})
    assert b"0 \xe4\xb8\xaa" in written(empty)
