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
