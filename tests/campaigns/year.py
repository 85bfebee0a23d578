"""A virtual year of nights: nothing that platforms showed is lost, whatever goes wrong.

Run: uv run python tests/campaigns/year.py [--projects N] [--nights N] [--seed N] [--calm]
    [--weekly]

A service process does the nights of N projects on a stand-in server, by a virtual clock: what is
due is made up, tried again, scored, reported and published by the same code as ever. Each night may
have server errors, time-outs, a disk that takes no more, a second service killed with SIGKILL in
the midst of it, or nobody to do it; once nobody comes for longer than the fourteen days that
platforms show traffic for. Meanwhile a reader keeps reading what is published.
In the end: every day of traffic is there as the platform had it, or no run came while it was shown,
and the history of runs says so; every count of downloads is the one of its night; every copy that
was served could be read; the chain is whole; the service's memory did not grow. `--calm`: no
faults, for the figures. `--weekly`: each project has a schedule of its own, once a week, a seventh
of them each night: a year of many projects is over in some hours. Exits 1 when something of this
does not hold.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "collectors"))

from bench import START, first_repository, person

from collectors import standin
from collectors.standin.call import STANDIN_TOKEN
from collectors.standin.community.model import HubRepository, Repository
from collectors.standin.faults import Before, Delay, Fault, Reply
from collectors.standin.git.store import Signature
from collectors.standin.quota import Quota
from collectors.standin.serving import StandIn
from warehouse import continuity, publishing
from warehouse.settings import WarehouseSettings
from warehouse.store import Warehouse

TOKEN = "YUANZHENG_YEAR_TOKEN"
FIRST = datetime(2026, 3, 1, 18, 30, tzinfo=UTC)  # half past two in Beijing
# A day is shown until the night before it is fourteen days old; it is over at midnight UTC.
SHOWN = 13
OUTAGE = 16
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
KINDS = ("errors", "time-out", "disk", "kill", "missed")
CONFIG = """
[collectors]
proxy = "{proxy}"
timeout_seconds = 5.0
max_retries = 0
workers = 6
[collectors.github]
api = "http://api.github.example"
web = "http://github.example"
token_env = "{token}"
per_minute = 0
[collectors.huggingface]
api = "http://huggingface.example"
web = "http://huggingface.example"
token_env = "YUANZHENG_YEAR_HAS_NONE"
[reports]
formats = ["json"]
[schedule]
jitter_minutes = 0
retries = 1
retry_minutes = 0
"""
PROJECT = """
[[project]]
name = "{name}"
repositories = ["http://github.example/dev0/{name}"]
models = {models}
policies = ["nanshan-project"]
{cron}
"""


def views(number: int, day: date) -> int:
    """So many views a project has on a day: known, and another each day."""
    return 100 + (number * 31 + day.toordinal() * 7) % 97


def community(projects: int) -> tuple[standin.Community, HubRepository]:
    people = [person(f"dev{n}", 100 + n) for n in range(8)]
    made = standin.Community(people)
    for n in range(projects):
        repo = made.add_repository("github", people[0], f"p{n}", START) if n else None
        repo = repo or first_repository(made, people[0])
        repo.name = f"p{n}"
        signed = Signature(people[1].name, people[1].emails[0], START)
        made.commit(repo, {"LICENSE": b"MIT License\n", "m.py": b"x = 1\n"}, signed, "first")
        for m in range(40):
            made.add_issue(repo, f"i{m}", START + timedelta(hours=m), author=people[m % 8])
        repo.extras.can_push = True
    [model] = [m for m in standin.sample_community().hub if m.id == "lantu/harbor-7b"]
    model.id, model.downloads_all_time = "dev0/model", 1_000
    made.hub.append(model)
    return made, model


class Service:
    """A process that does what is due at the times it is told."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, __file__, "--child"], cwd=folder, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=(folder / "stderr.txt").open("a"), text=True,
            env={**os.environ, TOKEN: STANDIN_TOKEN, "PYTHONPATH": str(Path(__file__).parents[2])},
        )  # fmt: skip

    def night(self, now: datetime, *, limit: int = 0) -> int | None:
        """The exit code of the last night that was due; None: nothing was, or it was killed."""
        told = json.dumps({"now": now.isoformat(), "limit": limit})
        try:
            assert self.process.stdin
            assert self.process.stdout
            self.process.stdin.write(told + "\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
        except BrokenPipeError:
            return None
        return json.loads(line)["code"] if line else None

    @property
    def resident(self) -> float:
        """MB."""
        text = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(text.split("VmRSS:")[1].split()[0]) / 1024

    @property
    def cpu(self) -> float:
        """Seconds, with those of the processes it has started and seen ending."""
        parts = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, parts[11:15])) / os.sysconf("SC_CLK_TCK")

    def close(self) -> None:
        if self.process.stdin:
            self.process.stdin.close()
        self.process.wait()


