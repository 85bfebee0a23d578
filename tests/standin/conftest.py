"""A served sample community for reading, and small communities to be changed."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import requests

from collectors.standin import Community, StandIn, serve
from collectors.standin.community.model import HubRepository, Person, Repository
from collectors.standin.git.store import GitStore, Signature

START = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)


class Client:
    """Asks one stand-in through its proxy."""

    def __init__(self, standin: StandIn) -> None:
        self.standin = standin
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.proxies = {"http": standin.proxy}

    def get(self, url: str, **headers: str) -> requests.Response:
        """`url` may begin with github:, gitee: or hub: instead of a host."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.session.get(self.full(url), headers=named, allow_redirects=False, timeout=60)

    def full(self, url: str) -> str:
        site, _, path = url.partition(":")
        return HOSTS.get(site, f"{site}:") + path

    def pages(self, url: str, **headers: str) -> Iterator[requests.Response]:
        """The answer and all that its rel=next links lead to."""
        target: str | None = self.full(url)
        while target:
            response = self.get(target, **headers)
            yield response
            target = response.links.get("next", {}).get("url")

    def rows(self, url: str, **headers: str) -> list[Any]:
        return [row for page in self.pages(url, **headers) for row in page.json()]


HOSTS = {
    "github": "http://api.github.example",
    "git": "http://github.example",
    "gitee": "http://gitee.example/api/v5",
    "hub": "http://huggingface.example",
}


@pytest.fixture(scope="session")
def sample() -> Iterator[Client]:
    """The sample community; not to be changed."""
    with serve() as standin:
        yield Client(standin)


def person(login: str, number: int, **more: Any) -> Person:
    email = f"{login}@post.example"
    return Person(
        login, login.title(), number, number + 5, login, (email,), frozenset({email}), **more
    )


@pytest.fixture
def village() -> Community:
    """One owner, one repository on GitHub and on Gitee, one model; each with little in it."""
    owner, helper = person("dorf", 1, kind="Organization"), person("heidi", 2)
    community = Community([owner, helper])
    signed = Signature("Heidi", "heidi@post.example", START)
    for platform, number in (("github", 100), ("gitee", 200)):
        repo = Repository(
            platform, number, owner, "brunnen", "a well", GitStore(), START, START, START
        )
        community.repositories.append(repo)
        for i in range(5):
            text = f"{i}\n".encode()
            community.commit(repo, {f"src/part{i}.py": text}, signed, f"part {i}\n")
        for i in range(7):
            at = START + timedelta(days=i)
            community.add_issue(repo, f"issue {i}", at, author=helper, is_pull=i == 3)
            community.star(repo, at, helper)
    git = GitStore()
    git.commit({"README.md": b"# m\n", "config.json": b"{}\n"}, signed, "start\n")
    community.hub.append(
        HubRepository("model", "dorf/m", "ab" * 12, git, START, START, 3, 50, 900, (), {})
    )
    return community


@pytest.fixture
def served(village: Community) -> Iterator[Client]:
    """The village behind a server of its own."""
    with serve(village) as standin:
        yield Client(standin)


@pytest.fixture(scope="session")
def described(shared: Path) -> Callable[[str, Any], None]:
    """Checks a payload against a schema of GitHub's official REST description."""
    folder = shared / "recordings" / "github_openapi"
    text = (folder / "api.github.com-23.0.2.read-subset.json").read_text(encoding="utf-8")
    return _checker(json.loads(text))


@pytest.fixture(scope="session")
def described_in_full(shared: Path) -> Callable[[str, Any], None]:
    """The same for what the cut of the description leaves out."""
    file = shared / "recordings" / "github_openapi" / "api.github.com-23.0.2.min.json.gz"
    return _checker(json.loads(gzip.decompress(file.read_bytes())))


def _checker(description: Any) -> Callable[[str, Any], None]:
    components = _plain_schema(description["components"])

    def check(name: str, payload: Any) -> None:
        schema = {"$ref": f"#/components/schemas/{name}", "components": components}
        jsonschema.Draft7Validator(schema).validate(payload)

    return check


def _plain_schema(node: Any) -> Any:
    """OpenAPI's `nullable` as JSON Schema says it; `format: uri` is not checked."""
    if isinstance(node, list):
        return [_plain_schema(item) for item in node]
    if not isinstance(node, dict):
        return node
    inner = {key: _plain_schema(value) for key, value in node.items() if key != "nullable"}
    return {"anyOf": [inner, {"type": "null"}]} if node.get("nullable") is True else inner


@pytest.fixture(scope="session")
def client_of() -> Callable[[StandIn], Client]:
    """Makes clients for stand-ins a test serves itself."""
    return Client
