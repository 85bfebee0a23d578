"""Pictures in packs: the newest of each page, listed and checked; none is no hindrance."""

from __future__ import annotations

import csv
import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import workshop
from workshop import files, packed

from reports.pictures import keeping
from reports.pictures.values import GIVEN, Picture
from reports.seal import album, layout

AT = datetime(2026, 11, 1, 2, 3, 4, tzinfo=UTC)
HOME = Picture(
    "", "huggingface:datasets/lantu/harbor-qa", "huggingface", "home", "主页",
    "http://huggingface.example/datasets/lantu/harbor-qa", None, 200, None, AT, AT, "complete",
    None, "captured", sample=False,
)  # fmt: skip
LICENCE = replace(
    HOME, page="licence", title="许可证", status=404, grade="not_observable", reason="没有这一页",
    url=f"{HOME.url}/blob/main/LICENSE",
)  # fmt: skip
GIVEN_ONE = replace(
    HOME, page="attached", title="交来的截图", origin="attached", status=None, url=f"{HOME.url}/x"
)


def taken(folder: Path, picture: Picture, project: str, data: bytes = b"") -> Picture:
    """What `shoot` leaves of a page: a picture, its stamped copy and the page itself."""
    picture = replace(picture, project_id=project)
    if not data:
        return keeping.note(folder, picture)
    stem = keeping.stem(folder, picture)
    role: Any = "attached" if picture.origin == "attached" else "raw"
    held = [
        keeping.keep(folder, f"{stem}_1.png", data, role, tile=1, size=(1, 1)),
        keeping.keep(folder, f"{stem}_1_stamped.png", b"stamp" + data, "stamped", tile=1),
    ]
    if role == "raw":
        held.append(keeping.keep(folder, f"{stem}_page.mhtml", b"To: a@b.example", "mhtml"))
    return keeping.note(folder, replace(picture, files=tuple(held)))


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory, pack: Path) -> Path:
    folder = tmp_path_factory.mktemp("pictures")
    found = json.loads((pack / layout.FIGURES).read_text(encoding="utf-8"))
    project = found["project"]["project_id"]
    later = {"asked_at": AT + timedelta(days=1), "taken_at": AT + timedelta(days=1)}
    taken(folder, HOME, project, b"old")
    taken(folder, replace(HOME, **later), project, b"new")
    worse = replace(HOME, grade="not_observable", reason="打不开", **later)
    taken(folder, replace(worse, taken_at=AT + timedelta(days=2)), project)
    taken(folder, LICENCE, project)
    taken(folder, GIVEN_ONE, project, b"given")
    taken(folder, HOME, "somebody-elses", b"other")
    return folder


@pytest.fixture(scope="module")
def pictured(home: Path, pictures: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return packed(home, tmp_path_factory.mktemp("pictured"), "--pictures", str(pictures))


def _held(pack: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (pack / layout.PICTURES).iterdir()}


def test_the_newest_accepted_of_each_page_is_taken_along(pictured: Path) -> None:
    held = _held(pictured)
    assert {data for name, data in held.items() if name.endswith(".png")} == {
        b"new", b"stampnew", b"given", b"stampgiven",
    }  # fmt: skip
    lines = [json.loads(line) for line in held["pictures.jsonl"].decode().splitlines()]
    assert {(line["page"], line["grade"]) for line in lines} == {
        ("home", "complete"), ("licence", "not_observable"), ("attached", "complete"),
    }  # fmt: skip
    [home] = [line for line in lines if line["page"] == "home"]
    [left] = home["withheld"]
    assert left["sha256"] == sha256(b"To: a@b.example").hexdigest()
    assert "MHTML" in home["withheld_why"]
    assert workshop.checked(pictured).passed


def test_people_find_address_times_status_and_hash(pictured: Path) -> None:
    text = _held(pictured)[album.LISTING].decode("utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    [home] = [row for row in rows if row["网页"] == "主页"]
    assert home["原图 SHA-256"] == sha256(b"new").hexdigest()
    assert (home["HTTP 状态"], home["网址"]) == ("200", HOME.url)
    assert home["截图时间（UTC）"] == "2026-11-02 02:03:04"
    assert home["截图时间（北京时间）"] == "2026-11-02 10:03:04"
    assert [row["来源"] for row in rows if row["网页"] == "交来的截图"] == [GIVEN]
    assert [row["说明"] for row in rows if row["网页"] == "许可证"] == ["没有这一页"]
    crate = json.loads((pictured / layout.CRATE).read_text(encoding="utf-8"))
    marked = [n["@id"] for n in crate["@graph"] if n.get("description") == layout.ATTACHED_WORDS]
    assert len(marked) == 2
    assert "截图.csv" in (pictured / layout.GUIDE).read_text(encoding="utf-8")


@pytest.mark.parametrize("change", ["picture", "more", "line", "table", "mark"])
def test_a_forger_who_makes_every_hash_anew_is_found(
    pictured: Path, tmp_path: Path, change: str
) -> None:
    forged = workshop.copied(pictured, tmp_path / "forged")
    folder = forged / layout.PICTURES
    lines = folder / "pictures.jsonl"
    text = lines.read_text(encoding="utf-8")
    first = next(p for p in folder.glob("*home_1.png"))
    match change:
        case "picture":
            first.write_bytes(b"painted")
        case "more":
            shutil.copy(first, folder / "another.png")
        case "line":
            lines.write_text(text.replace("10:03:04+08:00", "11:03:04+08:00"), encoding="utf-8")
        case "table":
            table = folder / album.LISTING
            table.write_bytes(table.read_bytes().replace(b"10:03:04", b"11:03:04"))
        case _:
            lines.write_text(text.replace(GIVEN, ""), encoding="utf-8")
    workshop.reseal(forged)
    found = {one.check for one in workshop.checked(forged).findings}
    assert found == {"截图"}


def test_a_picture_that_is_not_what_its_line_says_stays_out(
    home: Path, pictures: Path, tmp_path: Path, capsys: Any
) -> None:
    changed = workshop.copied(pictures, tmp_path / "pictures")
    for path in changed.glob("*_1.png"):
        path.write_bytes(b"painted")
    made = packed(home, tmp_path / "out", "--pictures", str(changed))
    assert "与它的记录不符" in capsys.readouterr().err
    assert not list((made / layout.PICTURES).glob("*.png"))


def test_no_pictures_are_said_and_no_hindrance(pack: Path) -> None:
    assert not [path for path in files(pack) if path.startswith(layout.PICTURES)]
    assert album.NONE_TAKEN in (pack / layout.GUIDE).read_text(encoding="utf-8")
    outcome = workshop.checked(pack)
    assert outcome.passed
    assert any("截图" in words for words in outcome.not_checked)
