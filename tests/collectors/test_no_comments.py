"""An empty list of comments is not believed where the issues tell how many there are."""

from __future__ import annotations

import pytest
from bench import Bench, only, result

from collectors import standin
from collectors.standin.faults import Fault, Reply


@pytest.mark.parametrize("answer", [Reply(200, b"[]"), Reply(204, b"")])
def test_it_is_refused_every_night_until_some_come(
    bench: Bench, server: standin.StandIn, monkeypatch: pytest.MonkeyPatch, answer: Reply
) -> None:
    only(monkeypatch, "github", "issue_comments")
    bench.urls = ("http://github.example/dev0/tool",)
    server.faults.append(Fault(answer, path="/issues/comments", times=None))
    for _ in range(3):
        found = result(bench.run(), "issue_comments")
        assert (found.grade, found.code, found.got) == ("not_observable", "malformed", None)
    server.faults.clear()
    found = result(bench.run(), "issue_comments")
    rows = bench.query("FROM comment WHERE closed_at IS NULL")
    said = server.community.repositories[0].threads
    assert found.grade == "complete"
    assert len(rows) == found.got == sum(len(thread.comments) for thread in said) > 0
