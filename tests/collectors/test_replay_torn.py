"""What a kill in the middle of writing leaves in the archive, done again."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from bench import Bench
from test_lists import GITHUB

from collectors import standin
from collectors.rebuilt import Rebuilt
from collectors.replay import rebuild
from collectors.replayed import Otherwise
from warehouse import chain
from warehouse.errors import WarehouseError
from warehouse.store import Warehouse
from warehouse.warcs import TornEnd, records


def done_again(archive: Path, into: Path, sealed: frozenset[str] = frozenset()) -> Rebuilt:
    with Warehouse(into) as warehouse:
        return rebuild(archive, warehouse, sealed)


@pytest.fixture
def nights(bench: Bench, server: standin.StandIn) -> list[Path]:
    """The archive files of two nights."""
    for _ in range(2):
        bench.run(GITHUB)
        server.advance(timedelta(hours=25))
    return sorted(bench.places.archive.iterdir())


def test_a_torn_end_counts_as_never_written(
    bench: Bench, nights: list[Path], tmp_path: Path
) -> None:
    """Of the run a kill ended; of one that came to its end it is an error, and so is what is torn
    where another run went on from more than there is."""
    first, second = nights
    whole = second.read_bytes()
    every = list(records(second))
    second.write_bytes(whole[: every[-1].offset + 40])
    told = done_again(bench.places.archive, tmp_path / "torn.duckdb")
    assert (told.torn, told.runs) == ((second.name,), 2)
    second.write_bytes(whole[: every[-1].offset])
    cut = done_again(bench.places.archive, tmp_path / "cut.duckdb")
    assert (cut.torn, cut.readings, cut.records) == ((), told.readings, told.records)
    sealed = chain.finished(bench.places.folder)
    assert sealed == {first.name, second.name}
    second.write_bytes(whole[:-1])
    with pytest.raises(TornEnd, match="没有写完") as error:
        done_again(bench.places.archive, tmp_path / "sealed.duckdb", sealed)
    assert second.name in str(error.value)
    second.write_bytes(whole + whole[: every[0].length - 1])
    with pytest.raises(TornEnd, match="没有写完"):
        done_again(bench.places.archive, tmp_path / "after the end.duckdb")
    second.write_bytes(whole)
    first.write_bytes(first.read_bytes()[:-9000])
    with pytest.raises(Otherwise, match="对不上"):
        done_again(bench.places.archive, tmp_path / "first.duckdb")


def test_a_record_broken_in_the_middle_is_no_torn_end(
    bench: Bench, nights: list[Path], tmp_path: Path
) -> None:
    copy = shutil.copytree(bench.places.archive, tmp_path / "copy")
    path = copy / nights[0].name
    [over] = [record for record in records(path) if record.is_note("over")]
    forged = over.rewritten(b'{"interrupted": false, "kind": "over", "x": 1}')
    # The check sum stands before the length.
    broken = forged[:-8] + bytes([forged[-8] ^ 1]) + forged[-7:]
    lie = path.read_bytes().replace(over.copied(), broken)
    path.write_bytes(lie)
    with pytest.raises(WarehouseError, match="读不下去") as error:
        done_again(copy, tmp_path / "w.duckdb")
    assert path.name in str(error.value)
