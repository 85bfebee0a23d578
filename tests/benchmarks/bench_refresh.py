"""A quiet night in whole: `refresh` of projects on which nothing changed, stage by stage.

Run: uv run python tests/benchmarks/bench_refresh.py [--projects N] [--formats F,…] [--kinds K,…]
                                                     [--profile]

N projects (300), by turns a small repository on GitHub, on Gitee, a model on Hugging Face, and a
git folder of this machine. A process of its own, away from the stand-in server, does the first run
and then two nights on which nothing changed but the date; its processor seconds (with those of the
processes it starts) are told by stage: collecting, scoring, reports, publishing. The reports are
JSON alone unless `--formats` names others (`all`: those a configuration has by itself). `--profile`
shows where the last night spent its time. Exits 1 when a quiet night takes more than 0.15 s a
project in all, or does not end with 0.
"""

from __future__ import annotations

import argparse
import copy
import cProfile
import json
import os
import pstats
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "collectors"))

from bench import START, first_repository, person
from crowd import fill

from collectors import standin
from collectors.standin.call import STANDIN_TOKEN
from collectors.standin.git.store import Signature
from collectors.standin.quota import Quota

MOST = 0.15
TOKEN = "YUANZHENG_REFRESH_TOKEN"
MONDAY = datetime(2026, 11, 2, 18, 30, tzinfo=UTC)
NIGHTS = ("first run", "quiet night", "2nd quiet night")
CONFIG = """
[collectors]
proxy = "{proxy}"
[collectors.github]
api = "http://api.github.example"
web = "http://github.example"
token_env = "{token}"
per_minute = 0
[collectors.gitee]
api = "http://gitee.example/api/v5"
web = "http://gitee.example"
token_env = "YUANZHENG_REFRESH_HAS_NONE"
per_minute = 0
[collectors.huggingface]
api = "http://huggingface.example"
web = "http://huggingface.example"
token_env = "YUANZHENG_REFRESH_HAS_NONE"
"""


def git_folder(path: Path) -> str:
    """A folder with three commits."""
    path.mkdir(parents=True)
    who = ["-c", "user.name=Li", "-c", "user.email=li@example.org", "-C", str(path)]
    subprocess.run(["git", "init", "-q", str(path)], check=True)
    for n in range(3):
        (path / "LICENSE").write_text(f"MIT License\n\nCopyright {2020 + n} Li\n")
        subprocess.run(["git", *who, "add", "."], check=True)
        subprocess.run(["git", *who, "commit", "-q", "-m", f"c{n}"], check=True)
    return str(path)


def community(count: int, kinds: Sequence[str], home: Path) -> tuple[standin.Community, list[str]]:
    people = [person(f"dev{n}", 100 + n) for n in range(8)]
    made = standin.Community(people)
    [pattern] = [m for m in standin.sample_community().hub if m.id == "lantu/harbor-7b"]
    tables = []
    for n in range(count):
        kind, name = kinds[n % len(kinds)], f"tool{n}"
        if kind in {"github", "gitee"}:
            repo = made.repositories and made.add_repository(kind, people[0], name, START)
            repo = repo or first_repository(made, people[0])
            repo.name = name
            fill(repo, people, 3)
            signed = Signature(people[n % 8].name, people[n % 8].emails[0], START)
            made.commit(repo, {"LICENSE": b"MIT License\n", "m.py": b"x = 1\n"}, signed, "change")
            key, url = "repositories", f"http://{kind}.example/{repo.full_name}"
        elif kind == "model":
            model = copy.copy(pattern)
            model.id = f"dev0/{name}"
            made.hub.append(model)
            key, url = "models", f"http://huggingface.example/{model.id}"
        else:
            key, url = "repositories", git_folder(home / "clones" / name)
        tables.append(f'[[project]]\nname = "{name}"\n{key} = ["{url}"]\n')
    return made, tables


def child(profile: bool) -> None:
    """Does a night for each line: told is the instant, answered are seconds by stage."""
    from collectors import loop
    from reports import run as reporting
    from scoring import run as scoring
    from yuanzheng import clock, published, work

    told = {"now": MONDAY}
    began = time.monotonic()
    clock.now = lambda: told["now"] + timedelta(seconds=time.monotonic() - began)
    spent: dict[str, float] = {}

    def used() -> float:
        times = os.times()
        return times.user + times.system + times.children_user + times.children_system

    def timed(module: Any, name: str, stage: str) -> None:
        really = getattr(module, name)

        def wrapped(*args: Any, **named: Any) -> Any:
            start = used()
            try:
                return really(*args, **named)
            finally:
                spent[stage] = spent.get(stage, 0.0) + used() - start

        setattr(module, name, wrapped)

    for module, name, stage in (
        (loop, "collect", "collect"), (scoring, "score", "score"),
        (reporting, "write", "report"), (published, "after", "publish"),
    ):  # fmt: skip
        timed(module, name, stage)
    for line in sys.stdin:
        said = json.loads(line)
        told["now"], began = datetime.fromisoformat(said["now"]), time.monotonic()
        spent.clear()
        start = used()
        watch = cProfile.Profile() if profile and said["last"] else None
        if watch:
            watch.enable()
        code = work.perform(work.Request("refresh", "collect score report", quiet=True))
        if watch:
            watch.disable()
            pstats.Stats(watch, stream=sys.stderr).sort_stats("cumulative").print_stats(90)
        print(json.dumps({**spent, "all": used() - start, "code": code}), flush=True)


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--projects", type=int, default=300)
    asked.add_argument("--formats", default="json")
    asked.add_argument("--profile", action="store_true")
    asked.add_argument("--child", action="store_true")
    asked.add_argument("--kinds", default="github,gitee,model,git")
    options = asked.parse_args()
    if options.child:
        child(options.profile)
        return 0
    with tempfile.TemporaryDirectory() as at:
        home = Path(at)
        made, tables = community(options.projects, options.kinds.split(","), home)
        with standin.serve(made, now=MONDAY) as server:
            server.github_quota = Quota(10**7, 10**7, timedelta(hours=1))
            text = CONFIG.format(proxy=server.proxy, token=TOKEN)
            if options.formats != "all":
                text += f"[reports]\nformats = {json.dumps(options.formats.split(','))}\n"
            (home / "config.toml").write_text(text + "".join(tables), encoding="utf-8")
            return told(server, home, options)


def told(server: standin.StandIn, home: Path, options: argparse.Namespace) -> int:
    process = subprocess.Popen(
        [sys.executable, __file__, "--child", *(["--profile"] if options.profile else [])],
        cwd=home, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env={**os.environ, TOKEN: STANDIN_TOKEN, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    assert process.stdin
    assert process.stdout
    good = True
    for days, name in enumerate(NIGHTS):
        server.now = MONDAY + timedelta(days=days)
        server.requests.clear()
        last = days == len(NIGHTS) - 1
        process.stdin.write(json.dumps({"now": server.now.isoformat(), "last": last}) + "\n")
        process.stdin.flush()
        found = json.loads(process.stdout.readline())
        each = {key: found.get(key, 0.0) / options.projects for key in
                ("collect", "score", "report", "publish", "all")}  # fmt: skip
        parts = "  ".join(f"{key} {value:6.3f}" for key, value in each.items())
        print(f"{name:16} {options.projects} projects, {len(server.requests)} requests,"
              f" code {found['code']}; CPU s a project: {parts}", flush=True)  # fmt: skip
        good = good and found["code"] == 0 and (not days or each["all"] <= MOST)
    process.stdin.close()
    process.wait()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
