"""Every request we make is one the platforms describe: path, query parameters, values."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
import yaml
from bench import Bench

from collectors import standin
from collectors.standin.faults import Fault, Reply

ROOT = Path(__file__).parents[2]
# Public since July 2026, newer than the description at hand (fact G1b).
NEWER = {"/repos/{owner}/{repo}/stargazers/history"}
# `/repositories/{id}/…` is where GitHub's own Link headers and renames point to.
BY_ID = re.compile(r"^/repositories/\d+")


def shapes(paths: dict[str, Any]) -> list[tuple[re.Pattern[str], str]]:
    found = []
    for path in sorted(paths, key=lambda p: (p.count("{"), -len(p))):
        last = "{path}" if path.endswith("{path}") else ""
        body = re.escape(path.removesuffix(last)).replace(r"\{", "{").replace(r"\}", "}")
        shape = re.sub(r"\{\w+\}", "[^/]+", body) + (".*" if last else "")
        found.append((re.compile(shape), path))
    return found


def described(shaped: list[tuple[re.Pattern[str], str]], asked: str) -> str | None:
    return next((path for shape, path in shaped if shape.fullmatch(asked)), None)


def resolve(document: dict[str, Any], item: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in item:
        target: Any = document
        for step in item["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        item = target
    return item


@pytest.fixture
def asked(bench: Bench, server: standin.StandIn) -> list[standin.StandIn]:
    """All requests of a full run, of one without clones, and of a later night."""
    bench.run()
    bench.run()
    owners = [url.removesuffix("/tool") for url in bench.urls]
    Bench(server, bench.folder / "owners", (*owners, "http://gitee.example/nobody")).run()
    server.faults.append(Fault(Reply(500), path=r"\.git/", times=None))
    Bench(server, bench.folder / "unclonable", bench.urls).run()
    return list(server.requests)


def test_github_requests_fit_the_official_description(shared: Path, asked: list[Any]) -> None:
    file = shared / "recordings/github_openapi/api.github.com-23.0.2.min.json.gz"
    document = json.loads(gzip.decompress(file.read_bytes()))
    shaped = shapes(document["paths"])
    seen = [s for s in asked if s.host == "api.github.example"]
    assert seen
    for request in seen:
        path = BY_ID.sub("/repos/o/r", request.path)
        template = described(shaped, path)
        if template is None:
            assert described(shapes(dict.fromkeys(NEWER)), path), path
            continue
        check_query(document, document["paths"][template]["get"], request, {"after"})


def test_gitee_requests_fit_the_published_description(shared: Path, asked: list[Any]) -> None:
    file = shared / "recordings/gitee_swagger/gitee-v5.3.2-2022-07-14-patched.swagger.yaml"
    document = yaml.safe_load(file.read_text(encoding="utf-8"))
    paths = {p.removeprefix("/v5"): v for p, v in document["paths"].items()}
    shaped = shapes(paths)
    seen = [s for s in asked if s.host == "gitee.example" and s.path.startswith("/api/v5")]
    assert seen
    for request in seen:
        template = described(shaped, request.path.removeprefix("/api/v5"))
        assert template, request.path
        check_query(document, paths[template]["get"], request, {"page", "per_page"})


def check_query(
    document: dict[str, Any], operation: dict[str, Any], request: Any, more: set[str]
) -> None:
    known = {p["name"]: p for p in (resolve(document, p) for p in operation.get("parameters", []))}
    for name, value in parse_qsl(request.query):
        assert name in known or name in more, f"{request.path}?{name}"
        allowed = known.get(name, {}).get("enum") or known.get(name, {}).get("schema", {}).get(
            "enum"
        )
        assert not allowed or value in allowed, f"{request.path}?{name}={value}"


def test_every_graphql_query_validates_against_the_official_schema(shared: Path) -> None:
    """Queries live in `.graphql` files and nowhere else."""
    from graphql import build_schema, parse, validate

    text = (shared / "recordings/github_graphql/schema-15.26.1.graphql").read_text("utf-8")
    schema = build_schema(text, assume_valid=True)
    wrong = 'query { repository(owner: "a", name: "b") { stargazerCounts } }'
    assert validate(schema, parse(wrong)), "the check itself finds what is wrong"
    ours = [p for p in (ROOT / "collectors").rglob("*.*") if "standin" not in p.parts]
    for file in (p for p in ours if p.suffix == ".graphql"):
        assert file.parent.name == "queries", file.name
        assert validate(schema, parse(file.read_text("utf-8"))) == [], file.name
    written = re.compile(r"\b(query|mutation)\b\s*\w*\s*(\(\s*\$[^)]*\))?\s*\{")
    code = [p for p in ours if p.suffix == ".py"]
    assert [p.name for p in code if written.search(p.read_text("utf-8"))] == []
