"""An empty list is believed only where nothing the platform itself says speaks against it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from bench import Bench, result

from collectors import standin
from collectors.standin.faults import Fault, Reply

EMPTY = {"[]": Reply(200, b"[]"), "204": Reply(204, b"")}
LISTS = [
    ("gitee", "stargazers"), ("gitee", "forks"), ("gitee", "issues"), ("gitee", "contributors"),
    ("github", "contributors"),
]  # fmt: skip
TABLES = {
    "stargazers": "stargazer", "forks": "fork", "issues": "issue", "commits": "commit",
    "contributors": "listed_contributor",
}  # fmt: skip


def rows(bench: Bench, stream: str) -> int:
    return len(bench.query(f'FROM "{TABLES[stream]}" WHERE closed_at IS NULL'))


@pytest.mark.parametrize("answer", EMPTY)
@pytest.mark.parametrize(("platform", "stream"), LISTS)
def test_it_is_not_believed_any_night_and_closes_nothing(
    bench: Bench, server: standin.StandIn, platform: str, stream: str, answer: str
) -> None:
    bench.urls = (f"http://{platform}.example/dev0/tool",)
    server.faults.append(Fault(EMPTY[answer], path=rf"/{stream}(\?|$)", times=None))
    for _ in range(4):
        server.advance(timedelta(days=8))
        assert result(bench.run(), stream).grade != "complete"
        assert rows(bench, stream) == 0
    server.faults.clear()
    assert result(bench.run(), stream).grade == "complete"
    held = rows(bench, stream)
    assert held
    if stream == "issues":
        return  # later only what changed is asked for
    server.faults.append(Fault(EMPTY[answer], path=rf"/{stream}(\?|$)", times=None))
    for _ in range(3):
        found = result(bench.run(), stream)
        assert (found.grade, found.code, found.got) == ("partial", "refused", held)
        assert rows(bench, stream) == held


def test_commits_of_the_hub(tmp_path: Path) -> None:
    with standin.serve() as server:
        bench = Bench(server, tmp_path, ("http://huggingface.example/lantu/harbor-7b",))
        bench.run()
        held = rows(bench, "commits")
        server.faults.append(Fault(EMPTY["[]"], path="/commits/", times=None))
        assert result(bench.run(), "commits").grade == "partial"
        assert rows(bench, "commits") == held > 0
