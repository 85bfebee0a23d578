"""Which project goes into which bucket.

Projects that share a repository or an owner stay together, for what is said of a repository may
rest on all projects that have it. Buckets are filled by how many rows their projects have.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping
from importlib.resources import files

from warehouse.store import Row, Warehouse


def cut(warehouse: Warehouse, most: int) -> int:
    """Makes the temporary tables `lake_project` and `lake_repo` (id, bucket); returns how many
    buckets there are: `most`, or fewer where there are not so many groups of projects."""
    sets = _joined(warehouse.query(_sql("edges")))
    weights: dict[str, int] = defaultdict(int)
    for row in warehouse.query(_sql("weights")):
        weights[sets[f"r{row['repo_id']}"]] += row["n"]
    buckets = filled({one: weights[one] for one in sorted(set(sets.values()))}, most)
    for kind, table in (("p", "lake_project"), ("r", "lake_repo")):
        places = {node[1:]: buckets[root] for node, root in sets.items() if node[0] == kind}
        column = table.removeprefix("lake_") + "_id"
        warehouse.execute(
            f"CREATE OR REPLACE TEMP TABLE {table} AS"
            f" SELECT unnest($ids::TEXT[]) AS {column}, unnest($places::INTEGER[]) AS bucket",
            {"ids": list(places), "places": list(places.values())},
        )
    return max(buckets.values(), default=-1) + 1


def filled(weights: Mapping[str, int], most: int) -> dict[str, int]:
    """The heaviest first, each into the lightest bucket; the same weights give the same buckets."""
    heap = [(0, bucket) for bucket in range(max(1, min(most, len(weights))))]
    found: dict[str, int] = {}
    for one in sorted(weights, key=lambda one: (-weights[one], one)):
        weight, bucket = heap[0]
        found[one] = bucket
        heapq.heapreplace(heap, (weight + weights[one] + 1, bucket))
    return found


def _joined(edges: Iterable[Row]) -> dict[str, str]:
    """Each project (`p…`) and repository (`r…`) → one of those it hangs together with."""
    parent: dict[str, str] = {}

    def root(node: str) -> str:
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for row in edges:
        ends = [f"{kind}{row[name]}" for kind, name in (("p", "project_id"), ("r", "repo_id"))
                if row[name] is not None]  # fmt: skip
        first, *others = (root(one) for one in ends)
        for other in others:
            parent[max(first, other)] = min(first, other)
    return {node: root(node) for node in sorted(parent)}


def _sql(name: str) -> str:
    return files("warehouse.lake").joinpath(f"{name}.sql").read_text(encoding="utf-8")
