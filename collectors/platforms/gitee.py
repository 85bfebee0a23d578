"""Gitee, by the v5 interface."""

from __future__ import annotations

from collectors import v5

STREAMS = v5.STREAMS
repositories_of = v5.repositories_of
