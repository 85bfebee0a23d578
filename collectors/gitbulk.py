"""Many objects of a repository read by the git program in one go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from collectors.errors import Unreachable
from collectors.gitrun import NOTHING, Done, Way, environment_for, output, run


@dataclass(frozen=True, slots=True)
class Bulk:
    """Reads what lies in the folder of objects, and asks no server for what does not.

    A repository without contents would fetch each that is asked for by itself: one that knows of
    no server looks into the same folder.
    """

    objects: Path
    way: Way

    def sizes(self, shas: Sequence[str]) -> dict[str, int]:
        """Bytes of the blobs that are here."""
        told = b"".join(self._asked("--batch-check", shas))
        rows = [line.split(b" ") for line in told.splitlines()]
        return {row[0].decode(): int(row[2]) for row in rows if len(row) == 3 and row[1] == b"blob"}

    def contents(self, shas: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        """The blobs, as they come. Raises `Unreachable` where git breaks off."""
        waiting = bytearray()
        for chunk in self._asked("--batch", shas):
            waiting += chunk
            while (found := _first(waiting)) is not None:
                sha, start, end = found
                yield sha, bytes(waiting[start:end])
                del waiting[: end + 1]
        if waiting:
            raise Unreachable("文件内容没有读完：请再运行。")

    def _asked(self, how: str, shas: Sequence[str]) -> Iterator[bytes]:
        if not shas:
            return
        with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            where = environment_for(NOTHING, folder)
            run(["init", "--quiet", "--bare", folder], self.way, environment_for(NOTHING))
            where["GIT_OBJECT_DIRECTORY"] = str(self.objects)
            done, given = Done(), "".join(f"{sha}\n" for sha in shas).encode()
            yield from output(["cat-file", "--buffer", how], self.way, where, done, given)
            if done.code:
                raise Unreachable("文件内容没有读完：请再运行。")


def _first(waiting: bytearray) -> tuple[str, int, int] | None:
    """Id, beginning and end of the first object that is there whole."""
    end = waiting.find(b"\n")
    if end < 0:
        return None
    sha, _, size = bytes(waiting[:end]).split(b" ")
    last = end + 1 + int(size)
    return (sha.decode(), end + 1, last) if len(waiting) > last else None
