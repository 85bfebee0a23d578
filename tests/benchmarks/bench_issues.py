"""Requests for 1,000 issues with 3 comments each, beside PyGithub in its natural style.

Run: uv run python tests/benchmarks/bench_issues.py

Both ask the same stand-in in the same run. The floor is 10 full pages of issues and 30 of comments.
"""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "collectors"))

from bench import START, Bench, first_repository, person

from collectors import standin

ISSUES, COMMENTS, FLOOR = 1_000, 3, 40


def community() -> standin.Community:
    people = [person(f"dev{n}", 100 + n) for n in range(8)]
    made = standin.Community(people)
    repo = first_repository(made, people[0])
    for n in range(ISSUES):
        at = START + timedelta(minutes=10 * n)
        issue = made.add_issue(repo, f"issue {n}", at, author=people[n % 8])
        for m in range(COMMENTS):
            said = at + timedelta(minutes=m + 1)
            made.add_comment(repo, issue, f"comment {m}", said, people[m])
    return made


def ours(server: standin.StandIn) -> int:
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(server, Path(folder), ("http://github.example/dev0/tool",))
        bench.run()
        held = bench.query(
            "SELECT (SELECT count(*) FROM issue) AS issues, (SELECT count(*) FROM comment) AS said"
        )
    if held != [{"issues": ISSUES, "said": ISSUES * COMMENTS}]:
        raise AssertionError(held)
    paths = [seen.path for seen in server.requests]
    return sum(path.endswith(("/issues", "/issues/comments")) for path in paths)


def pygithub(server: standin.StandIn) -> int:
    from github import Auth, Github

    os.environ["http_proxy"] = server.proxy
    before = len(server.requests)
    client = Github(
        auth=Auth.Token("standin-token"), base_url="http://api.github.example", per_page=100,
        seconds_between_requests=0,
    )  # fmt: skip
    issues = client.get_repo("dev0/tool").get_issues(state="all")
    said = sum(1 for issue in issues for _ in issue.get_comments())
    if said != ISSUES * COMMENTS:
        raise AssertionError(said)
    return len(server.requests) - before


def main() -> None:
    with standin.serve(community()) as server:
        server.advance(timedelta(days=1))
        for name, count in (("yuanzheng", ours(server)), ("PyGithub", pygithub(server))):
            print(f"{name:10} {count:5} requests, {count / FLOOR:6.2f} of the floor ({FLOOR})")


if __name__ == "__main__":
    main()
