"""A made-up history of any length for `bench_git.py`, written by git fast-import.

Run: uv run python tests/benchmarks/long_history.py COMMITS FOLDER

Folders and files, 2,000 signatures (some of them addresses that hide, some Chinese, some no UTF-8),
a merge every tenth commit, messages with and without co-authors; the same bytes each time. Contents
are few and small: what is measured reads none.
"""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

_FOLDERS, _FILES, _PEOPLE, _CONTENTS, _BEGAN = 150, 40, 2_000, 500, 1_000_000_000
_WORDS = ("fix", "add", "remove", "speed up", "test", "document", "修复", "rename", "clean")


def _people(dice: random.Random) -> list[bytes]:
    made = []
    for number in range(_PEOPLE):
        name = dice.choice((f"Dev {number}", f"王{number}", f"dev{number}")).encode()
        if number % 97 == 0:
            name += b" \xd5\xc5"
        host = dice.choice(("x.org", "acme.cn", "users.noreply.github.com"))
        made.append(b"%s <%d+dev%d@%s>" % (name, number, number, host.encode()))
    return made


def stream(commits: int, seed: int = 7) -> Iterator[bytes]:
    """What fast-import reads."""
    dice = random.Random(seed)
    people = _people(dice)
    for number in range(1, _CONTENTS + 1):
        text = b"content %d\n" % number
        yield b"blob\nmark :%d\ndata %d\n%s" % (number, len(text), text)
    # Few sign most: as in projects of people.
    weights = [1 / (1 + place) for place in range(_PEOPLE)]
    signers = dice.choices(people, weights, k=4096)
    for number in range(commits):
        yield _commit(dice, number, signers)
    yield b"done\n"


def _commit(dice: random.Random, number: int, signers: list[bytes]) -> bytes:
    mark, when = _CONTENTS + 1 + number, _BEGAN + 600 * number
    author, committer = dice.choice(signers), dice.choice(signers)
    text = f"{dice.choice(_WORDS)} part {dice.randrange(10_000)} (#{number})\n"
    if number % 3 == 0:
        text += "\nWhat it was, and why it is otherwise now, in some words more.\n" * 3
    if number % 40 == 0:
        text += f"\nCo-authored-by: Pair {number % 300} <pair{number % 300}@x.org>\n"
    said = text.encode()
    lines = [
        b"commit refs/heads/main\nmark :%d" % mark,
        b"author %s %d +0800" % (author, when),
        b"committer %s %d +0800" % (committer, when),
        b"data %d\n%s" % (len(said), said),
    ]
    if number:
        lines.append(b"from :%d" % (mark - 1))
    if number > 20 and number % 10 == 0:
        lines.append(b"merge :%d" % (mark - dice.randrange(2, 20)))
    for _ in range(dice.choice((1, 1, 2, 2, 3, 6))):
        place = (dice.randrange(_FOLDERS), dice.randrange(_FILES))
        lines.append(b"M 100644 :%d src/part%d/file%d.py" % (dice.randrange(1, _CONTENTS), *place))
    return b"\n".join(lines) + b"\n"


def make(commits: int, folder: Path) -> None:
    """A bare repository of so many commits."""
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(folder)], check=True)
    command = ["git", "-C", str(folder), "fast-import", "--quiet", "--done", "--depth=20"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as running:
        if running.stdin is None:
            raise AssertionError
        for part in stream(commits):
            running.stdin.write(part)
        running.stdin.close()
    if running.returncode:
        raise SystemExit(running.returncode)


if __name__ == "__main__":
    make(int(sys.argv[1]), Path(sys.argv[2]))