def child() -> None:
    """Does what is due by the virtual clock, with files no longer than the limit (0: any)."""
    import resource

    from yuanzheng import clock
    from yuanzheng.config import load
    from yuanzheng.interrupt import Interrupt
    from yuanzheng.nights.night import Nights
    from yuanzheng.voice import Voice
    from yuanzheng.work import Request

    told: dict[str, Any] = {"now": FIRST.isoformat()}
    began = time.monotonic()

    def now() -> datetime:
        return datetime.fromisoformat(told["now"]) + timedelta(seconds=time.monotonic() - began)

    clock.now = now
    request = Request("schedule", "collect score report")
    nights = Nights(
        request, Voice("schedule", quiet=True), Interrupt(), load(Path("config.toml"))
    )  # fmt: skip
    first = True
    for line in sys.stdin:
        told, began = json.loads(line), time.monotonic()
        most = told["limit"] or resource.RLIM_INFINITY
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
        last = None
        while (
            code := nights.due(every=first and not Path("data/warehouse.duckdb").exists())
        ) is not None:
            last, first = code, False
            if not nights.began:
                break
        print(json.dumps({"code": last}), flush=True)


class Reader(threading.Thread):
    """Reads what is published, over and over, as a page would."""

    def __init__(self, published: Path) -> None:
        super().__init__(daemon=True)
        self.published, self.over = published, threading.Event()
        self.read, self.wrong = Counter[str](), list[str]()

    def run(self) -> None:
        while not self.over.wait(0.25):
            copy = publishing.current(self.published)
            if copy is None:
                if self.read:
                    self.wrong.append("nothing is published any more")
                continue
            try:
                with Warehouse(copy.database, read_only=True) as warehouse:
                    rows = warehouse.query(
                        "SELECT count(*) AS n, max(as_of) AS at FROM measurement"
                    )
                assert rows[0]["n"]
                assert rows[0]["at"] >= copy.as_of
                assert copy.projects
                assert (copy.evidence / "index.html").read_text(encoding="utf-8")
                self.read[copy.name] += 1
            except Exception as error:  # noqa: BLE001 - whatever a reader meets is told
                self.wrong.append(f"{copy.name}: {error!r}")


