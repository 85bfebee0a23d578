"""Licence texts are recognised for what they are, however they are wrapped, and nothing else is."""

from __future__ import annotations

import email.parser
import re
import site
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.licences import expressions
from scoring.licences.identify import MAX_CHARACTERS, Match, identify
from scoring.licences.spdx import spdx_list

COMMON = [
    "MIT",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "0BSD",
    "GPL-2.0-only",
    "GPL-3.0-only",
    "LGPL-2.1-only",
    "AGPL-3.0-only",
    "MPL-2.0",
    "EPL-2.0",
    "MulanPSL-2.0",
    "MulanPSL-1.0",
    "Unlicense",
    "Zlib",
    "BSL-1.0",
    "SSPL-1.0",
    "BUSL-1.1",
    "Elastic-2.0",
    "CC-BY-4.0",
    "CC0-1.0",
]


def text_of(key: str) -> str:
    text = spdx_list().licences[key].text
    assert text is not None
    return text


@pytest.fixture(scope="module")
def canonical() -> dict[str, Match]:
    texts = {key: entry.text for key, entry in spdx_list().licences.items()}
    return {key: identify(text) for key, text in texts.items() if text is not None}


def test_canonical_texts_are_themselves(canonical: dict[str, Match]) -> None:
    """At least 99.5 % of the list's texts; -only/-or-later and the like share one text."""
    right = [k for k, m in canonical.items() if k == m.template or k in m.alternatives]
    assert len(canonical) > 700
    assert len(right) / len(canonical) >= 0.995, sorted(set(canonical) - set(right))


def test_canonical_flags_are_those_of_the_list(canonical: dict[str, Match]) -> None:
    listed = spdx_list().licences
    cleared = {key for key, match in canonical.items() if match.osi == "yes"}
    approved = {key for key in canonical if listed[key].osi == "yes"}
    assert cleared - approved == set()
    assert len(cleared) >= 0.98 * len(approved), sorted(approved - cleared)


def test_texts_shared_by_several_ids_are_known(canonical: dict[str, Match]) -> None:
    gpl = canonical["GPL-3.0-or-later"]
    assert (gpl.expression, gpl.alternatives) == ("GPL-3.0-only", ("GPL-3.0-or-later",))
    groups = Counter(match.template for match in canonical.values() if match.alternatives)
    assert {"GPL-2.0-only", "AGPL-3.0-only", "MPL-2.0", "OFL-1.1", "GFDL-1.3-only"} <= set(groups)


@pytest.mark.parametrize("key", COMMON)
def test_wrapping_case_and_spaces_change_nothing(key: str) -> None:
    text = text_of(key)
    plain = identify(text)
    shapes = {
        "one line": " ".join(text.split()),
        "a word a line": "\n".join(text.split()),
        "crlf": text.replace("\n", "\r\n"),
        "upper": text.upper(),
        "indented": text.replace("\n", "\n    "),
        "quoted": "\n".join(f"> {line}" for line in text.split("\n")),
        "commented": "\n".join(f" * {line}" for line in text.split("\n")),
        "html": "<html><body><p>" + text.replace("\n\n", "</p>\n<p>") + "</p></body></html>",
        "curly": text.replace('"', "“").replace("'", "’"),
    }
    for shape, changed in shapes.items():
        match = identify(changed)
        told = (match.expression, match.status, match.osi)
        assert told == (plain.expression, plain.status, plain.osi), shape


def test_isc_wrapped_at_copyright_stays_isc() -> None:
    """Dropping lines that start with “copyright” once turned ISC into 0BSD."""
    wrapped = text_of("ISC").replace("the above copyright notice", "the above\ncopyright notice")
    assert identify(wrapped).expression == "ISC"


