"""Puts this folder and the bench of the collectors' tests on the path."""

from __future__ import annotations

import sys
from pathlib import Path

_HERE = Path(__file__).parent
sys.path[:0] = [str(_HERE), str(_HERE.parent / "collectors")]
