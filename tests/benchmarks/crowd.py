"""A repository of known size: as many issues as change requests, all of them talked about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import MISSING, fields
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from bench import START

from collectors.standin.community import model

SIZE, PEOPLE = 1_000, 300
COMMENTS, ON_LINES, REVIEWS = 3, 2, 2
_IDS = count(9_500_000_000)


def has_reviews() -> bool:
    return "reviews" in {field.name for field in fields(model.Thread)}


def review(author: model.Person, at: datetime) -> Any:
    """A review of the stand-in's model, with whatever fields it has without a default."""
    kind: Any = model.Review  # type: ignore[attr-defined]
    known = {
        "id": next(_IDS), "author": author, "state": "APPROVED", "body": "fine", "submitted": at,
        "updated": at,
    }  # fmt: skip
    needed = {f.name for f in fields(kind) if f.default is f.default_factory is MISSING}
    return kind(**{name: value for name, value in known.items() if name in needed | {"state"}})


def fill(repo: model.Repository, people: Sequence[model.Person], size: int = SIZE) -> None:
    """Issues and change requests by turns, everything said within ten minutes."""
    for n in range(2 * size):
        at, who = START + timedelta(minutes=10 * n), people[n % len(people)]
        thread = model.Thread(
            9_000_000_000 + repo.id * 10_000 + n, n + 1, n % 2 == 1, who, f"thread {n}", "text",
            at, at, ident=f"I{n}",
        )  # fmt: skip
        for m in range(COMMENTS + (ON_LINES if thread.is_pull else 0)):
            said, speaker = at + timedelta(minutes=m + 1), people[(n + m) % len(people)]
            path = None if m < COMMENTS else "a.py"
            thread.comments.append(model.Comment(next(_IDS), speaker, "said", said, said, path))
            thread.updated = said
        if thread.is_pull and has_reviews():
            more: Any = thread
            more.reviews = [review(people[(n + m) % len(people)], at) for m in range(REVIEWS)]
        repo.threads.append(thread)
