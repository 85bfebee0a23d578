"""How long verify takes, against `sha256sum` over the same bytes.

Run: uv run python tests/benchmarks/bench_verify.py [--records N] [--size BYTES]

A pack of the sample project is given N more archived answers of about that size (JSON that
deflates to about a third), all in its tables and lists, and is verified as a whole. Both times
are of this run and machine: their ratio is what counts.
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
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "seal"))

import workshop

from reports.seal import layout

WORKERS = 2
_HTTP = b"HTTP/1.1 200\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
_HEAD = (
    b"WARC/1.1\r\nWARC-Record-ID: <urn:uuid:%032x>\r\nWARC-Date: 2026-10-31T15:00:00.000000Z\r\n"
    b"WARC-Payload-Digest: sha256:%s\r\nWARC-Type: response\r\nWARC-Target-URI: %s\r\n"
    b"WARC-Block-Digest: sha1:%s\r\nContent-Type: application/http; msgtype=response\r\n"
    b"Content-Length: %d\r\n\r\n"
)


def member(number: int, url: bytes, body: bytes) -> bytes:
    block = _HTTP % len(body) + body
    digest = hashlib.sha256(body).hexdigest().encode()
    sha1 = b32encode(hashlib.sha1(block, usedforsecurity=False).digest())
    head = _HEAD % (number, digest, url, sha1, len(block))
    made = zlib.compressobj(6, zlib.DEFLATED, 31)
    return made.compress(head + block + b"\r\n\r\n") + made.flush()


def grow(pack: Path, count: int, size: int) -> int:
    """Adds answers to the pack and seals it anew; returns the bytes of their bodies."""
    dice, total = random.Random(1), 0
    [first] = (pack / layout.ARCHIVE).iterdir()
    with (
        (first.parent / "20261101T000000Z.warc.gz").open("wb") as archive,
        (pack / layout.TABLES / "answer.jsonl").open("a", encoding="utf-8") as table,
    ):
        for number in range(count):
            items = [
                {"id": dice.randrange(10**9), "sha": dice.randbytes(20).hex(), "state": "open",
                 "user": {"login": f"dev{dice.randrange(999)}", "type": "User"}}
                for _ in range(size // 130)
            ]  # fmt: skip
            body, url = json.dumps(items).encode(), f"https://api.example/repos/a/b?page={number}"
            archive.write(member(number, url.encode(), body))
            total += len(body)
            row = {
                "answer_id": f"{number:032x}", "repo_id": "github:a/b", "stream": "commits",
                "url": url, "status": 200, "fetched_at": "2026-10-31 15:00:00+00",
                "sha256": hashlib.sha256(body).hexdigest(), "bytes": len(body),
                "content_type": "application/json", "warc_file": "20261101T000000Z.warc.gz",
                "warc_record": f"<urn:uuid:{number:032x}>",
            }  # fmt: skip
            table.write(json.dumps(row, separators=(",", ":")) + "\n")
    workshop.reseal(pack)
    return total


def timed(*command: str) -> tuple[float, float]:
    """Seconds by the clock, and of processors."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    worked = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - began, worked


def main(count: int, size: int) -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        home = workshop.collected(folder / "home")
        pack = workshop.packed(home, folder / "out")
        bodies = grow(pack, count, size)
        paths = [str(path) for path in workshop.files(pack).values()]
        on_disk = sum(os.path.getsize(path) for path in paths)
        plain = timed("sha256sum", *paths)
        took = timed(sys.executable, "-m", "yuanzheng", "verify", str(pack))
    finally:
        shutil.rmtree(folder)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(f"{count:,} records more, {on_disk / 1e6:,.0f} MB, bodies {bodies / 1e6:,.0f} MB")
    print(f"sha256sum of the pack: {plain[0]:.1f} s, processor {plain[1]:.1f} s")
    print(f"verify: {took[0]:.1f} s, processors {took[1]:.1f} s, largest process {peak} MB")
    print(f"ratio by the clock {took[0] / plain[0]:.2f}; ", end="")
    print(f"by processors, were they {WORKERS} and idle: {took[1] / WORKERS / plain[1]:.2f}")
    whole = bodies / on_disk
    print(f"against sha256sum of the bodies inflated: {took[1] / WORKERS / plain[1] / whole:.2f}")


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--records", type=int, default=100_000)
    options.add_argument("--size", type=int, default=4_000)
    given = options.parse_args()
    main(given.records, given.size)
