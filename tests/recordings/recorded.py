"""Reading the recorded traffic in ../shared (data others recorded; never copied here)."""

from __future__ import annotations

import ast
import csv
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

csv.field_size_limit(sys.maxsize)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One recorded request and its answer."""

    source: str
    method: str
    path: str
    status: int
    body: str

    def json(self) -> Any:
        return json.loads(self.body)


def replayed(folder: Path) -> Iterator[Exchange]:
    """PyGithub's ReplayData: blocks of ten lines and a blank one."""
    for file in sorted(folder.glob("*.txt")):
        lines = file.read_text(encoding="utf-8").split("\n")
        for start in range(0, len(lines) - 9, 11):
            block = lines[start : start + 10]
            headers = dict(ast.literal_eval(block[8]))
            kind = {k.lower(): v for k, v in headers.items()}.get("content-type", "")
            if block[2] == "api.github.com" and ("json" in kind or not kind):
                yield Exchange(file.name, block[1], block[4], int(block[7]), block[9])


def octokit(folder: Path) -> Iterator[Exchange]:
    for file in sorted(folder.glob("*.json")):
        for entry in json.loads(file.read_text(encoding="utf-8")):
            body = entry["response"]
            if not isinstance(body, str) and "api.github.com" in entry["scope"]:
                path, method = entry["path"], entry["method"].upper()
                yield Exchange(file.name, method, path, entry["status"], json.dumps(body))


def raw_rows(file: Path) -> list[dict[str, Any]]:
    """Column `data` of a DevLake raw table: one payload a row."""
    with file.open(encoding="utf-8", newline="") as lines:
        return [json.loads(row["data"]) for row in csv.DictReader(lines)]


def matching(exchanges: Iterator[Exchange], shape: str) -> list[Exchange]:
    """Successful GETs whose path (without query) fits."""
    return [
        e
        for e in exchanges
        if e.method == "GET" and e.status == 200 and re.fullmatch(shape, e.path.partition("?")[0])
    ]
