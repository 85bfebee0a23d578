"""Other wordings of the same licence, and words around it that change nothing."""

from __future__ import annotations

import re

import pytest

from scoring.licences.identify import identify
from scoring.licences.spdx import spdx_list


def _text(key: str) -> str:
    text = spdx_list().licences[key].text
    assert text is not None
    return text


def _reworded(key: str, *changes: tuple[str, str]) -> str:
    text = _text(key)
    for old, new in changes:
        text, count = re.subn(r"\s+".join(map(re.escape, old.split())), new, text)
        assert count, old
    return text


MIT = _text("MIT").replace("<year> <copyright holders>", "2024 Jane Doe")
CLAUSE = "Neither the name of the copyright holder nor the names of its contributors may be used"
PRINTED = (
    "This General Public License does not permit incorporating your program into proprietary "
    "programs. If your program is a subroutine library, you may consider it more useful to permit "
    "linking proprietary applications with the library. If this is what you want to do, use the "
    "GNU Library General Public License instead of this License."
)


def test_the_gpl_as_its_publisher_printed_it_is_the_gpl() -> None:
    printed = _reworded(
        "GPL-2.0-only", ("an idea of what it does", "a brief idea of what it does"),
        ("Street", "St"), ("yyyy", "year"),
    )  # fmt: skip
    for text in (printed, f"{printed}\n{PRINTED}"):
        match = identify(text)
        assert (match.expression, match.osi) == ("GPL-2.0-only", "yes"), match


def test_a_term_below_the_gpl_is_still_seen() -> None:
    match = identify(f"{_text('GPL-2.0-only')}\n{PRINTED} Linking with this library costs a fee.")
    assert (match.status, match.template) == ("modified", "GPL-2.0-only")
    assert match.osi in {"no", "unknown"}


@pytest.mark.parametrize(
    "clause",
    [
        "The name of the author may not be used",
        "The name of Acme may not be used",
        "The names of its contributors may not be used",
    ],
)
def test_both_wordings_of_the_third_clause_are_one_licence(clause: str) -> None:
    match = identify(_reworded("BSD-3-Clause", (CLAUSE, clause)))
    assert (match.expression, match.osi) == ("BSD-3-Clause", "yes"), match


def test_a_third_clause_that_forbids_more_is_another_text() -> None:
    text = _reworded("BSD-3-Clause", (CLAUSE, "The software may not be used"))
    assert identify(text).status == "modified"


def test_earlier_copyright_lines_do_not_make_it_another_licence() -> None:
    """A stray word of the template far above its text is no part of the match."""
    lines = "".join(f"Copyright (c) {year} Jane Doe & John Roe\n" for year in range(2009, 2015))
    match = identify(lines + _text("BSD-3-Clause").replace("<year> <owner>", "2015 Jane Doe"))
    assert (match.expression, match.osi) == ("BSD-3-Clause", "yes"), match


def test_words_between_title_and_text_stand_beside_the_licence() -> None:
    said = "This product was made at a school in the mountains by people who like trains. " * 3
    match = identify(MIT.replace("MIT License", f"MIT License\n\n{said}"))
    assert (match.status, match.template, match.intact) == ("modified", "MIT", True)


@pytest.mark.parametrize(
    "words",
    [
        "Zorgware is licensed under the MIT license:",
        "zorg.js is released under the following license:",
        "本项目采用 MIT 许可证，全文如下：",
    ],
)
def test_a_sentence_that_only_names_the_project_is_harmless(words: str) -> None:
    assert identify(f"{words}\n\n{MIT}").osi == "yes"


@pytest.mark.parametrize(
    "words",
    [
        "The core is licensed under the MIT license:",
        "Old versions are licensed under the following license:",
        "The student edition is released under the following license:",
        "Zorg Hobby is released under the MIT license:",
        "Zorg is licensed under the MIT license, Zorg Cloud for a fee.",
        "Everything in src is licensed under the MIT license:",
        "本项目采用以下许可证，商用除外：",
        "本项目的前端采用以下许可证：",
    ],
)
def test_a_sentence_that_names_a_part_or_a_term_is_not(words: str) -> None:
    assert identify(f"{words}\n\n{MIT}").osi != "yes"


def test_a_text_that_follows_the_licence_does_not_make_it_another_one() -> None:
    """Words of a part that may be missing are met in it by chance, and once made it Pixar's."""
    apache = _text("Apache-2.0")
    apache = apache[: apache.index("END OF TERMS")]
    match = identify(
        f"Licences of Zorg\n\nApache License\n{apache}\n\nText of MIT License\n\n{MIT}"
    )
    assert (match.template or "").split() == ["Apache-2.0", "MIT"]


