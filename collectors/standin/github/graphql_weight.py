"""What a query costs at GitHub: nodes it may bring, and points for the requests behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
)

MOST_ROWS = 100
MOST_NODES = 500_000
_CONNECTIONS = {"pullRequests", "reviews", "discussions", "comments", "replies"}


@dataclass(frozen=True, slots=True)
class Weight:
    nodes: int
    points: int


def weigh(document: DocumentNode, variables: dict[str, Any]) -> Weight:
    """Raises GraphQLError: no `first`, more than 100, or more nodes than GitHub ever gives."""
    scale = _Scale(document, variables)
    for found in document.definitions:
        if isinstance(found, OperationDefinitionNode):
            scale.add(found.selection_set, 1)
    if scale.nodes > MOST_NODES:
        raise _error(
            "MAX_NODE_LIMIT_EXCEEDED",
            f"By the time this query traverses to the innermost connection, it is requesting up to"
            f" {scale.nodes} possible nodes which exceeds the maximum limit of {MOST_NODES}.",
        )
    return Weight(scale.nodes, max(1, round(scale.requests / 100)))


class _Scale:
    def __init__(self, document: DocumentNode, variables: dict[str, Any]) -> None:
        self.nodes = self.requests = 0
        self._variables = variables
        self._fragments = {
            d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)
        }

    def add(self, chosen: SelectionSetNode | None, times: int) -> None:
        """Counts a selection that is answered `times` times."""
        for field in self._fields(chosen):
            rows = times
            if field.name.value in _CONNECTIONS:
                rows = times * self._size(field)
                self.requests += times
                self.nodes += rows
            self.add(field.selection_set, rows)

    def _fields(self, chosen: SelectionSetNode | None) -> Iterator[FieldNode]:
        for found in chosen.selections if chosen else ():
            if isinstance(found, FieldNode):
                yield found
            elif isinstance(found, InlineFragmentNode):
                yield from self._fields(found.selection_set)
            elif isinstance(found, FragmentSpreadNode):
                yield from self._fields(self._fragments[found.name.value].selection_set)

    def _size(self, field: FieldNode) -> int:
        given = {argument.name.value: argument.value for argument in field.arguments or ()}
        value, name = given.get("first", given.get("last")), field.name.value
        if isinstance(value, VariableNode):
            size = self._variables.get(value.name.value)
        else:
            size = int(value.value) if isinstance(value, IntValueNode) else None
        if size is None:
            raise _error(
                "MISSING_PAGINATION_BOUNDARIES",
                f"You must provide a `first` or `last` value to properly paginate the"
                f" `{name}` connection.",
            )
        if not 0 <= size <= MOST_ROWS:
            raise _error(
                "EXCESSIVE_PAGINATION",
                f"Requesting {size} records on the `{name}` connection exceeds the `first` limit"
                f" of {MOST_ROWS} records.",
            )
        return int(size)


def _error(kind: str, message: str) -> GraphQLError:
    return GraphQLError(message, extensions={"type": kind})
