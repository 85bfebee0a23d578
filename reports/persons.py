"""Who was counted as whom: the aliases of a report's people."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PersonAlias:
    """One alias of the project and the person it was joined into.

    `shown` is its login, else its name, without addresses and numbers of persons; None: it has
    neither.
    """

    person_id: str
    person: str
    identity_id: str
    platform: str
    shown: str | None
    rule: str
    reason: str
    bot: str
    bot_reason: str | None