def test_words_of_a_licences_name_count_where_they_are_terms() -> None:
    """“in this position and unchanged” is what makes it another licence than BSD-2-Clause."""
    asked = _text("BSD-2-Clause-pos-unchanged")
    without = _reworded("BSD-2-Clause-pos-unchanged", ("in this position and unchanged", ""))
    assert identify(asked).template == "BSD-2-Clause-pos-unchanged"
    assert identify(without).template == "BSD-2-Clause"


@pytest.mark.parametrize("named", ["Elastic", "Confluent Community", "PolyForm", "GPL", "Apache"])
def test_a_sentence_that_names_another_licence_is_seen(named: str) -> None:
    """Such a name was once taken for the project's own, and the file for the MIT licence alone."""
    said = f"Zorg is licensed under the {named} License."
    for text in (f"{said}\n\n{MIT}", f"{MIT}\n\n{said}"):
        assert identify(text).osi != "yes"


@pytest.mark.parametrize(
    "words",
    [
        "This module was extracted from the `zorg` package, developed by Zorg, Inc.",
        "Zorg was created by Jane Q. Doe. It is a derivative work of the Node.js project.",
        "parse() is based on Joe's node.js `url` code:",
        "Portions written in 2005 by John Roe and placed in the public domain.",
        "All contributions towards Zorg are MIT licensed.",
    ],
)
def test_a_sentence_on_the_origin_is_harmless(words: str) -> None:
    text = MIT.replace("MIT License", "The MIT License (MIT)")
    assert identify(f"Copyright 2019 Jane Doe\n{words}\n\n{text}").osi == "yes"


@pytest.mark.parametrize(
    "words",
    [
        "Zorg is based on Zarg for private use only.",
        "This work is derived from a product that must not be sold.",
        "It was created by people who forbid commercial use.",
        "Portions written in 2005 by John Roe and placed under a fee.",
        "This software is a fork of Zarg, which is not free for companies.",
        "Zorg is a port of Zarg. Students only.",
    ],
)
def test_an_origin_does_not_hide_a_term(words: str) -> None:
    for text in (f"{words}\n\n{MIT}", f"{MIT}\n\n{words}"):
        assert identify(text).osi != "yes"


def test_the_notice_a_licence_tells_to_use_adds_nothing_to_it() -> None:
    apache = _text("Apache-2.0")
    notice = apache[
        apache.index('Licensed under the Apache License, Version 2.0 (the "License")') :
    ]
    said = f"Copyright 2012 Zorg, Inc.\n\n{notice}\n\n"
    assert identify(said + apache).osi == "yes"
    assert identify(said + "Not for companies.\n\n" + apache).osi != "yes"
    # Beside another licence it names a second one.
    assert identify(said + MIT).osi != "yes"


@pytest.mark.parametrize("holder", ["2020 Jane Doe", "(C) 2020 by Jane Doe <jane@example.org>"])
def test_0bsd_has_a_blank_for_its_holder(holder: str) -> None:
    below = _text("0BSD").split("\n\n", 1)[1]
    match = identify(f"BSD Zero Clause License\n\nCopyright {holder}\n\n{below}")
    assert (match.expression, match.osi) == ("0BSD", "yes"), match


def test_somebody_is_a_name() -> None:
    assert identify(MIT.replace("Jane Doe", "Somebody")).osi == "yes"


def test_the_label_of_a_link_says_nothing_new() -> None:
    named = MIT.replace("Jane Doe", "Jane Doe and [others]")
    assert identify(f"{named}\n[others]: https://example.org/people\n").osi == "yes"
    assert identify(f"{named}\n[not for sale]: https://example.org/people\n").osi != "yes"


def test_names_joined_by_nor_are_names() -> None:
    third = CLAUSE.replace("the copyright holder", "zorg.com, nor Zarg")
    assert identify(_reworded("BSD-3-Clause", (CLAUSE, third))).osi == "yes"


def test_the_first_text_of_a_long_file_names_it() -> None:
    cmu = _text("MIT-CMU")
    others = "\n\n".join(
        _text(key) for key in ("BSD-2-Clause", "Apache-2.0", "Zlib", "ISC", "FTL") * 4
    )
    match = identify(f"{cmu}\n\n{others}")
    assert (match.template or "").split()[0] == "MIT-CMU"


def test_a_likeness_above_a_whole_text_does_not_name_the_file() -> None:
    """Two thirds of some rare licence once gave its name to a file with the SSPL below it."""
    words = _text("SUL-1.0").split()
    match = identify(f"{' '.join(words[: len(words) * 7 // 10])}\n\n{_text('SSPL-1.0')}")
    assert match.expression == "LicenseRef-SSPL-1.0-modified", match
    assert (match.template or "").split()[0] == "SSPL-1.0"