class Year:
    """The nights, and what is known of them."""

    def __init__(self, options: argparse.Namespace, server: StandIn, folder: Path) -> None:
        self.options, self.server, self.folder = options, server, folder
        self.dice = random.Random(options.seed)
        self.places = WarehouseSettings(folder=folder / "data")
        self.repos: list[Repository] = server.community.repositories
        self.model = server.community.hub[0]
        self.kinds, self.resident = Counter[str](), list[float]()
        self.asked: dict[str, set[date]] = {}
        self.told = ""
        self.service = Service(folder)
        self.reader = Reader(self.places.published)

    def run(self) -> None:
        self.reader.start()
        last, missing = self.options.nights - 3, 0
        outage = self.options.nights // 2 if self.options.nights > 2 * OUTAGE else None
        for night in range(self.options.nights):
            self.day(night)
            kind = "calm"
            if not self.options.calm and 2 < night < last:
                kind = self.dice.choice(("calm",) * 7 + KINDS)
            if night == outage and not self.options.calm:
                missing = OUTAGE
            elif kind == "missed":
                missing = max(missing, self.dice.randrange(1, 6))
            if missing and night < last:
                missing, kind = missing - 1, "missed"
            self.kinds[kind] += 1
            self.night(night, kind)
            if night % max(1, self.options.nights // 12) == 0:
                size = self.places.database.stat().st_size / 1e6
                print(f"night {night:4}: {kind:8} {self.service.resident:6.0f} MB resident,"
                      f" data file {size:6.1f} MB", flush=True)  # fmt: skip
        self.reader.over.set()
        self.reader.join()

    def day(self, night: int) -> None:
        """What the platforms saw since the night before."""
        now = FIRST + timedelta(days=night)
        self.server.now = now
        for number, repo in enumerate(self.repos):
            for back in range(2):
                day = now.date() - timedelta(days=back)
                repo.extras.views[day] = (views(number, day), 5)
        self.model.downloads_all_time += 1 + night % 3
        changed = self.repos[night % len(self.repos)]
        people = self.server.community.people
        self.server.community.add_issue(changed, f"n{night}", now, author=people[1])
        self.server.community.star(changed, now, people[night % 8])

    def night(self, night: int, kind: str) -> None:
        if kind == "missed":
            return
        now, limit = self.server.now, 0
        if kind == "errors":
            for path in self.dice.sample(("traffic", "issues", "forks", "/repos/", "models"), 2):
                self.server.faults.append(Fault(Reply(503), path=path, times=3))
        elif kind == "time-out":
            self.server.faults.append(Fault(Delay(7.0), path="traffic", times=1))
        elif kind == "disk":
            limit = self.places.database.stat().st_size + self.dice.choice((0, 4_096, 300_000))
        elif kind == "kill":
            self.killed(now)
        self.service.night(now + timedelta(minutes=5), limit=limit)
        self.server.faults.clear()
        if limit:  # Somebody makes room and starts it again.
            fresh = Service(self.folder)
            fresh.night(now + timedelta(minutes=20))
            fresh.close()
        self.resident.append(self.service.resident)
        for one in self.server.requests:
            if one.path.endswith("/traffic/views") and one.status == 200:
                self.asked.setdefault(one.path.split("/")[3], set()).add(now.date())
        self.server.requests.clear()

    def killed(self, now: datetime) -> None:
        """A second service is killed at one of its requests, or some time after the last."""
        victim = Service(self.folder)
        act = lambda: victim.process.send_signal(signal.SIGKILL)  # noqa: E731
        if self.dice.random() < 0.5:
            self.server.faults.append(Fault(Before(act), nth=self.dice.randrange(1, 12)))
        else:
            wait = self.dice.uniform(1.0, 2.0 + 0.1 * len(self.repos))
            threading.Timer(wait, act).start()
        victim.night(now)
        act()
        victim.close()
        self.server.faults.clear()

    def wrong(self) -> Iterator[str]:
        """What does not hold."""
        yield from self.reader.wrong[:5]
        if not self.reader.read:
            yield "nobody could read anything"
        history = continuity.check(self.places)
        yield from (one.words for one in history.findings if one.broken)
        with Warehouse(self.places.database, read_only=True) as warehouse:
            runs = warehouse.query(
                "SELECT r.*, p.project_id FROM run AS r JOIN run_project AS p USING (run_id)"
                " WHERE r.requests IS NOT NULL ORDER BY r.started_at"
            )
            held = warehouse.query(
                "SELECT repo_id, day, count AS n, is_whole FROM traffic_day"
                " WHERE kind = 'views' AND closed_at IS NULL"
            )
            counts = warehouse.query(
                "SELECT value, observed_at FROM count_snapshot WHERE name = 'downloads_all'"
                " ORDER BY observed_at"
            )
        yield from self._traffic(held, runs)
        yield from self._counts(counts, runs)
        yield from self._memory()

    def _traffic(self, held: list[Any], runs: list[Any]) -> Iterator[str]:
        """A day must be there when the platform was asked while it was over and shown; else it is
        lost, to an outage or to nights that did not get so far (`rest`)."""
        known = {(row["repo_id"], row["day"]): row for row in held}
        nights = {row["started_at"].date() for row in runs}
        count = self.options.nights - SHOWN
        days = [FIRST.date() + timedelta(days=n) for n in range(count)]
        lost = Counter[str]()
        for day in days:
            shown = {day + timedelta(days=n) for n in range(1, SHOWN + 1)}
            for number, repo in enumerate(self.repos):
                row = known.get((f"github:{repo.full_name}", day))
                if row is not None and row["is_whole"] and row["n"] == views(number, day):
                    continue
                lost["rest" if shown & nights else "outage"] += 1
                if shown & self.asked[repo.name]:
                    yield f"p{number} lacks {day}, which was shown: {row}"
        wanted = len(days) * len(self.repos)
        self.told = f"{wanted - lost.total()} of {wanted} days of traffic held"
        self.told += f", lost: {dict(lost)}"

    def _counts(self, counts: list[Any], runs: list[Any]) -> Iterator[str]:
        """Each night's count is that of its night: it grows every day."""
        nights = {row["started_at"].date() for row in runs if row["project_id"] == "p0"}
        truth, value = {}, 1_000
        for night in range(self.options.nights):
            value += 1 + night % 3
            truth[(FIRST + timedelta(days=night)).date()] = value
        found = {row["observed_at"].date(): row["value"] for row in counts}
        for day, count in found.items():
            if truth.get(day) != count:
                yield f"downloads of {day}: {count}, not {truth.get(day)}"
        missing = sorted(nights - found.keys())
        failed = {one["started_at"].date() for one in runs if one["problems"]}
        for day in missing:
            if day not in failed:
                yield f"no count of downloads of {day}, and no problem noted"
        self.told += f"; {len(found)} counts of downloads on {len(nights)} nights"

    def _memory(self) -> Iterator[str]:
        quarter = len(self.resident) // 4
        if quarter < 5:
            return
        early = statistics.median(self.resident[quarter : 2 * quarter])
        late = statistics.median(self.resident[-quarter:])
        self.told += f"; resident {early:.0f} MB in the second quarter, {late:.0f} in the last"
        if late > 1.25 * early:
            yield f"memory grows from {early:.0f} to {late:.0f} MB"


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--projects", type=int, default=3)
    asked.add_argument("--nights", type=int, default=60)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--calm", action="store_true")
    asked.add_argument("--weekly", action="store_true")
    asked.add_argument("--child", action="store_true")
    options = asked.parse_args()
    if options.child:
        child()
        return
    made, _ = community(options.projects)
    began = time.monotonic()
    with standin.serve(made, now=FIRST) as server, tempfile.TemporaryDirectory() as folder:
        server.github_quota = Quota(10**7, 10**7, timedelta(hours=1))
        home, models = Path(folder), '["http://huggingface.example/dev0/model"]'
        text = CONFIG.format(proxy=server.proxy, token=TOKEN)
        for n in range(options.projects):
            cron = f'cron = "30 2 * * {DAYS[n % 7]}"' if options.weekly else ""
            text += PROJECT.format(name=f"p{n}", models="[]" if n else models, cron=cron)
        (home / "config.toml").write_text(text, encoding="utf-8")
        year = Year(options, server, home)
        try:
            year.run()
        except Exception:
            print((home / "stderr.txt").read_text()[-3000:])
            raise
        cpu = year.service.cpu
        year.service.close()
        wrong = list(year.wrong())
        done = sum(year.kinds.values()) - year.kinds["missed"]
        print(f"{options.projects} projects × {options.nights} nights: {dict(year.kinds)};"
              f" {cpu / (done * options.projects):.2f} s of CPU for each project and night done,"
              f" {time.monotonic() - began:.0f} s in all")  # fmt: skip
        print(f"{year.told}; {sum(year.reader.read.values())} readings of"
              f" {len(year.reader.read)} copies")  # fmt: skip
        for words in wrong[:20]:
            print(f"  wrong: {words}")
        if wrong:
            print((home / "stderr.txt").read_text()[-3000:])
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
