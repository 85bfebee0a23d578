"""A published copy of made-up projects with names nobody should have."""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "comparing"))

import compared_sample

from scoring import measuring
from warehouse.store import Warehouse

MANY = 60
COPY = "20261118T160000Z-0a1b2c3d"
NAMES = {
    "project-000": "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "project-001": "\u202egnp.exe\u202c 反向 \u2066",
    "project-002": "长" * 100_000,
    "project-003": "𠮷野家𪚥 ½ ☃ \u0000\u0007 tab\there",
    "project-004": "a" * 300,
    "project-005": "'\"` </title><style>*{display:none}</style> {{ 7777*7777 }} {% raw %}",
}


def published(folder: Path, many: int = MANY, as_of: str | None = None) -> Path:
    """`folder` as a data folder with one copy published; returns the folder of copies."""
    at = folder / "published" / COPY
    at.mkdir(parents=True)
    with Warehouse(at / "warehouse.duckdb") as warehouse, warehouse.transaction():
        compared_sample.fill(warehouse, many)
        for project_id, name in NAMES.items():
            row = {"project_id": project_id, "name": name, "applicant": name,
                   "policies": [compared_sample.POLICY], "sample": False}  # fmt: skip
            warehouse.execute("DELETE FROM project WHERE project_id = $id", {"id": project_id})
            measuring.insert(warehouse, "project", [row])
    said = {"copy": COPY, "published_at": "2026-11-01T01:00:00+00:00", "run": None,
            "as_of": as_of or compared_sample.AS_OF.isoformat()}  # fmt: skip
    (folder / "published" / "current.json").write_text(json.dumps(said), encoding="utf-8")
    return folder / "published"
