"""`docs/costs.md` leaves no stream out, knows none that is not there, and its commands exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from collectors import hosts

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs/costs.md").read_text(encoding="utf-8")


def section(platform: str) -> str:
    """What stands under the heading that names the platform's id."""
    found = re.search(rf"^## [^\n]*（`{platform}`）\n(.*?)(?=^## )", TEXT, re.DOTALL | re.MULTILINE)
    assert found, f"docs/costs.md has no heading for {platform}"
    return found[1]


@pytest.mark.parametrize("platform", hosts.names())
def test_every_stream_has_one_row(platform: str) -> None:
    rows = re.findall(r"^\| `(\w+)` \|", section(platform), re.MULTILINE)
    assert sorted(rows) == sorted(stream.name for stream in hosts.load(platform).STREAMS)


@pytest.mark.parametrize("platform", hosts.names())
def test_the_total_is_the_sum_of_the_rows(platform: str) -> None:
    rows = re.findall(r"^\| `\w+` \|.*\| (\d+) \| (\d+)(?:（\d+）)? \|$", section(platform), re.M)
    total = re.search(r"首次 (\d+) 次，安静的一晚 (\d+) 次", section(platform))
    sums = [sum(int(row[column]) for row in rows) for column in (0, 1)]
    assert sums == ([int(total[1]), int(total[2])] if total else [0, 0])


def test_the_commands_exist_and_a_date_stands_beside_the_figures() -> None:
    named = set(re.findall(r"tests/benchmarks/\w+\.py", TEXT))
    assert named
    assert not [name for name in named if not (ROOT / name).is_file()]
    assert re.search(r"测于 \d{4}-\d{2}-\d{2}", TEXT)
