"""`python -m yuanzheng.web.jobs.confined PACK`: verifies what a stranger sent, in a process of its
own that can take no more than its share of this machine, asks nothing of any network, and knows no
token."""

from __future__ import annotations

import os
import resource
import sys
from contextlib import suppress
from pathlib import Path

NOT_DONE = 70
"""Exit code: nothing can be said of the pack."""
CPU_SECONDS = 900
# The engine that draws the charts reserves far more than it uses: what is really used is watched
# from outside (`apart`), this is the wall behind it.
MEMORY = 12 << 30
FILE = 4 << 30
FILES = 512
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000


def limit() -> None:
    """What this process, and any it starts, may take. One processor: a crew would multiply it."""
    for kind, most in (
        (resource.RLIMIT_CPU, CPU_SECONDS), (resource.RLIMIT_DATA, MEMORY),
        (resource.RLIMIT_FSIZE, FILE), (resource.RLIMIT_NOFILE, FILES), (resource.RLIMIT_CORE, 0),
    ):  # fmt: skip
        hard = resource.getrlimit(kind)[1]
        own = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (own, own))
    with suppress(OSError):
        os.nice(10)
    with suppress(OSError):  # when memory runs short, this goes first
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def _without_network() -> None:
    """Where the system allows it; verifying asks nothing of any network by itself."""
    if leave := getattr(os, "unshare", None):  # Python 3.12 and later, Linux
        with suppress(OSError):
            leave(_NEW_USER | _NEW_NETWORK)


def main(path: str) -> int:
    """The exit codes of `verify`, or `NOT_DONE`."""
    _without_network()
    limit()
    from yuanzheng import failures
    from yuanzheng.verifying import verified
    from yuanzheng.voice import Voice

    voice = Voice("verify")
    try:
        return verified(Path(path), None, None, voice)
    except failures.Refused as error:
        voice.warn(failures.sentence(error))
        said = error.exit_code == failures.USAGE and not failures.lacking(error)
        return failures.USAGE if said else NOT_DONE
    except Exception as error:  # noqa: BLE001 - a stranger's file may do anything
        voice.warn(failures.sentence(error))
        return NOT_DONE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
