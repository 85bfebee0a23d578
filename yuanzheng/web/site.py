"""What all routes share."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from yuanzheng.web.copies import Copies
from yuanzheng.web.kept.kept import Kept
from yuanzheng.web.place import Place

if TYPE_CHECKING:
    from starlette.requests import Request


@dataclass(frozen=True, slots=True)
class Site:
    """`key`: what the tokens of the forms of the local admin are made from; as old as the
    process."""

    place: Place
    copies: Copies
    kept: Kept
    key: str = field(default_factory=lambda: secrets.token_hex(32), repr=False)


def site(request: Request) -> Site:
    """The site a request came to."""
    return cast(Site, request.app.state.site)
