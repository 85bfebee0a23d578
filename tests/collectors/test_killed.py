"""A few of the kills of tests/campaigns/kills.py, which takes them at every request."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "campaigns"))

from kills import campaign


def test_a_killed_run_is_taken_up_where_it_was() -> None:
    with campaign() as kit:
        assert kit.boundaries > 60
        for at, after in ((4, True), (kit.boundaries // 3, False), (kit.boundaries - 20, True)):
            found = kit.kill(at, after=after)
            assert (found.differing, found.again <= 1) == ((), True)
