"""Tags of the v5 hosts: in one answer, however many, or in pages where a host cuts them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bench import Bench, result

from collectors import standin
from collectors.standin.faults import Fault, Reply

URL = "http://gitee.example/dev0/tool"


@pytest.fixture
def tags(bench: Bench, community: standin.Community) -> dict[str, str]:
    """The tags of the repository: what a test adds is there the next night."""
    bench.urls = (URL,)
    return community.repository("gitee", "dev0/tool").git.tags


def held(bench: Bench) -> dict[str, str]:
    rows = bench.query("FROM tag WHERE closed_at IS NULL")
    return {row["name"]: row["sha"] for row in rows}


@pytest.mark.parametrize("number", [0, 3, 250])
def test_all_tags_are_held_and_a_deleted_one_is_closed(
    bench: Bench, community: standin.Community, tags: dict[str, str], number: int
) -> None:
    head = community.repository("gitee", "dev0/tool").git.head
    assert head is not None
    tags.update({f"v{n}": head.sha for n in range(number)})
    found = result(bench.run(), "tags")
    assert (found.grade, found.got) == ("complete", number)
    assert held(bench) == tags
    assert sum(s.path.endswith("/tags") for s in bench.server.requests) == 1
    assert bench.run().rows_added == 0
    if number:
        del tags["v1"]
        bench.run()
        assert held(bench) == tags


def test_pages_are_followed_where_a_host_cuts_them(bench: Bench, tags: dict[str, str]) -> None:
    rows = [{"name": f"v{n}", "commit": {"sha": f"{n:040x}"}} for n in range(130)]
    for page, part in ((1, rows[:100]), (2, rows[100:])):
        answer = Reply(200, json.dumps(part).encode())
        bench.server.faults.append(Fault(answer, path=rf"/tags\?page={page}&", times=None))
    assert result(bench.run(), "tags").got == 130
    assert set(held(bench)) == {row["name"] for row in rows}


def test_what_the_platform_recorded_is_read(shared: Path) -> None:
    from collectors.parsing import v5

    rows = json.loads((shared / "recordings/gitee_goscm/tags.json").read_text(encoding="utf-8"))
    made = v5.tags("gitee", "gitee:a/b", rows)
    assert [(tag.name, tag.sha) for tag in made] == [  # type: ignore[attr-defined]
        (row["name"], row["commit"]["sha"]) for row in rows
    ]
