"""How long verify takes, against `sha256sum` over the same bytes.

Run: uv run python tests/benchmarks/bench_verify.py [--records N] [--longest BYTES] [--rounds N]

A pack of the sample project is given N more records, all in its tables and lists, and is verified
as a whole but for the recomputation (`replayed.py` measures that). They are drawn from the archive
the demonstration makes, in its own mix of answers, notes, questions and git objects; `--longest`
cuts their bodies: what is left is harder than what platforms send, for a short record costs as much
work beside its hash as a long one. `sha256sum` reads the same records inflated, in files. Both are
timed in turn, and medians told: their ratio is what counts.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import zlib
from base64 import b32encode
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from struct import pack as packed_numbers

sys.path.insert(0, str(Path(__file__).parents[1] / "seal"))

import workshop

from reports.seal import layout
from warehouse.warcs import records

WORKERS, FILES = 2, 8
_HTTP = b"HTTP/1.1 200\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
_HEAD = (
    b"WARC/1.1\r\nWARC-Record-ID: <urn:uuid:%032x>\r\nWARC-Date: 2026-10-31T15:00:00.000000Z\r\n"
    b"WARC-Payload-Digest: sha256:%s\r\nX-Yuanzheng-Scope: %d github:a/b commits\r\n"
    b"WARC-Type: %s\r\nWARC-Target-URI: %s\r\nWARC-Block-Digest: sha1:%s\r\n"
    b"Content-Type: %s\r\nContent-Length: %d\r\n\r\n"
)
_GZIP = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
_VERIFY = """
import resource, sys
from pathlib import Path
from reports.seal.checking import verify
if __name__ == "__main__":
    found = verify(Path(sys.argv[1]), workers=int(sys.argv[2]))
    assert found.passed, found.findings[:3]
    own, crew = (resource.getrusage(w).ru_maxrss // 1024
                 for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(found.records, own, crew)
"""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A record to make others like: its block deflated once, for all of them."""

    kind: bytes
    type: bytes
    block: bytes
    deflated: bytes
    body: int
    payload: bytes
    digest: bytes


def drawn(folder: Path, longest: int) -> list[Drawn]:
    """The records of a demonstration, bodies cut to `longest` bytes."""
    command = [sys.executable, "-m", "yuanzheng", "demo", "-o", str(folder), "--quiet"]
    subprocess.run(command, check=True, capture_output=True)
    made = []
    for path in sorted((folder / "data" / "archive").iterdir()):
        for one in records(path):
            body = one.payload()[:longest] if one.kind != "revisit" else b""
            http = one.kind in {"response", "revisit"}
            block = _HTTP % len(body) + body if http else body
            kind = b"application/http; msgtype=response" if http else b"application/json"
            made.append(_drawn(one.kind.encode(), kind, block, body))
    return made


def _drawn(kind: bytes, type_: bytes, block: bytes, body: bytes) -> Drawn:
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    deflated = squeeze.compress(block) + squeeze.flush(zlib.Z_FULL_FLUSH)
    digest = b32encode(hashlib.sha1(block, usedforsecurity=False).digest())
    payload = hashlib.sha256(body).hexdigest().encode()
    return Drawn(kind, type_, block, deflated, len(body), payload, digest)


def member(number: int, url: bytes, one: Drawn) -> tuple[bytes, bytes]:
    """The record as a gzip member, and its head."""
    head = _HEAD % (
        number, one.payload, number // 40, one.kind, url, one.digest, one.type, len(one.block),
    )  # fmt: skip
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    first = squeeze.compress(head) + squeeze.flush(zlib.Z_FULL_FLUSH)
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    last = squeeze.compress(b"\r\n\r\n") + squeeze.flush()
    crc = zlib.crc32(b"\r\n\r\n", zlib.crc32(one.block, zlib.crc32(head)))
    tail = packed_numbers("<II", crc, len(head) + len(one.block) + 4)
    return b"".join((_GZIP, first, one.deflated, last, tail)), head


def grow(pack: Path, mix: list[Drawn], count: int, plain: Path) -> int:
    """Adds records to the pack, and all of them inflated to `plain`; returns how many bytes."""
    dice, total = random.Random(1), 0
    plain.mkdir()
    # The files the pack's chain names: it knows no others.
    names = sorted(path.name for path in (pack / layout.ARCHIVE).iterdir())
    with ExitStack() as files, (pack / _ANSWERS).open("a", encoding="utf-8") as table:
        archives, inflated = (
            [files.enter_context((folder / name).open("ab")) for name in names]
            for folder in (pack / layout.ARCHIVE, plain)
        )
        for number in range(count):
            one, night = mix[dice.randrange(len(mix))], number * len(names) // count
            url = b"https://api.example/repos/a/b?page=%d" % number
            gzipped, head = member(number, url, one)
            archives[night].write(gzipped)
            total += inflated[night].write(head + one.block + b"\r\n\r\n")
            if one.kind in {b"response", b"resource"}:
                table.write(_row(number, url, one, names[night]))
    workshop.reprint(pack)
    return total


_ANSWERS = f"{layout.TABLES}/answer.jsonl"


def _row(number: int, url: bytes, one: Drawn, file: str) -> str:
    row = {
        "answer_id": f"{number:032x}", "repo_id": "github:a/b", "stream": "commits",
        "url": url.decode(), "status": 200, "fetched_at": "2026-10-31 15:00:00+00",
        "sha256": one.payload.decode(), "bytes": one.body, "content_type": "application/json",
        "warc_file": file, "warc_record": f"<urn:uuid:{number:032x}>",
    }  # fmt: skip
    return json.dumps(row, separators=(",", ":")) + "\n"


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds by the clock and of processors; `said`: what was printed."""

    clock: float
    worked: float
    said: str


def timed(*command: str) -> Took:
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    worked = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Took(time.perf_counter() - began, worked, done.stdout)


def in_turn(commands: list[list[str]], rounds: int) -> Iterator[list[Took]]:
    for number in range(rounds):
        yield [timed(*command) for command in commands]
        print(f"  round {number + 1}, load {os.getloadavg()[0]:.1f}", flush=True)


def main(count: int, longest: int, rounds: int, place: str | None) -> None:
    folder = Path(tempfile.mkdtemp(dir=place))
    try:
        pack = workshop.packed(workshop.collected(folder / "home"), folder / "out")
        mix = drawn(folder / "demo", longest)
        inflated = grow(pack, mix, count, folder / "plain")
        packed = [str(path) for path in workshop.files(pack).values()]
        size = sum(os.path.getsize(path) for path in packed)
        plain = [str(path) for path in sorted((folder / "plain").iterdir())]
        print(f"{count:,} records more: {inflated / 1e6:,.0f} MB inflated, pack {size / 1e6:,.0f}")
        commands = [
            ["sha256sum", *plain], ["sha256sum", *packed],
            [sys.executable, "-c", _VERIFY, str(pack), str(WORKERS)],
        ]  # fmt: skip
        told([*in_turn(commands, rounds)])
    finally:
        shutil.rmtree(folder)


def told(rounds: list[list[Took]]) -> None:
    names = ("sha256sum of the records inflated", "sha256sum of the pack's files", "verify")
    clock = [median(one.clock for one in column) for column in zip(*rounds, strict=True)]
    worked = [median(one.worked for one in column) for column in zip(*rounds, strict=True)]
    for name, *seconds in zip(names, clock, worked, strict=True):
        print(f"{name}: {seconds[0]:.1f} s, processors {seconds[1]:.1f} s")
    known, own, crew = rounds[-1][-1].said.split()
    print(f"{int(known):,} records; largest: {own} MB, a process of its crew {crew} MB")
    for at, name in enumerate(names[:2]):
        by_clock = median(row[2].clock / row[at].clock for row in rounds)
        alone = median(row[2].worked / WORKERS / row[at].worked for row in rounds)
        print(f"against {name}: {by_clock:.2f} by the clock, {alone:.2f} were {WORKERS} idle")


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--records", type=int, default=1_000_000)
    options.add_argument("--longest", type=int, default=20_000)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--folder", help="where to make it: twice the inflated bytes are needed")
    given = options.parse_args()
    main(given.records, given.longest, given.rounds, given.folder)
