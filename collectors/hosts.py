"""The platforms there are, found by walking two folders with one file for each.

A file in `collectors/platforms/` declares `STREAMS`; one in `collectors/addresses/` `HOST` and
`target`, for every platform but plain git. Only who collects loads the former.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from collectors import addresses, platforms


@dataclass(frozen=True, slots=True)
class Host:
    """How a platform is reached: defaults of `[collectors.<platform>]`, and how a token travels.

    `form` takes the token in the place of `{}`. `per_minute` is how many requests the platform
    is known to allow without and with a token, where it does not say so itself (0: it does).
    `app`: whether an installed app may speak for a token.
    """

    title: str
    api: str
    web: str
    token_env: str
    header: str
    form: str
    per_minute: tuple[int, int] = (0, 0)
    app: bool = False


def names() -> tuple[str, ...]:
    """Ids of all platforms, sorted."""
    return tuple(sorted(module.name for module in iter_modules(platforms.__path__)))


def load(name: str) -> ModuleType:
    """What is read of a platform, and how."""
    return import_module(f"collectors.platforms.{name}")


def address(name: str) -> ModuleType:
    """Where a platform is, and what an address there names."""
    return import_module(f"collectors.addresses.{name}")


@cache
def hosts() -> dict[str, Host]:
    """The platforms that are reached over a network, by id."""
    known = sorted(module.name for module in iter_modules(addresses.__path__))
    return {name: address(name).HOST for name in known}
