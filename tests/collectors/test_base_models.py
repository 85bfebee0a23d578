# ruff: noqa: E501 - tables of what is expected
"""The cards of what a model is made from, and of what that is made from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from bench import START, Bench, person, result
from test_replay import assert_same

from collectors import standin
from collectors.standin.community.model import HubKind, HubRepository
from collectors.standin.faults import Fault, Reply, html
from collectors.standin.git.store import GitStore, Signature
from warehouse.store import Row

OWN = "lantu/harbor-embed"
FIRST, SECOND = "beichen/polaris-embed", "beichen/polaris-base"


class Hub:
    """A bench for one model, whose bases a test may change."""

    def __init__(self, server: standin.StandIn, folder: Path) -> None:
        self.server = server
        self.bench = Bench(server, folder, (f"http://huggingface.example/{OWN}",))
        self.git = GitStore()
        signed = Signature("dev0", "dev0@x.org", START)
        self.git.commit({"README.md": b"# model\n"}, signed, "begun\n")
        self.add(OWN, license="apache-2.0", base_model=FIRST)
        self.add(FIRST, license="mit", base_model=SECOND)
        self.add(SECOND, license="other", license_name="polaris-community")
        self.add("lantu/harbor-qa", "dataset", license="cc-by-4.0")

    def card(self, name: str, **card: Any) -> None:
        [model] = [m for m in self.server.community.hub if m.id == name]
        model.card |= card

    def add(self, name: str, kind: HubKind = "model", **card: Any) -> None:
        made = HubRepository(
            kind, name, f"{len(self.server.community.hub):024x}", self.git, START, START, 1, 2, 3,
            (), dict(card),
        )  # fmt: skip
        self.server.community.hub.append(made)

    def answer(self, name: str, reply: Reply) -> None:
        self.server.faults.append(Fault(reply, path=rf"/api/models/{name}\?", times=None))

    def rows(self) -> dict[str, Row]:
        found = self.bench.query("FROM base_model WHERE closed_at IS NULL")
        return {row["target"]: row for row in found}

    def asked(self) -> list[str]:
        """Names whose cards were asked for, in order."""
        paths = [unquote(f"{seen.path}?{seen.query}") for seen in self.server.requests]
        return [p.split("?")[0].split("s/", 1)[1] for p in paths if "expand[]=gated" in p]

    def ended(self) -> tuple[str, str | None]:
        found = result(self.bench.run(), "base_models")
        return found.grade, found.code


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    with standin.serve(standin.Community([person("dev0", 100)])) as server:
        yield Hub(server, tmp_path / "first")


def test_a_chain_of_two_with_the_licences_of_their_cards(hub: Hub, tmp_path: Path) -> None:
    assert hub.ended() == ("complete", None)
    assert {n: (r["found"], r["licence_field"], r["licence_name"], r["bases"]) for n, r in hub.rows().items()} == {
        FIRST: ("read", "mit", None, [SECOND]),
        SECOND: ("read", "other", "polaris-community", []),
    }  # fmt: skip
    assert hub.server.counted_downloads == []
    assert_same(hub.bench, tmp_path / "again")


def test_what_is_hidden_or_not_there_is_said_and_a_circle_ends(hub: Hub, tmp_path: Path) -> None:
    hub.card(OWN, base_model=[FIRST, "o/gated", "o/gone", "./checkpoints/last"])
    hub.card(FIRST, base_model=["Beichen/Polaris-Base", OWN, "o/refused"])
    hub.card(SECOND, base_model=[FIRST, OWN.upper()])
    hub.answer("o/gated", Reply(403, b'{"error": "gated"}'))
    hub.answer("o/gone", Reply(404, b'{"error": "not found"}'))
    hub.answer("Beichen/Polaris-Base", Reply(307, b"", (("Location", f"/api/models/{SECOND}"),)))
    for _ in range(2):
        assert hub.ended() == ("partial", "short")
    rows = hub.rows()
    assert {name: (row["found"], row["status"]) for name, row in rows.items()} == {
        FIRST: ("read", 200), "Beichen/Polaris-Base": ("read", 200), "o/gated": ("hidden", 403),
        "o/gone": ("missing", 404), "o/refused": ("hidden", 401),
    }  # fmt: skip
    assert rows["Beichen/Polaris-Base"]["full_name"] == SECOND
    assert rows["Beichen/Polaris-Base"]["licence_name"] == "polaris-community"
    assert rows["o/gated"]["bases"] is None
    assert len(hub.asked()) == 2 * (len(rows) + 1), "each once a night, and where it moved to"
    assert_same(hub.bench, tmp_path / "again")


def test_data_sets_are_asked_for_and_lead_no_further(hub: Hub) -> None:
    hub.card(OWN, base_model=None, datasets=["lantu/harbor-qa"])
    assert hub.ended() == ("complete", None)
    [row] = hub.rows().values()
    assert (row["kind"], row["target"], row["licence_field"]) == (
        "dataset",
        "lantu/harbor-qa",
        "cc-by-4.0",
    )


def test_no_more_than_five_levels_and_twenty_models(hub: Hub) -> None:
    names = [f"deep/m{n}" for n in range(7)]
    for name, base in zip(names, [*names[1:], SECOND], strict=True):
        hub.add(name, license="mit", base_model=base)
    hub.card(OWN, base_model=names[0])
    assert hub.ended() == ("partial", "cut")
    assert set(hub.rows()) == set(names[:5])
    for n in range(21):
        hub.add(f"wide/m{n}", license="mit")
    hub.card(OWN, base_model=[f"wide/m{n}" for n in range(21)])
    assert hub.ended() == ("partial", "cut")
    assert len(hub.rows()) == 20


def test_nothing_is_asked_while_the_model_stays_the_same(hub: Hub, tmp_path: Path) -> None:
    hub.bench.awake = False
    hub.bench.run()
    begun = len(hub.asked())
    assert begun == 2
    hub.server.advance(timedelta(hours=24))
    assert hub.ended() == ("complete", None)
    assert len(hub.asked()) == begun
    hub.card(FIRST, license="apache-2.0")
    hub.server.advance(timedelta(days=30))
    hub.bench.run()
    assert hub.rows()[FIRST]["licence_field"] == "apache-2.0"
    assert len(hub.asked()) == 2 * begun, "its turn comes all the same"
    hub.card(OWN, base_model=SECOND)
    hub.bench.run()
    assert set(hub.rows()) == {SECOND}, "what it is no longer made from is closed"
    assert_same(hub.bench, tmp_path / "again")


def test_a_bad_answer_changes_nothing_and_hides_no_other(hub: Hub) -> None:
    hub.card(OWN, base_model=[FIRST, "other/one"])
    hub.add("other/one", license="mit")
    hub.bench.run()
    before = hub.rows()
    hub.card("other/one", license="bsd-3-clause")
    hub.answer(FIRST, html(200))
    assert hub.ended() == ("partial", "malformed")
    rows = hub.rows()
    assert rows[FIRST] == before[FIRST]
    assert rows[SECOND] == before[SECOND], "nobody said that it is no longer named"
    assert rows["other/one"]["licence_field"] == "bsd-3-clause"
    hub.server.faults.clear()
    assert hub.ended() == ("complete", None)


def test_an_own_card_that_is_not_shown_is_not_a_model_made_from_nothing(hub: Hub) -> None:
    hub.bench.run()
    item = json.dumps({"id": OWN, "_id": f"{0:024x}", "likes": 3}).encode()
    hub.answer(OWN, Reply(200, item))
    assert hub.ended() == ("partial", "not_found")
    assert set(hub.rows()) == {FIRST, SECOND}
