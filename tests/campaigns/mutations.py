"""Bytes flipped, removed, swapped, cut off and added all over packs: verify must name each.

Run: uv run python tests/campaigns/mutations.py [--count N] [--seed N]

Packs of a small project, as a folder (signed, with a time-stamp of our own authority) and as a ZIP,
are changed in one place at a time, every kind of file alike, and put back. A change is found when
the pack does not pass and the file changed is named, or for a ZIP its file or the ZIP itself.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "seal"))

import certificates
import workshop

from reports.seal.checking import PackRefused, verify
from reports.seal.opening import opened

Change = Callable[[bytes, random.Random], bytes]


def flip(data: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << dice.randrange(8)]) + data[at + 1 :]


def remove(data: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(data))
    return data[:at] + data[at + dice.choice([1, 1, 4, 100]) :]


def insert(data: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(data) + 1)
    return data[:at] + dice.randbytes(dice.choice([1, 1, 4, 100])) + data[at:]


def swap(data: bytes, dice: random.Random) -> bytes:
    size = max(1, min(64, len(data) // 4))
    one, two = sorted(dice.randrange(max(1, len(data) - size)) for _ in range(2))
    two = max(two, one + size)
    return (
        data[:one]
        + data[two : two + size]
        + data[one + size : two]
        + data[one : one + size]
        + (data[two + size :])
    )


def truncate(data: bytes, dice: random.Random) -> bytes:
    return data[: dice.randrange(len(data))]


def append(data: bytes, dice: random.Random) -> bytes:
    return data + dice.choice([b"\n", b"\0", data[-20:], dice.randbytes(30)])


def prepend(data: bytes, dice: random.Random) -> bytes:
    return dice.choice([b"\xef\xbb\xbf", b"\n", b"\0", dice.randbytes(30)]) + data


CHANGES: tuple[Change, ...] = (flip, flip, remove, insert, swap, truncate, append, prepend)


@dataclass(frozen=True, slots=True)
class Mutation:
    """What was changed: `names`, any of which a finding must mention."""

    kind: str
    names: tuple[str, ...]

    @property
    def place(self) -> str:
        """The kind of file changed."""
        zipped = self.kind.startswith("zip")
        return "zip" if zipped else _kind_of(self.names[0].removesuffix(".extra"))


@contextmanager
def mutated(pack: Path, dice: random.Random) -> Iterator[Mutation]:
    """One change somewhere, put back at the end."""
    if pack.is_file():
        with _in_zip(pack, dice) as made:
            yield made
        return
    files = workshop.files(pack)
    path = _chosen(sorted(files), dice)
    kind = dice.randrange(12)
    if kind == 0:
        with _moved(files[path], pack.parent / "moved"):
            yield Mutation("delete", (path,))
    elif kind == 1:
        other = files[path].with_name(f"x{files[path].name}")
        with _moved(files[path], other):
            yield Mutation("rename", (path,))
    elif kind == 2:
        other = files[path].with_name(f"{files[path].name}.extra")
        other.write_bytes(b"extra")
        yield Mutation("add", (other.relative_to(pack).as_posix(),))
        other.unlink()
    else:
        with _changed(files[path], dice.choice(CHANGES), dice) as name:
            yield Mutation(name, (path,))


def _chosen(paths: list[str], dice: random.Random) -> str:
    """Each kind of file as often as any other."""
    kinds: dict[str, list[str]] = {}
    for path in paths:
        kinds.setdefault(_kind_of(path), []).append(path)
    return dice.choice(kinds[dice.choice(sorted(kinds))])


def _kind_of(path: str) -> str:
    """Its folder and what its name ends in; a file of the top by itself."""
    parts = path.split("/")
    return "/".join(parts[:2]) + (Path(path).suffix if len(parts) > 2 else "")


@contextmanager
def _moved(path: Path, to: Path) -> Iterator[None]:
    path.rename(to)
    yield
    to.rename(path)


@contextmanager
def _changed(path: Path, change: Change, dice: random.Random) -> Iterator[str]:
    before = path.read_bytes()
    after = change(before, dice) if before else b"x"
    while after == before:
        after = flip(before, dice)
    path.write_bytes(after)
    yield change.__name__
    path.write_bytes(before)


@contextmanager
def _in_zip(pack: Path, dice: random.Random) -> Iterator[Mutation]:
    """Anywhere, every second time where no file's content lies: headers, directory, end."""
    before = pack.read_bytes()
    places = opened(pack)
    after, at, name = before, 0, "flip"
    while after == before:
        if dice.random() < 0.3:
            change = dice.choice(CHANGES)
            after, name = change(before, dice), change.__name__
        else:
            at = dice.randrange(len(before))
            if dice.random() < 0.6:
                path = dice.choice(sorted(places))
                at = max(0, places[path].offset - 1 - dice.randrange(60))
            elif dice.random() < 0.5:
                at = len(before) - 1 - dice.randrange(min(len(before), 3000))
            after = before[:at] + bytes([before[at] ^ 1 << dice.randrange(8)]) + before[at + 1 :]
    at = (
        next(i for i, pair in enumerate(zip(before, after, strict=False)) if len(set(pair)) > 1)
        if (name == "flip")
        else 0
    )
    pack.write_bytes(after)
    inside = (p for p, where in places.items() if where.offset <= at < where.offset + where.size)
    yield Mutation(f"zip {name}", ("压缩包", "不是证据包", *inside))
    pack.write_bytes(before)


