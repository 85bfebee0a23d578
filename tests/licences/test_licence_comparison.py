"""The file beside the text of the list: nothing is left out, every difference is marked."""

from __future__ import annotations

import pytest

from scoring.licences import plain
from scoring.licences.comparison import compare
from scoring.licences.cover import cover
from scoring.licences.spdx import spdx_list
from scoring.licences.words import split

LICENCES = spdx_list().licences
MIT, APACHE = (LICENCES[key].text or "" for key in ("MIT", "Apache-2.0"))
RIDER = "\nThe Software may not be used for commercial purposes.\n"
TEXTS = {
    "as it is": MIT,
    "filled in": MIT.replace("<year>", "2024").replace("<copyright holders>", "甲公司"),
    "with a rider": MIT + RIDER,
    "with a rider inside": MIT.replace("\n\n", RIDER, 1),
    "with words taken out": MIT.replace("without restriction, ", ""),
    "two": MIT + "\n\n" + APACHE,
    "chinese": LICENCES["MulanPSL-2.0"].text or "",
}


@pytest.mark.parametrize("name", TEXTS)
def test_every_word_of_the_file_and_of_the_template_is_there(name: str) -> None:
    text = TEXTS[name]
    ids, segments = compare(text)
    ours = [word for one in segments for word in split(one.ours).words]
    assert "".join(ours) == "".join(split(plain.plain(text)).words)
    theirs = [word for one in segments for word in one.theirs.split()]
    met = cover(split(plain.plain(text)).words).licences
    assert sorted(theirs) == sorted(word for piece in met for word in piece.template.words)
    assert set(ids.split()) == {piece.template.id for piece in met}
    for one in segments:
        assert one.kind != "same" or [*split(one.ours).words] == one.theirs.split()


@pytest.mark.parametrize("name", ["with a rider", "with a rider inside"])
def test_a_rider_is_marked(name: str) -> None:
    _, segments = compare(TEXTS[name])
    marked = " ".join(one.ours for one in segments if one.kind == "substance")
    assert "may not be used for commercial purposes" in marked


def test_names_and_years_are_marked_as_harmless() -> None:
    _, segments = compare(TEXTS["filled in"])
    assert not [one for one in segments if one.kind == "substance"]
    assert "甲公司" in "".join(one.ours for one in segments if one.kind == "harmless")


def test_what_is_no_licence_is_beside_nothing() -> None:
    assert compare("# Changelog\n\n- a, b and c were added\n") == ("", [])
    assert compare(MIT * 200) == ("", [])
