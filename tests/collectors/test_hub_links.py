"""What a model is made from, as its card and tags say: held, and closed when they no longer do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bench import Bench, result

from collectors import standin
from collectors.parsing import huggingface
from collectors.standin.community.model import HubRepository
from collectors.standin.faults import Fault, Reply

Hub = tuple[Bench, standin.StandIn, HubRepository]


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    with standin.serve() as server:
        [model] = [m for m in server.community.hub if m.id == "lantu/harbor-7b"]
        yield Bench(server, tmp_path, (f"http://huggingface.example/{model.id}",)), server, model


def held(bench: Bench) -> set[tuple[str, str]]:
    rows = bench.query("FROM model_link WHERE closed_at IS NULL")
    return {(row["relation"], row["target"]) for row in rows}


def links(**item: Any) -> set[tuple[str, str]]:
    found = huggingface.links("r", item)
    assert found is not None
    return {(link.relation, link.target) for link in found}


def test_they_are_held_and_closed_when_the_card_drops_them(hub: Hub) -> None:
    bench, _, model = hub
    licence = ("licence_link", "LICENSE")
    model.card |= {"base_model": ["a/b"], "datasets": "c/d"}
    bench.run()
    assert held(bench) == {("base_model", "a/b"), ("dataset", "c/d"), licence}
    assert bench.run().rows_added == 0
    model.card["datasets"] = ["e/f"]
    assert result(bench.run(), "repository").grade == "complete"
    assert held(bench) == {("base_model", "a/b"), ("dataset", "e/f"), licence}


def test_an_answer_without_card_and_tags_closes_nothing(hub: Hub) -> None:
    bench, server, model = hub
    model.card["base_model"] = "a/b"
    bench.run()
    before = held(bench)
    body = json.dumps({"id": model.id, "_id": model.hex_id, "likes": 3}).encode()
    server.faults.append(Fault(Reply(200, body), path=r"/api/models/lantu/harbor-7b\?"))
    bench.run()
    assert held(bench) == before


def test_how_it_was_made_stands_in_tags_or_card() -> None:
    tags = ["base_model:o/m", "base_model:quantized:o/m", "dataset:squad", "license:mit", "x"]
    assert links(tags=tags) == {("quantized", "o/m"), ("dataset", "squad")}
    card = {"base_model": "o/m", "base_model_relation": "adapter", "models": ["p/q", 3, ""]}
    assert links(cardData=card) == {("adapter", "o/m"), ("model", "p/q")}
    assert links(tags=["base_model:", "dataset:"], cardData={"base_model": 7}) == set()
    assert huggingface.links("r", {"cardData": None}) is None


def test_what_the_platform_recorded_is_read(shared: Path) -> None:
    file = shared / "recordings/huggingface/model_google-bert_bert-base-uncased.json"
    item = json.loads(file.read_text(encoding="utf-8"))
    assert links(**item) == {("dataset", name) for name in item["cardData"]["datasets"]}
