"""GitHub's GraphQL endpoint: POST only, never without a token, its own points, errors in a 200."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    build_schema,
    execute_sync,
    parse,
    validate,
)
from werkzeug.wrappers import Response

from collectors.standin.call import Call, Endpoint, Json, Refusal, answer, encode
from collectors.standin.github.graphql_shapes import root
from collectors.standin.github.graphql_weight import Weight, weigh
from collectors.standin.github.shapes import when
from collectors.standin.quota import Allowance

PATH = "/graphql"


@dataclass(frozen=True, slots=True)
class Query:
    """A query that validates, and its variables."""

    document: DocumentNode
    variables: dict[str, Any]


def graphql(call: Call) -> Response:
    """200 with `data` and `errors`. Raises Refusal: 401 without a token, 400 for what is no JSON.

    502 for more nodes than `graphql_heavy` allows.
    """
    if not call.token:
        raise Refusal(401, "This endpoint requires you to be authenticated.")
    if call.request.method != "POST":
        raise Refusal(404, "Not Found")
    held = call.standin.graphql_quota.look(call.token, call.now)
    if held.remaining == 0:
        return _errors("API rate limit already exceeded for user ID 1.", "RATE_LIMITED")
    try:
        query = _query(call)
        weight = weigh(query.document, query.variables)
    except GraphQLError as error:
        return _refused(error)
    points = call.standin.graphql_quota.charge(call.token, call.now, weight.points)
    heavy = call.standin.graphql_heavy
    if heavy is not None and weight.nodes > heavy:
        return Response("<html><h1>502 Bad Gateway</h1></html>", 502, content_type="text/html")
    return _executed(call, query, weight, points)


def _executed(call: Call, query: Query, weight: Weight, points: Allowance) -> Response:
    values = root(call) | {"rateLimit": lambda _info, **_: _rate(weight, points)}
    done = execute_sync(
        schema(), query.document, root_value=values, variable_values=query.variables
    )
    payload: Json = {"data": done.data}
    if done.errors:
        payload["errors"] = [
            {"type": (e.extensions or {}).get("type"), "path": e.path, "message": e.message}
            for e in done.errors
        ]
    return Response(encode(payload), 200, content_type="application/json; charset=utf-8")


def _query(call: Call) -> Query:
    """Raises Refusal (400), and GraphQLError for what does not fit the schema."""
    try:
        asked = json.loads(call.request.get_data())
        text, variables = asked["query"], asked.get("variables") or {}
    except (ValueError, KeyError, TypeError) as error:
        raise Refusal(400, "Problems parsing JSON") from error
    return Query(_document(text), variables)


@cache
def _document(text: str) -> DocumentNode:
    document = parse(text)
    if wrong := validate(schema(), document):
        raise wrong[0]
    return document


@cache
def schema() -> GraphQLSchema:
    folder = resources.files(__package__)
    return build_schema(folder.joinpath("schema.graphql").read_text(encoding="utf-8"))


def _rate(weight: Weight, points: Allowance) -> Json:
    return {
        "cost": weight.points, "nodeCount": weight.nodes, "limit": points.limit,
        "remaining": points.remaining, "used": points.used, "resetAt": when(points.reset),
    }  # fmt: skip


def _refused(error: GraphQLError) -> Response:
    return _errors(error.message, str((error.extensions or {}).get("type", "undefinedField")))


def _errors(message: str, kind: str) -> Response:
    """An answer without data, as GitHub gives it to a query it does not execute."""
    return answer({"errors": [{"type": kind, "message": message}]})


ROUTES: dict[str, Endpoint] = {PATH: graphql}
