"""Recorded answers without personal data give the rows the answers themselves give."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import recorded

from collectors import values
from collectors.parsing import common, github, github_about, github_graphql, huggingface, v5
from warehouse.personal import cleaned, removed
from warehouse.records import Record

REPO = "github:o/r"
SEARCH = re.compile(rb"[A-Za-z0-9._%+-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}")
KEPT = re.compile(rb"^sha256-[0-9a-f]{64}@|@users\.noreply\.github\.com$|^git@")
_Parse = Callable[[str, Any], Any]


def of_list(parse: _Parse) -> _Parse:
    return lambda repo, found: parse(repo, values.items(found))


def of_item(parse: _Parse) -> _Parse:
    return lambda repo, found: parse(repo, found) if isinstance(found, dict) else ()


PARSERS: tuple[_Parse, ...] = (
    *(
        of_list(parse)
        for parse in (
            github.issue_list, github.pulls, partial(github.comments, review=True),
            partial(github.comments, review=False), github.releases, github.commits,
            github.contributors, github.forks, partial(common.links, "github"),
            github_about.tags, github_about.assets, github_about.advisories,
            partial(v5.issues, "gitee"), partial(v5.pulls, "gitee"), partial(v5.commits, "gitee"),
            partial(v5.comments, "gitee", on_pulls=True), partial(v5.releases, "gitee"),
            partial(v5.stargazers, "gitee"), partial(v5.contributors, "gitee"),
            huggingface.discussions, huggingface.commits,
        )
    ),
    *(
        of_item(parse)
        for parse in (
            github.repository, partial(v5.repository, "gitee"), github_about.community_profile,
            lambda repo, item: huggingface.repository(repo, "model", item),
            huggingface.discussion, lambda repo, item: huggingface.links(repo, item) or (),
            github_about.languages,
            github_about.dependencies,
            github_about.workflow_runs,
            lambda repo, item: github_graphql.said(repo, "1", values.items(item.get("nodes"))),
        )
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def answers(shared: Path) -> list[bytes]:
    return [text.encode("utf-8", "surrogateescape") for text in _texts(shared / "recordings")]


def _texts(folder: Path) -> Iterator[str]:
    for exchange in recorded.replayed(folder / "pygithub_replaydata"):
        yield exchange.body
    for exchange in recorded.octokit(folder / "octokit_fixtures"):
        yield exchange.body
    for file in sorted((folder / "devlake_github_raw").glob("_raw_github_api_*.csv")):
        yield json.dumps(recorded.raw_rows(file))
    named = ("dlt_duckdb_github", "gitee_goscm", "github_to_sqlite", "huggingface")
    for name in named:
        for file in sorted((folder / name).glob("*.json")):
            yield file.read_text(encoding="utf-8")


def test_every_parser_reads_the_same(answers: list[bytes]) -> None:
    """But for the texts, which are those of the answer, cleaned."""
    compared = Counter[int]()
    for body in answers:
        made = removed(body, "json").body
        if made == body:
            continue
        before, after = json.loads(body), json.loads(made)
        for number, parse in enumerate(PARSERS):
            rows = _rows(parse, before)
            assert _rows(parse, after) == rows
            compared[number] += sum("raised" not in row for row in rows)
    assert sum(count > 0 for count in compared.values()) > 15, "parsers that had rows to compare"


def _rows(parse: _Parse, found: Any) -> list[dict[str, object]]:
    try:
        records: Sequence[Record | None] = list(parse(REPO, found))
    except Exception as error:  # noqa: BLE001 - what another platform's parser says
        return [{"raised": type(error).__name__}]
    return [_cleaned(record.columns()) for record in records if record is not None]


def _cleaned(columns: dict[str, object]) -> dict[str, object]:
    return {n: cleaned(v) if isinstance(v, str) else v for n, v in columns.items()}


def test_no_address_is_left_and_numbers_are_not_taken_for_telephones(answers: list[bytes]) -> None:
    found = Counter[str]()
    for body in answers:
        made = removed(body, "json")
        found.update(made.found)
        assert removed(made.body, "json").body == made.body
        text = json.dumps(_parsed(made.body), ensure_ascii=False).encode("utf-8", "replace")
        # An escaped line break ends in a letter that a search takes for the address's first.
        plain = text.replace(b"\\n", b" ").replace(b"\\r", b" ").replace(b"\\t", b" ")
        assert [a for a in SEARCH.findall(plain) if not KEPT.search(a)] == []
    assert found["email"] > 1000
    assert set(found) == {"email"}, "no recorded answer holds a number of a person"


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return body.decode("utf-8", "replace")
