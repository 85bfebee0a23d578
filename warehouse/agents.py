"""AI programming agents, told by how they sign commits and how trailers name them.

Facts of the makers' own documentation and of public histories, kept in `agents.toml`. The reading
of commits and the judging of persons go by the same list.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

# `Assisted-by: Claude:claude-3-opus tool` is the Linux kernel's form. Bounded, never across lines.
_TOLD = re.compile(
    r"^[ \t]{0,99}(?:ai-)?(?:assisted|co-developed|created|generated|made|written)"
    r"-(?:by|using|with)[ \t]{0,9}:[ \t]{0,99}(\S.{0,299})$"
    r"|^[^\w\n]{0,9}generated (?:with|by|using)[ \t]{1,9}(\S.{0,299})$",
    re.IGNORECASE | re.MULTILINE,
)
_APART = re.compile(r"[,;&+，；、|]|\s(?:and|in|on|using|via|with)\s|\s*[(（].*", re.IGNORECASE)
_LINK = re.compile(r"\[([^\]\n]{1,99})\]\([^)\n]{0,200}\)|<[^>\n]{0,200}>")


def signed(name: str, domain: str | None) -> str | None:
    """The agent that signs with this name, or with this name under an address of this domain."""
    return _signed(name.casefold().strip(), domain)


def account(login: str) -> str | None:
    """The agent whose account on GitHub this is."""
    return _logins().get(login.casefold().removesuffix("[bot]"))


def told(message: str) -> Iterator[tuple[str, str]]:
    """Signatures, name and address, of the agents a commit message tells of beside co-authors.

    Each is signed as the agent itself does, whatever version is told. Who is no agent is none.
    """
    for found in _TOLD.finditer(message):
        value = _LINK.sub(r"\1 ", found[1] or found[2])
        for part in _APART.split(value):
            if agent := _called(part.strip(" \t*_`.!").casefold()):
                yield agent


@cache
def _called(name: str) -> tuple[str, str] | None:
    for agent in _agents():
        if any(re.fullmatch(shape, name) for shape in agent["tool"]):
            domain = next(iter(agent["domains"]), None)
            login = next(iter(agent["logins"]), None)
            if domain:
                return agent["title"], f"noreply@{domain}"
            address = f"{login}[bot]@users.noreply.github.com" if login else ""
            return agent["title"], address
    return None


@cache
def _signed(name: str, domain: str | None) -> str | None:
    for agent in _agents():
        shapes = agent["alone"] + (agent["name"] if domain in agent["domains"] else [])
        if any(re.fullmatch(shape, name) for shape in shapes):
            return str(agent["title"])
    return None


@cache
def _logins() -> dict[str, str]:
    return {login: agent["title"] for agent in _agents() for login in agent["logins"]}


@cache
def _agents() -> list[dict[str, Any]]:
    text = files("warehouse").joinpath("agents.toml").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = tomllib.loads(text)["agent"]
    return found
