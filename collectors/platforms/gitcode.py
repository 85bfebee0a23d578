"""GitCode, by the v5 interface; most of it answers with a token only (E12)."""

from __future__ import annotations

from collectors import v5

STREAMS = v5.STREAMS
repositories_of = v5.repositories_of
