"""A slice of the campaign `tests/campaigns/mutations.py`: no byte changes unseen."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import workshop
from mutations import missed, mutated


@pytest.mark.parametrize("kind", ["pack", "zipped"])
def test_every_change_is_named(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    given: Path = request.getfixturevalue(kind)
    pack = tmp_path / given.name
    if given.is_dir():
        workshop.copied(given, pack)
    else:
        pack.write_bytes(given.read_bytes())
    dice = random.Random(kind)
    for _ in range(30):
        with mutated(pack, dice) as mutation:
            assert (mutation, missed(pack, mutation)) == (mutation, None)
    assert workshop.checked(pack).passed, "put back"
