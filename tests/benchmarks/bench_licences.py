"""How well licence texts are told, against SPDX's list, real packages, riders and other tools.

    python tests/benchmarks/bench_licences.py CACHE [--half tune|final|fresh|last] [--show N]
        [--data VENV] [--peer scancode=VENV] [--peer licensee=/usr/bin/ruby] … [--each N]

CACHE holds what is fetched (some 1 GB) and `set.jsonl`, the list of the set. `--data` is an
environment with ScanCode, whose restrictive licences join the set. Peers and the full tier are
asked about at most N samples of a kind. `final` is for the end: it is not looked at while rules are
made; nor are `fresh` and `last`, which came later.

Exits 1 when a limit is broken.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path

from licences import engines, install, packages, texts
from licences.sample import Sample, unique, write_list
from licences.score import Kind, count, verbatim

KINDS = ("real", "listed", "negative", "closed", "rider", "harmless")
# Most of a kind that may be wrong; None is told and not limited.
MOST_WRONG = {"real": 0.005, "listed": 0.005, "negative": 0.0, "closed": 0.004, "rider": 0.02}
# Milliseconds of work a real file; seconds.
MOST_MS, MOST_START = {"light": 10.0, "full": 130.0, "full, cached": 20.0}, 1.5


def gather(cache: Path, data: Path | None) -> list[Sample]:
    """The whole set in the same order each time."""
    site = next(data.glob("lib/python3*/site-packages"), None) if data else None
    found = [*packages.samples(install.install(cache)), *packages.debian()]
    found += texts.made()
    return list(unique([*found, *texts.listed(), *texts.closed(site)]))


def head() -> None:
    """Head of a table."""
    print("| tool | " + " | ".join(KINDS) + " | OSI files cleared | ms a file |")
    print("|---|" + "---|" * (len(KINDS) + 2))


def compare(samples: Sequence[Sample], asked: argparse.Namespace) -> dict[str, list[Kind]]:
    """All tools on the same samples: at most `--each` of a kind, by their SHA-256."""
    order = sorted(range(len(samples)), key=lambda i: samples[i].sha256)
    by_kind = [[i for i in order if samples[i].kind == kind][: asked.each] for kind in KINDS]
    some = [samples[i] for chosen in by_kind for i in chosen]
    print(f"\nall tools, {len(some)} samples\n")
    head()
    found = {"light": table("ours, light", some, list(engines.ours(some)))}
    for name, said in zip(("full", "full, cached"), engines.full(some), strict=True):
        if said:
            found[name] = table(f"ours, {name}", some, said)
    for name, command in engines.commands(dict(asked.peer)).items():
        table(name, some, list(engines.peer(command, some)))
    return found


def table(name: str, samples: Sequence[Sample], answers: Sequence[engines.Answer]) -> list[Kind]:
    """Prints a line for the tool."""
    kinds = [count(samples, answers, kind) for kind in KINDS]
    cells = [f"{one.good}/{one.total}" for one in kinds]
    cleared, asked = verbatim(samples, answers)
    mean = 1000 * statistics.fmean(one.seconds for one in answers)
    print("| " + " | ".join([name, *cells, f"{cleared}/{asked}", f"{mean:.1f}"]) + " |", flush=True)
    return kinds


def show(kinds: Sequence[Kind], most: int) -> None:
    """What was wrong, for whoever mends it."""
    for name, kind in zip(KINDS, kinds, strict=True):
        for sample, answer in kind.bad[:most]:
            print(f"\n{name}: {sample.source} is {sample.label or '-'}\n  {answer.note[:400]}")


def wrong(tier: str, kinds: Sequence[Kind]) -> list[str]:
    """The limits of right and wrong that do not hold."""
    return [
        f"{tier}, {name}: {len(kind.bad)} of {kind.total} wrong, at most {MOST_WRONG[name]:.1%}"
        for name, kind in zip(KINDS, kinds, strict=True)
        if kind.share > MOST_WRONG.get(name, 1.0)
    ]


def slow(tiers: dict[str, Kind], start: float) -> list[str]:
    """The limits of time that do not hold."""
    found = [
        f"{name}: {real.mean:.1f} ms a real file, at most {MOST_MS[name]}"
        for name, real in tiers.items()
        if real.mean > MOST_MS[name]
    ]
    return found + ([f"{start:.2f} s cold, at most {MOST_START}"] if start > MOST_START else [])


def main() -> int:
    asked = _arguments()
    everything = gather(asked.cache, asked.data)
    digest = write_list(everything, asked.cache / "set.jsonl")
    declared = [one for one in everything if one.half == asked.half]
    samples = list(packages.read_by_eye(declared))
    print(f"{len(everything)} samples, list {digest[:12]}; half {asked.half}: {len(samples)}\n")
    list(engines.ours(samples[:1]))  # loads the list
    answers = list(engines.ours(samples))
    head()
    kinds = table("ours, light", samples, answers)
    raw = count(declared, answers, "real")
    print(f"\nreal files held against what packages declare, unread: {raw.good}/{raw.total}")
    tiers = compare(samples, asked)
    start = statistics.median(engines.cold_start() for _ in range(5))
    print(f"\ncold start: {start:.2f} s")
    for name, (real, *_) in tiers.items():
        ratio = real.seconds / tiers["light"][0].seconds
        told = f"{real.mean:.1f} ms of work a real file, {real.mean_wall:.1f} on the wall"
        print(f"{name}: {told}, {ratio:.1f} × light")
    found = slow({name: judged[0] for name, judged in tiers.items()}, start)
    for name, judged in {"light, all": kinds, **tiers}.items():
        print(f"\n{name}:")
        show(judged, asked.show)
        found += wrong(name, judged)
    print("\n".join(["", *found] if found else ["\nall limits hold"]))
    return 1 if found else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("cache", type=Path)
    parser.add_argument("--half", choices=["tune", "final", "fresh", "last"], default="tune")
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--each", type=int, default=100_000)
    parser.add_argument("--peer", type=_pair, action="append", default=[])
    return parser.parse_args()


def _pair(text: str) -> tuple[str, Path]:
    name, _, where = text.partition("=")
    return name, Path(where)


if __name__ == "__main__":
    sys.exit(main())
