"""Every route with what it says of who may come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts

from yuanzheng.web.access.allowed import Allowed


@dataclass(frozen=True, slots=True)
class Declared:
    """`roles`: who may come; None where the route does not say."""

    path: str
    methods: frozenset[str]
    roles: frozenset[str] | None
    name: str

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names in the path."""
        pieces = self.path.split("{")[1:]
        return tuple(piece.partition("}")[0].partition(":")[0] for piece in pieces)


def every(app: FastAPI) -> Iterator[Declared]:
    """All routes of an application, also those of routers it includes."""
    for route in iter_route_contexts(app.routes):
        found = list(_doors(getattr(route, "dependant", None)))
        roles = frozenset.intersection(*(one.roles for one in found)) if found else None
        yield Declared(route.path or "", frozenset(route.methods or ()), roles, str(route.name))


def _doors(dependant: Dependant | None) -> Iterator[Allowed]:
    for inner in dependant.dependencies if dependant else ():
        if isinstance(inner.call, Allowed):
            yield inner.call
        yield from _doors(inner)
