"""osslili: paths on standard input, `seconds<TAB>ids` for each."""

import sys
import time
from pathlib import Path

from osslili.core.models import Config
from osslili.detectors.license_detector import LicenseDetector

detector = LicenseDetector(Config())
for line in sys.stdin:
    began = time.process_time()
    found = detector.detect_licenses(Path(line.strip()))
    took = time.process_time() - began
    ids = dict.fromkeys(one.spdx_id for one in found)
    print(f"{took:.6f}\t{' '.join(ids)}", flush=True)
