"""Licences of the frozen sample: a text with a rider beside its template, changes over time."""

from __future__ import annotations

import json
from typing import Any

RIDER = "Banks may not use it."
EQUAL = "Permission is hereby granted to everybody "


def comparison(repo_id: str, path: str, segments: list[list[str]]) -> dict[str, Any]:
    return {"repo_id": repo_id, "path": path, "template": "MIT",
            "segments": json.dumps(segments), "list_version": "3.26"}  # fmt: skip


def change(repo_id: str, at: str | None, words: str = "MIT", **changes: Any) -> dict[str, Any]:
    plain = {
        "repo_id": repo_id, "sha": "ab" * 20, "committed_at": at, "path": "LICENSE",
        "before": words, "after": "Apache-2.0", "change": "relicensed", "others": 3,
        "reason": words, "list_version": "3.26", "answer_id": None,
    }  # fmt: skip
    return {**plain, **changes}


def comparisons(repo_id: str, evil_id: str, hostile: dict[str, str]) -> list[dict[str, Any]]:
    long = EQUAL * 40
    return [
        comparison(repo_id, "LICENSE", [
            ["harmless", "Copyright (c) 2021 Gangwan", "copyright holders"],
            ["same", long, long.lower()],
            ["substance", RIDER, ""],
            ["same", "The Software is", "the software is"],
            ["substance", "", "free of charge"],
            ["same", long, long.lower()],
        ]),
        comparison(repo_id, "COPYING", [["same", long, long.lower()]]),
        comparison(evil_id, hostile["rtl"], [
            [kind, words, words[::-1]] for words in hostile.values()
            for kind in ("substance", "same", "harmless")
        ]),
    ]  # fmt: skip


def changes(repo_id: str, evil_id: str, hostile: dict[str, str]) -> list[dict[str, Any]]:
    return [
        change(repo_id, "2022-03-01T00:00:00Z", reason="从 MIT 改为 Apache-2.0"),
        change(repo_id, None, "Apache-2.0", sha="cd" * 20, change="edited"),
        *(change(evil_id, None, words, after=words, path=words) for words in hostile.values()),
    ]