def missed(pack: Path, mutation: Mutation) -> str | None:
    """Why the mutation was not found; None: it was."""
    try:
        outcome = verify(pack, workers=1)
    except PackRefused as error:
        words = str(error)
    else:
        if outcome.passed:
            return "通过了"
        words = workshop.said(outcome)
    zipped = mutation.kind.startswith("zip") and mutation.kind != "zip flip"
    if zipped or any(name in words for name in mutation.names):
        return None
    return f"没有点名 {mutation.names}：{words[:300]}"


def packs(home: Path) -> list[Path]:
    """A folder and a ZIP, with a stamp each."""
    made = workshop.collected(home / "home")
    with workshop.authority(workshop.certified(home / "tsa")) as server:
        config = made / "config.toml"
        keys = f'[pack]\ntimestamp_url = "{server.url}"\ntimestamp_ca = "{server.ca}"\n'
        keys += 'pades_p12 = "own.p12"\npades_passphrase_env = "MUTATIONS_P12_PASSPHRASE"\n'
        (made / "own.p12").write_bytes(certificates.issuer().p12())
        os.environ["MUTATIONS_P12_PASSPHRASE"] = certificates.PASSPHRASE
        config.write_text(keys + config.read_text(encoding="utf-8"), encoding="utf-8")
        attached = "--attach", str(config)
        folder = workshop.packed(made, home / "out", *attached)
        return [folder, workshop.packed(made, home / "out", "--zip", *attached)]


def campaign(count: int, seed: int) -> int:
    began = time.monotonic()
    folder = Path(tempfile.mkdtemp())
    failed, dice = 0, random.Random(seed)
    kinds, places = Counter[str](), Counter[str]()
    try:
        ready = packs(folder)
        for pack in ready:
            assert verify(pack, workers=1).passed, pack
        for number in range(count):
            with mutated(pack := ready[number % 2], dice) as mutation:
                why = missed(pack, mutation)
            kinds[mutation.kind] += 1
            places[mutation.place] += 1
            if why:
                failed += 1
                print(f"{number} {mutation.kind}: {why}", flush=True)
        for pack in ready:
            assert verify(pack, workers=1).passed, f"{pack} was not put back"
    finally:
        shutil.rmtree(folder)
    print(f"{count} mutations, {failed} missed, {time.monotonic() - began:.0f} s: {dict(kinds)}")
    print("; ".join(f"{place} {places[place]}" for place in sorted(places)))
    return 1 if failed else 0


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=2000)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    raise SystemExit(campaign(given.count, given.seed))