@pytest.mark.parametrize(
    ("key", "changes"),
    [
        ("MIT", [("<year> <copyright holders>", "2015-2024 张三 and contributors")]),
        ("MIT", [("MIT License", "The MIT License (MIT)"), ("<year>", "2011")]),
        ("BSD-3-Clause", [("the copyright holder nor", "the University of Nowhere nor")]),
        ("BSD-3-Clause", [("COPYRIGHT HOLDERS AND CONTRIBUTORS", "REGENTS AND CONTRIBUTORS")]),
        ("ISC", [("THE AUTHOR DISCLAIMS", "ISAAC Z. SCHLUETER DISCLAIMS"), ("<year>", "(c)")]),
        ("Apache-2.0", [("[yyyy] [name of copyright owner]", "2024 某某科技有限公司")]),
        ("MulanPSL-2.0", [("[Year] [name of copyright holder]", "2023 openEuler")]),
    ],
)
def test_names_in_blanks_leave_the_licence_osi(key: str, changes: list[tuple[str, str]]) -> None:
    text = text_of(key)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    match = identify(text)
    assert (match.expression, match.osi) == (key, "yes"), match


def test_parts_that_may_be_missing() -> None:
    apache, mulan = text_of("Apache-2.0"), text_of("MulanPSL-2.0")
    short = apache[: apache.index("APPENDIX")]
    english = mulan[mulan.index("Mulan Permissive Software License，Version 2\n") :]
    chinese = mulan[: mulan.index("Mulan Permissive Software License，Version 2\n")]
    lesser = text_of("LGPL-3.0-only")
    lesser = lesser[: lesser.index("GNU GENERAL PUBLIC LICENSE\n")]
    told = [identify(text) for text in (short, english, chinese, lesser)]
    assert [one.expression for one in told] == [
        "Apache-2.0", "MulanPSL-2.0", "MulanPSL-2.0", "LGPL-3.0-only",
    ]  # fmt: skip
    assert {one.osi for one in told} == {"yes"}


def test_mulan_versions_differ() -> None:
    first, second = identify(text_of("MulanPSL-1.0")), identify(text_of("MulanPSL-2.0"))
    assert (first.expression, first.osi) == ("MulanPSL-1.0", "no")
    assert (second.expression, second.osi, second.fsf) == ("MulanPSL-2.0", "yes", "unknown")


def test_two_texts_in_one_file_both_hold() -> None:
    both = identify(text_of("MIT") + "\n\n" + text_of("Apache-2.0"))
    assert (both.expression, both.osi) == ("MIT AND Apache-2.0", "yes")
    mixed = identify(text_of("MIT") + "\n\n" + text_of("SSPL-1.0"))
    assert (mixed.expression, mixed.osi) == ("MIT AND SSPL-1.0", "unknown")


NOT_LICENCES = {
    "changelog": "# Changelog\n\n## 2.1.0\n- Change the license to MIT (#123)\n- Fix copyright "
    "year in footer\n- Drop Python 3.8\n## 2.0.0\n- Rewrite of the parser, faster by half\n",
    "contributing": "# Contributing\n\nThanks for your help! Open an issue first. By sending a "
    "pull request you agree that your work is released with the rest of the project. Run the "
    "tests, write a clear commit message, keep changes small and add an entry to the changelog.",
    "conduct": "We pledge to make participation in our community a harassment-free experience "
    "for everyone. Examples of behaviour that contributes to a positive environment include "
    "using welcoming language, being respectful of differing viewpoints and experiences.",
    "readme": "# 数据看板\n\n一个展示社区数据的小工具。\n\n## 用法\n\n运行后打开浏览器。",
    "code": "import os\n\nfor name in os.listdir('.'):\n    print(name)\n" * 20,
    "empty": "",
    "path": "../LICENSE",
    "json": '{"name": "x", "version": "1.0.0", "dependencies": {"left-pad": "^1.0.0"}}',
}


@pytest.mark.parametrize("name", NOT_LICENCES)
def test_other_texts_are_no_licence(name: str) -> None:
    match = identify(NOT_LICENCES[name])
    assert (match.expression, match.status, match.osi) == ("NONE", "none", "unknown")


