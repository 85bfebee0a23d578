"""A git history into committed rows, beside `git log --raw` to nowhere, in one run.

Run: uv run python tests/benchmarks/bench_git.py REPOSITORY [--rounds 3] [--perceval PYTHON]
     [--full URL] [--grown FOLDER ...] [--no-limits]

REPOSITORY: a clone with 50,000 commits or more; of it twelve small ones of 5,000 commits are made
(they borrow its objects). Each round: the log to nowhere, a plain `git log --raw`, which looks for
renames besides, then ours; then the same of the small ones. Limits are held against the first, the
same log as we ask for; what is ours beside the plain one is told. Ours is a
whole run of the collector, in a process that has read one tiny history before: archived, hashed,
merged and committed, the data file closed; CPU is user and system, with all children.
`--perceval`: a Python with Perceval (GPL, never a dependency of ours), given a log of the same
commits to read; what it would ask of git besides is left out, in its favour. Then once as it runs
by itself: with its own command, which counts lines and looks for renames; `--perceval` wants a full
clone that is a mirror or bare.
`--full`: a clone without contents beside a full one, of what git can clone by a URL.
`--grown`: histories of several sizes (`long_history.py`), the shortest first: whether cost grows
as that of git does, and memory.
Exits 1 when a limit breaks.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1] / "collectors"))

CPU, WALL, SMALL, PERCEVAL, BYTES, TIME, SLOPE, GROWTH = 1.35, 1.0, 1.5, 15, 0.4, 0.35, 1.15, 1.3
_SMALL, _SMALL_ONES = 5_000, 12


@dataclass(frozen=True)
class Spent:
    """Seconds, commits, and the peak of resident memory in MB (0: not known)."""

    cpu: float
    wall: float
    commits: int = 0
    memory: float = 0


def main() -> int:
    asked = _asked()
    if asked.child:
        print(json.dumps(asdict(ours(asked.repository, Path(asked.child)))))
        return 0
    broken = list[str]()
    with tempfile.TemporaryDirectory(prefix="bench-git-") as work:
        if asked.repository:
            broken += _beside_git(asked.repository[0], asked, Path(work))
        if asked.full:
            broken += _clones(asked.full, asked.rounds, Path(work))
        if asked.grown:
            broken += _grown(asked.grown, Path(work))
    for words in broken:
        print(f"BROKEN: {words}")
    return 1 if broken and not asked.no_limits else 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("repository", nargs="*")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--perceval")
    parser.add_argument("--full")
    parser.add_argument("--grown", nargs="+")
    parser.add_argument("--no-limits", action="store_true")
    parser.add_argument("--child")
    return parser.parse_args()


def _beside_git(repository: str, asked: argparse.Namespace, work: Path) -> list[str]:
    small = _small_ones(repository, work)
    tasks: dict[str, Callable[[], Spent]] = {
        "git log": lambda: to_nowhere([repository]),
        "plain log": lambda: _plain([repository]),
        "ours": lambda: _in_child([repository], work),
        "git log, small": lambda: to_nowhere(small),
        "plain log, small": lambda: _plain(small),
        "ours, small": lambda: _in_child(small, work),
    }
    if asked.perceval:
        tasks["perceval"] = lambda: _perceval(asked.perceval, repository, work)
    found = _rounds(tasks, asked.rounds)
    log, plain, mine, logs, plains, mines = (found[name] for name in list(tasks)[:6])
    for name, one, other in (("plain log", mine, plain), ("plain log, small", mines, plains)):
        print(f"CPU and wall / {name}: {one.cpu / other.cpu:.2f}, {one.wall / other.wall:.2f}")
    told = {
        "CPU / git log": (mine.cpu / log.cpu, CPU),
        "wall / git log": (mine.wall / log.wall, WALL),
        "CPU / git log, small": (mines.cpu / logs.cpu, SMALL),
    }
    broken = [_told(name, *both) for name, both in told.items()]
    if peer := found.get("perceval"):
        broken.append(_faster("Perceval given a log without lines", mine, peer))
        alone = _rounds({"perceval alone": lambda: _alone(asked.perceval, repository)}, 1)
        broken.append(_faster("Perceval as it runs", mine, alone["perceval alone"]))
    return [words for words in broken if words]


def _faster(name: str, mine: Spent, peer: Spent) -> str:
    ratio = (mine.commits / mine.cpu) / (peer.commits / peer.cpu)
    words = f"commits per CPU second, times those of {name}: {ratio:.1f} (at least {PERCEVAL})"
    print(words)
    return words if ratio < PERCEVAL else ""


def _rounds(tasks: dict[str, Callable[[], Spent]], rounds: int) -> dict[str, Spent]:
    """Medians, the tasks taken in turns."""
    found: dict[str, list[Spent]] = {name: [] for name in tasks}
    for _ in range(rounds):
        for name, task in tasks.items():
            found[name].append(task())
    made = {}
    for name, all_ in found.items():
        cpu, wall = median(one.cpu for one in all_), median(one.wall for one in all_)
        made[name] = Spent(cpu, wall, all_[0].commits, max(one.memory for one in all_))
        each = " ".join(f"{one.cpu:.2f}" for one in all_)
        print(f"{name:16} CPU {cpu:7.2f} s  wall {wall:7.2f} s  ({each})"
              f"  {made[name].commits:,} commits  {made[name].memory:.0f} MB")  # fmt: skip
    return made


def _told(name: str, ratio: float, most: float) -> str:
    words = f"{name}: {ratio:.2f} (at most {most})"
    print(words)
    return words if ratio > most else ""


def to_nowhere(repositories: Sequence[str]) -> Spent:
    """The log as we ask for it, but that git is let write as it likes."""
    from collectors import gitprogram, gitrun

    cpu = wall = 0.0
    for place in repositories:
        where = gitrun.environment_for(gitrun.NOTHING, str(Path(place).absolute()))
        where.pop("GIT_FLUSH", None)
        command = ["git", *gitrun._SAFE, *gitprogram._LOG, f"--format={gitprogram._FORMAT}", "HEAD"]
        spent = _run([*command, "--"], where)
        cpu, wall = cpu + spent.cpu, wall + spent.wall
    return Spent(cpu, wall)


def _plain(repositories: Sequence[str]) -> Spent:
    """`git log --raw` as anybody types it, to nowhere."""
    each = [_run(["git", "-C", place, "log", "--raw"]) for place in repositories]
    return Spent(sum(one.cpu for one in each), sum(one.wall for one in each))


def _run(
    command: Sequence[str], where: dict[str, str] | None = None, into: Path | None = None
) -> Spent:
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    with (into or Path(os.devnull)).open("wb") as file:
        subprocess.run(command, check=True, env=where, stdout=file, stderr=subprocess.DEVNULL)
    after, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic() - began
    return Spent(_cpu(after) - _cpu(before), wall)


def _cpu(used: resource.struct_rusage) -> float:
    return used.ru_utime + used.ru_stime


def _in_child(repositories: Sequence[str], work: Path) -> Spent:
    data = work / "data"
    shutil.rmtree(data, ignore_errors=True)
    command = [sys.executable, __file__, "--child", str(data), *repositories]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return Spent(**json.loads(done.stdout))


def ours(repositories: Sequence[str], data: Path) -> Spent:
    """One run of the collector over the histories of these folders."""
    from warehouse.settings import WarehouseSettings
    from warehouse.store import Warehouse

    _collected([_tiny(data)], data / "warm")
    parts = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    places = WarehouseSettings(folder=data / "it")
    before, began = sum(_cpu(resource.getrusage(who)) for who in parts), time.monotonic()
    _collected(repositories, places.folder)
    wall = time.monotonic() - began
    cpu = sum(_cpu(resource.getrusage(who)) for who in parts) - before
    with Warehouse(places.database, read_only=True) as warehouse:
        [row] = warehouse.query("SELECT count(*) AS n FROM commit")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Spent(cpu, wall, int(row["n"]), peak)


def _tiny(data: Path) -> str:
    """Whatever is made once in a process is made by reading it: patterns, lists, libraries."""
    place = data / "tiny"
    subprocess.run(["git", "init", "-q", str(place)], check=True)
    said = "call 13800138000 or a@x.org\n\nCo-authored-by: A <a@x.org>\nAssisted-by: Claude"
    who = ("-c", "user.name=A", "-c", "user.email=a@x.org")
    commit = ("commit", "-q", "--allow-empty", "-m", said)
    subprocess.run(["git", "-C", str(place), *who, *commit], check=True)
    return str(place)


def _collected(repositories: Sequence[str], folder: Path) -> None:
    from bench import Quiet, settings_for

    from collectors.loop import collect
    from collectors.results import ProjectSources
    from collectors.targets import Target
    from warehouse.settings import WarehouseSettings
    from warehouse.store import Warehouse

    places = WarehouseSettings(folder=folder)
    targets = tuple(
        Target(f"git:{number}", "git", "repository", str(number), str(Path(place).absolute()))
        for number, place in enumerate(repositories)
    )
    with Warehouse(places.database) as warehouse:
        summary = collect(
            warehouse, [ProjectSources("p", "p", None, (), targets)], settings=settings_for(""),
            places=places, clock=lambda: datetime.now(UTC), progress=Quiet(), stop=lambda: False,
            only=frozenset({"commits"}),
        )  # fmt: skip
    if any(one.grade != "complete" for one in summary.results):
        raise AssertionError(summary.results)


def _small_ones(repository: str, work: Path) -> list[str]:
    """Repositories whose histories have about 5,000 commits, with the objects of the large one."""
    told = ["git", "-C", repository, "rev-list", "--reverse", "--first-parent", "HEAD"]
    line = subprocess.run(told, check=True, capture_output=True, text=True).stdout.split()
    low, high = 0, len(line) - 1
    while low < high:
        middle = (low + high) // 2
        low, high = (
            (low, middle) if _history(repository, line[middle]) >= _SMALL else (middle + 1, high)
        )
    objects = Path(repository).absolute()
    objects = (objects / ".git" if (objects / ".git").exists() else objects) / "objects"
    made = []
    for number, sha in enumerate(line[low : low + _SMALL_ONES]):
        place = work / f"small-{number}"
        subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(place)], check=True)
        (place / "objects/info/alternates").write_text(f"{objects}\n")
        subprocess.run(["git", "-C", str(place), "update-ref", "refs/heads/main", sha], check=True)
        made.append(str(place))
    return made


def _history(repository: str, sha: str) -> int:
    told = ["git", "-C", repository, "rev-list", "--count", sha]
    return int(subprocess.run(told, check=True, capture_output=True, text=True).stdout)


_PERCEVAL = """
import sys
from perceval.backends.core.git import Git
print(sum(1 for _ in Git.parse_git_log_from_file(sys.argv[1])))
"""


def _perceval(python: str, repository: str, work: Path) -> Spent:
    """The log in the form it reads, without contents looked at; then its reading of it."""
    log = work / "perceval.log"
    form = ("--raw", "--pretty=fuller", "--decorate=full", "--parents", "-c", "--topo-order")
    git = _run(["git", "-C", repository, "log", "--reverse", *form, "HEAD"], into=log)
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(
        [python, "-c", _PERCEVAL, str(log)], check=True, capture_output=True, text=True
    )
    wall = time.monotonic() - began
    cpu = _cpu(resource.getrusage(resource.RUSAGE_CHILDREN)) - _cpu(before)
    return Spent(git.cpu + cpu, git.wall + wall, int(done.stdout))


_ALONE = """
import sys
from perceval.backends.core.git import Git, GitRepository
log = GitRepository(sys.argv[1], sys.argv[1]).log(branches=[sys.argv[2]])
print(sum(1 for _ in Git.parse_git_log_from_iter(log)))
"""


def _alone(python: str, repository: str) -> Spent:
    """Its own reading of the branch: git's command and what it makes of it, without the clone."""
    told = ["git", "-C", repository, "symbolic-ref", "--short", "HEAD"]
    branch = subprocess.run(told, check=True, capture_output=True, text=True).stdout.strip()
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    command = [python, "-c", _ALONE, repository, branch]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    wall = time.monotonic() - began
    cpu = _cpu(resource.getrusage(resource.RUSAGE_CHILDREN)) - _cpu(before)
    return Spent(cpu, wall, int(done.stdout))


