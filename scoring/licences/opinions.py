"""What the full tier said of texts, kept in `licence_opinion` so that nothing is asked twice and
who has no engine takes over what was said, knowing that it cannot be done again there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from scoring.licences import engine, plain
from warehouse.store import Row, Warehouse


@dataclass(frozen=True, slots=True)
class Found:
    """A match: `words` of the text that a rule explains, `coverage` 0..100 of that rule."""

    spdx: str
    categories: tuple[str, ...]
    score: float
    coverage: float
    matcher: str
    words: int
    text: bool
    first: int
    last: int

    @property
    def exact(self) -> bool:
        """Every word of the rule stands there, and nothing the engine knows in between."""
        whole = min(self.score, self.coverage) >= 100
        return self.text and whole and self.matcher in {"1-hash", "2-aho"}


@dataclass(frozen=True, slots=True)
class Opinion:
    """`stopped`: why there is none."""

    found: tuple[Found, ...] = ()
    words: int = 0
    stopped: str | None = None


ABSENT = Opinion(stopped="没有安装完整档（yuanzheng[licences]）")


class Opinions:
    """Of one scoring. `ask` False: only what the warehouse holds already counts."""

    def __init__(self, warehouse: Warehouse, *, ask: bool = True) -> None:
        self._warehouse = warehouse
        self._version = engine.installed() if ask else None
        self._engine = engine.Engine()
        self._said = _held(warehouse, self._version)
        self._new: list[Row] = []

    def of(self, repo_id: str, text: str, approximate: bool) -> Opinion:
        """The opinion about a text; `approximate`: with licences it holds in changed form."""
        asked = plain.plain(text).encode("utf-8", "replace")
        key = sha256(b"%d\n%s" % (approximate, asked)).hexdigest()
        said = self._said.get(key)
        if said is None and self._version is None:
            return ABSENT
        if said is None:
            said = self._engine.ask(asked.decode("utf-8"), approximate=approximate)
            self._said[key] = said
        if self._version is not None:
            self._note(repo_id, key, said)
        return _opinion(said)

    def _note(self, repo_id: str, key: str, said: Mapping[str, Any]) -> None:
        row = {"repo_id": repo_id, "text_sha256": key, "engine": engine.NAME}
        told = json.dumps(said, ensure_ascii=False, sort_keys=True)
        self._new.append({**row, "engine_version": self._version, "said": told})

    def close(self) -> None:
        """Ends the engine and keeps what it said."""
        self._engine.close()
        rows = {(row["repo_id"], row["text_sha256"]): row for row in self._new}
        for (repo_id, key), row in sorted(rows.items()):
            self._warehouse.replace(
                "licence_opinion", [row], {"repo_id": repo_id, "text_sha256": key}
            )


def _held(warehouse: Warehouse, version: str | None) -> dict[str, dict[str, Any]]:
    """Of the engine that is here; where there is none, of any."""
    rows = warehouse.query("FROM licence_opinion ORDER BY engine_version, repo_id, said")
    kept = [row for row in rows if version in {None, row["engine_version"]}]
    return {row["text_sha256"]: json.loads(row["said"]) for row in kept}


def _opinion(said: Mapping[str, Any]) -> Opinion:
    if "stopped" in said:
        return Opinion(stopped=str(said["stopped"]))
    found = tuple(
        Found(**{**one, "categories": tuple(one["categories"])}) for one in said["matches"]
    )
    return Opinion(found, int(said["words"]))