def test_model_licences_are_custom_and_not_osi() -> None:
    text = (
        "LLAMA 3.1 COMMUNITY LICENSE AGREEMENT\nLlama 3.1 Version Release Date: July 23, 2024\n"
        "“Agreement” means the terms and conditions for use, reproduction, distribution and "
        "modification of the Llama Materials set forth herein. You are granted a non-exclusive, "
        "worldwide, non-transferable and royalty-free limited license."
    )
    match = identify(text)
    told = (match.expression, match.status, match.osi)
    assert told == ("LicenseRef-Llama-3.1-Community", "custom", "no")


def test_unknown_licence_is_custom_with_a_stable_name() -> None:
    text = (
        "某某软件使用许可协议\n本协议由版权人与用户订立。版权人授权用户安装和使用本软件，"
        "用户不得反向工程、不得出租。本软件按现状提供，不作任何担保，版权人不承担责任。"
    )
    match = identify(text)
    assert match.status == "custom"
    assert match.expression.startswith("LicenseRef-custom-")
    assert match.expression == identify(text.replace("\n", "\n\n")).expression
    assert match.osi != "yes"


def test_too_long_is_said_so() -> None:
    match = identify("x " * MAX_CHARACTERS)
    assert (match.status, match.expression, match.osi) == ("unreadable", "NOASSERTION", "unknown")
    assert str(MAX_CHARACTERS) in match.excerpt


def test_no_address_of_a_person_is_shown() -> None:
    text = text_of("MIT").replace("<year> <copyright holders>", "2020 A <a.person@example.com>")
    assert "example.com" not in identify(text).excerpt
    assert "example.com" not in identify(text + "\nAsk a.person@example.com first.").excerpt


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_random_text_never_raises_and_is_never_osi(text: str) -> None:
    assert identify(text).osi != "yes"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(sorted(set(text_of("MIT").split()))), max_size=200))
def test_words_of_a_licence_are_not_the_licence(words: list[str]) -> None:
    assert identify(" ".join(words)).osi != "yes"


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_any_wrapping_gives_the_same_answer(data: st.DataObject) -> None:
    words = text_of("BSD-2-Clause").split()
    gaps = data.draw(
        st.lists(
            st.sampled_from([" ", "\n", "\n\n", "\t", "\r\n  "]),
            min_size=len(words),
            max_size=len(words),
        )
    )
    match = identify("".join(w + gap for w, gap in zip(words, gaps, strict=True)))
    assert (match.expression, match.status, match.osi) == ("BSD-2-Clause", "exact", "yes")


def _installed() -> list[tuple[str, frozenset[str]]]:
    """Licence files of installed packages that declare one SPDX id, and that id."""
    found = []
    for folder in sorted({*site.getsitepackages()}):
        for info in sorted(Path(folder).glob("*.dist-info")):
            declared = _declared(info)
            files = [f for f in sorted(info.rglob("*")) if re.match(r"licen[cs]e", f.name, re.I)]
            files = [f for f in files if f.is_file()]
            if declared and len(files) == 1:
                found.append((files[0].read_text("utf-8", "replace"), declared))
    return found


def _declared(info: Path) -> frozenset[str]:
    head = email.parser.HeaderParser().parsestr((info / "METADATA").read_text("utf-8", "replace"))
    read = expressions.parse(head.get("License-Expression") or "")
    return frozenset(read.ids) if read and len(read.ids) == 1 else frozenset()


def test_installed_packages_hold_what_they_declare() -> None:
    """A sanity measurement on real files: the declared licence is among those recognised."""
    files = _installed()
    if len(files) < 20:
        pytest.skip("这个环境里带许可证文件的已安装包太少，量不出来")
    wrong = []
    for text, declared in files:
        match = identify(text)
        if not declared & set((match.template or "").split()):
            wrong.append((sorted(declared), match.status, match.template, match.excerpt[:80]))
    # Some packages ship a notice that only names the licence.
    assert len(wrong) <= 0.1 * len(files), wrong
