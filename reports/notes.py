"""Notes on how to read and check the evidence: the same words in every format."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Note:
    title: str
    text: str


def notes() -> tuple[Note, ...]:
    text = files("reports").joinpath("notes.toml").read_text(encoding="utf-8")
    return tuple(Note(**note) for note in tomllib.loads(text)["note"])
