"""What a reader needs of a warehouse: that it answers questions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol


class Queried(Protocol):
    """A warehouse that is open, or a published copy of one."""

    def query(
        self, sql: str, params: Mapping[str, object] | None = None
    ) -> list[dict[str, Any]]: ...
