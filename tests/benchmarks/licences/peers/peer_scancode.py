"""ScanCode: paths on standard input, `seconds<TAB>ids` for each."""

import re
import sys
import time

from licensedcode.cache import get_index
from scancode.api import get_licenses

get_index()
for line in sys.stdin:
    began = time.process_time()
    found = get_licenses(line.strip())
    took = time.process_time() - began
    matches = [match for one in found["license_detections"] for match in one["matches"]]
    matches.sort(key=lambda match: match["start_line"])
    words = [
        w for m in matches for w in re.findall(r"[A-Za-z0-9.+-]+", m["license_expression_spdx"])
    ]
    ids = [word for word in dict.fromkeys(words) if word not in {"AND", "OR", "WITH"}]
    print(f"{took:.6f}\t{' '.join(ids)}", flush=True)
