"""askalono: paths on standard input, `seconds<TAB>ids` for each."""

import sys
import time
from pathlib import Path

import askalono

for line in sys.stdin:
    text = Path(line.strip()).read_bytes().decode("utf-8", "replace")
    began = time.process_time()
    found = askalono.identify(text)
    took = time.process_time() - began
    name = found.name if found is not None and found.score >= 0.8 else ""
    print(f"{took:.6f}\t{name}", flush=True)
