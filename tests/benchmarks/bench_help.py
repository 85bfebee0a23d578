"""How long `yuanzheng --help` takes against `import click`: medians, in the same run.

    python tests/benchmarks/bench_help.py [runs]

Exits 1 when the ratio is above 2.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

MOST = 2.0


def median(command: list[str], runs: int) -> float:
    """Seconds of wall time."""
    times = []
    for _ in range(runs + 1):
        began = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - began)
    return statistics.median(times[1:])


def main() -> int:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    base = median([sys.executable, "-c", "import click"], runs)
    ours = median([sys.executable, "-m", "yuanzheng", "--help"], runs)
    print(f"import click {base * 1000:.0f} ms, yuanzheng --help {ours * 1000:.0f} ms,"
          f" ratio {ours / base:.2f} (at most {MOST})")  # fmt: skip
    return 0 if ours / base <= MOST else 1


if __name__ == "__main__":
    sys.exit(main())