def _clones(url: str, rounds: int, work: Path) -> list[str]:
    sizes = dict[str, int]()

    def cloned(name: str, *options: str) -> Spent:
        place = work / name
        shutil.rmtree(place, ignore_errors=True)
        spent = _run(["git", "clone", "-q", "--bare", *options, "--", url, str(place)])
        sizes[name] = sum(one.stat().st_size for one in place.rglob("*.pack"))
        return spent

    tasks = {
        "full": lambda: cloned("full"),
        "without contents": lambda: cloned("blobless", "--filter=blob:none"),
    }
    found = _rounds(tasks, rounds)
    time_ = found["without contents"].wall / found["full"].wall
    broken = [
        _told("bytes / full", sizes["blobless"] / sizes["full"], BYTES),
        _told("time / full", time_, TIME),
    ]
    return [words for words in broken if words]


def _grown(folders: Sequence[str], work: Path) -> list[str]:
    """A longer history costs no more beside git, and memory stays."""
    found = [(_in_child([place], work), to_nowhere([place])) for place in folders]
    for place, (mine, log) in zip(folders, found, strict=True):
        print(f"{Path(place).name:12} {mine.commits:,} commits: {mine.cpu:.2f} CPU-s, git log"
              f" {log.cpu:.2f}, {mine.cpu / log.cpu:.2f} times; wall {mine.wall:.2f};"
              f" {1e6 * mine.cpu / mine.commits:.1f} us each, {mine.memory:.0f} MB")  # fmt: skip
    (first, log), (last, longer) = found[0], found[-1]
    slope = (last.cpu / longer.cpu) / (first.cpu / log.cpu)
    broken = [
        _told("CPU / git log, longest / shortest", slope, SLOPE),
        _told("memory, longest / shortest", last.memory / first.memory, GROWTH),
    ]
    return [words for words in broken if words]


if __name__ == "__main__":
    os.environ.pop("GIT_DIR", None)
    sys.exit(main())
