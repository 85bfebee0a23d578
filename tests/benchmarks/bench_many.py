"""A night over 10,000 repositories of which 1 % changed, on one token's 5,000 requests an hour.

Run: uv run python tests/benchmarks/bench_many.py [repositories] [of them real]

Measured: 200 small repositories with git on the stand-in; a first run, a quiet night, and a night
after two of them got a commit, an issue, a comment and a star. That night's questions are noted.
Played: those questions fifty times over, as if of 10,000 repositories, through the real session
(limits, conditional requests, archive) to the same stand-in in this process, from the state before
that night, so that each is answered as it was. Clock and sleep are virtual: each request takes a
fifteenth of a second, the legal pace (G9), and what the session waits for comes on top.
Not played: git (no quota) and the warehouse; their CPU time is that of the real runs.
Exits 1 when the night costs more than 5,000 requests of quota, or is answered otherwise.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).parents[1] / "collectors"))

from asked import Question, noted
from bench import START, Bench, Quiet, first_repository, person, settings_for
from crowd import fill
from requests.structures import CaseInsensitiveDict
from requests.utils import parse_header_links
from werkzeug.test import Client

from collectors import standin
from collectors.session import Session
from collectors.standin.call import STANDIN_TOKEN
from collectors.standin.community.model import Person, Repository
from collectors.standin.dispatch import Application
from collectors.standin.git.store import Signature
from collectors.standin.quota import Quota
from collectors.transport import Got
from warehouse.archive import Archive
from warehouse.state import State

MANY, REAL, CHANGED = 10_000, 200, 0.01
ALLOWED, PACE = 5_000, 15
MONDAY = datetime(2026, 11, 2, 15, tzinfo=UTC)


def community(real: int) -> standin.Community:
    people = [person(f"dev{n}", 100 + n) for n in range(8)]
    made = standin.Community(people)
    for n in range(real):
        repo = made.repositories and made.add_repository("github", people[0], f"tool{n}", START)
        repo = repo or first_repository(made, people[0])
        repo.name = f"tool{n}"
        fill(repo, people, 3)
        commit(made, repo, people[n % 8], START + timedelta(days=1))
    return made


def commit(made: standin.Community, repo: Repository, who: Person, at: datetime) -> None:
    signed = Signature(who.name, who.emails[0], at)
    made.commit(repo, {"m.py": f"x = {at:%d}\n".encode()}, signed, "change")


def change(made: standin.Community, repo: Repository, at: datetime) -> None:
    who = made.people[1]
    commit(made, repo, who, at)
    issue = made.add_issue(repo, "new", at, author=who)
    made.add_comment(repo, issue, "said", at, who)
    made.star(repo, at, who)


class InProcess:
    """In the place of the transport: the stand-in answers, time passes, nothing is sent."""

    def __init__(self, server: standin.StandIn) -> None:
        self._server, self._client = server, Client(Application(server))
        self.asked = 0

    def send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> Got:
        self.asked += 1
        self._server.advance(timedelta(seconds=1 / PACE))
        place = urlsplit(url)
        answer = self._client.open(
            place.path,
            f"http://{place.netloc}",
            query_string=place.query,
            headers=dict(headers),
            method=method,
            data=body,
        )
        links = parse_header_links(answer.headers.get("Link", ""))
        following = next((link["url"] for link in links if link.get("rel") == "next"), None)
        told = CaseInsensitiveDict(answer.headers.items())
        return Got(answer.status_code, told, answer.data, following)


def real_night(server: standin.StandIn, folder: Path, state: Path) -> list[Question]:
    """The questions of the night on which some changed; `state` becomes that before it."""
    repos = server.community.repositories
    bench = Bench(
        server, folder, tuple(f"http://github.example/{r.full_name}" for r in repos), awake=False
    )
    for days in range(3):
        server.now = MONDAY + timedelta(days=days)
        if days == 2:
            shutil.copy(bench.places.state, state)
            for repo in repos[: max(1, round(CHANGED * len(repos)))]:
                change(server.community, repo, server.now - timedelta(hours=3))
        began = time.process_time()
        with noted() as questions:
            made = bench.run()
        if failed := next((r for r in made.results if r.failed), None):
            raise AssertionError(failed)
        spent = (time.process_time() - began) * 1000 / len(repos)
        words = ("first run", "quiet night", "1 % changed")[days]
        told(words, questions, len(repos), f", {spent:.0f} ms CPU each with the stand-in's")
    return questions


def told(words: str, questions: list[Question], repos: int, more: str) -> None:
    new = sum(q.is_new for q in questions)
    print(f"{words:12} {repos} repositories: {len(questions) / repos:.2f} requests each,"
          f" {new / repos:.2f} not 304{more}", flush=True)  # fmt: skip


def play(server: standin.StandIn, folder: Path, night: list[Question], times: int) -> bool:
    """Asks the night's questions `times` over; whether it stayed within the quota."""
    server.now = MONDAY + timedelta(days=2)
    server.github_quota = Quota(60, ALLOWED, timedelta(hours=1))
    progress, state = Quiet(), State(folder / "state.sqlite")
    settings = settings_for(server.proxy).model_copy(update={"max_wait_seconds": 7 * 86400.0})
    session = Session(
        settings, Archive(folder / "archive", server.now), state, clock=lambda: server.now,
        sleep=lambda seconds: server.advance(timedelta(seconds=seconds)), progress=progress,
        stop=lambda: False,
    )  # fmt: skip
    transport = InProcess(server)
    session.transport = transport  # type: ignore[assignment]
    began, otherwise, new = server.now, 0, 0
    for _ in range(times):
        for question in night:
            if question.method == "query":
                continue  # points of GraphQL are another quota
            status = question.again(session)
            otherwise += status != question.status
            new += status != 304
        shutil.rmtree(folder / "archive", ignore_errors=True)
    state.close()
    took, waited = server.now - began, sum(seconds for seconds, _ in progress.waits)
    print(
        f"played       {transport.asked} requests, {new} of quota ({ALLOWED} an hour),"
        f" {took.total_seconds() / 60:.0f} min of virtual time, {waited / 60:.0f} of them waiting"
        f" for the quota; {otherwise} answered otherwise than in the real night"
    )
    return new <= ALLOWED and not otherwise


def main() -> int:
    many = int(sys.argv[1]) if sys.argv[1:] else MANY
    real = int(sys.argv[2]) if sys.argv[2:] else REAL
    os.environ["GITHUB_TOKEN"] = STANDIN_TOKEN
    with standin.serve(community(real), now=MONDAY) as server, tempfile.TemporaryDirectory() as at:
        server.github_quota = Quota(60, 10**9, timedelta(hours=1))
        played = Path(at) / "played"
        played.mkdir()
        night = real_night(server, Path(at) / "data", played / "state.sqlite")
        good = play(server, played, night, many // real)
    print(f"{many} repositories are {'within' if good else 'NOT within'} one token's hour")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
