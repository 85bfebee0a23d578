"""Terms beside or instead of a licence text: which kind they are, however short the file."""

from __future__ import annotations

import pytest

from scoring.licences.identify import SHORT_CHARACTERS, identify
from scoring.licences.licence_file import read_licence_file
from scoring.licences.restrictions import locate, restrictions
from scoring.licences.spdx import spdx_list

MIT = (spdx_list().licences["MIT"].text or "").replace(
    "<year> <copyright holders>", "2024 Jane Doe"
)


@pytest.mark.parametrize(
    "text",
    [
        "Released under the MIT license for non-commercial use. For commercial use contact me.",
        "开源协议：GPLv3。特别说明：禁止任何形式的二次销售。",
        "MIT. You must not resell this software.",
    ],
)
def test_a_short_file_that_names_a_licence_and_limits_it_is_a_no(text: str) -> None:
    said = read_licence_file("LICENSE", text)
    assert [(one.status, one.osi) for one in said] == [("custom", "no")]
    assert said[0].restricted


def test_a_pointer_without_limits_stays_a_pointer() -> None:
    said = read_licence_file("LICENSE", "Released under the MIT license, also for commercial use.")
    assert [(one.status, one.expression) for one in said] == [("mention", "MIT")]


def test_a_long_text_that_forbids_something_by_the_way_is_no_licence() -> None:
    story = "We fixed a button and moved it to the left of the page. " * 60
    text = f"{story}Pictures in this page must not be sold without our permission."
    assert len(text) > SHORT_CHARACTERS
    assert [one.status for one in read_licence_file("LICENSE", text)] == ["none"]


TERMS = {
    "You shall not use it to build something that competes with us.": "竞争或托管服务",
    "Not for resale.": "转售或改名发布",
    "This license does not apply to employees of Acme.": "限定使用者",
    "制裁国家的用户不得下载。": "限定使用者",
    "You may not use it to train machine learning models.": "人工智能训练",
    "禁止将本仓库的代码用于模型训练。": "人工智能训练",
    "The rights under this license can not be transferred.": "可收回或不可转让",
    "授权方可以随时收回授权。": "可收回或不可转让",
    "Production needs the purchase of a key.": "付费或标识条件",
    "使用者必须保留页面底部的链接。": "付费或标识条件",
}  # fmt: skip


@pytest.mark.parametrize(("words", "kind"), TERMS.items())
def test_the_kind_of_restriction_is_told(words: str, kind: str) -> None:
    match = identify(f"{MIT}\n\n{words}")
    assert match.osi == "no"
    assert kind in match.restricted


@pytest.mark.parametrize(
    "key", ["MIT", "Apache-2.0", "BSD-3-Clause", "ISC", "MulanPSL-2.0", "0BSD"]
)
def test_common_licences_restrict_nothing(key: str) -> None:
    """Else a text with one of them in it would be called restricted for their own words."""
    assert restrictions(spdx_list().licences[key].text or "") == []


def test_a_fork_that_is_not_marked_as_one_is_no_restriction() -> None:
    assert restrictions("This is a fork. It is not marked as a fork on the platform.") == []


def test_a_text_with_the_title_of_a_known_family_keeps_that_name() -> None:
    """A disclaimer and a grant it shares with some text of the list are not what it is."""
    grant = (spdx_list().licences["HPND"].text or "").replace("\n", " ")
    text = f"The ChatGLM-6B License\n\n{'您不得出于任何军事目的使用本软件的全部。' * 20}\n{grant}"
    match = identify(text)
    assert (match.expression, match.status, match.osi) == (
        "LicenseRef-ChatGLM-Model",
        "custom",
        "no",
    )


PARAMETERS = (
    "Business Source License 1.1\n\nParameters\n\nLicensor: Zorg, Inc.\nLicensed Work: Zorg 1.9\n"
    "Additional Use Grant: You may make use of the Licensed Work, but not for a Zorg Service.\n"
    "Change Date: 2030-07-13\nChange License: Apache License, Version 2.0\n\n"
)


def test_a_licence_with_its_parameters_filled_in_is_itself() -> None:
    text = spdx_list().licences["BUSL-1.1"].text or ""
    match = identify(PARAMETERS + text)
    assert (match.expression, match.status, match.osi) == ("BUSL-1.1", "similar", "no")
    assert "Zorg Service" in match.excerpt or "Parameters" in match.excerpt
    for other in (PARAMETERS[:60] + text, f"{PARAMETERS}{text}\nFree for everybody in May."):
        assert identify(other).expression == "LicenseRef-BUSL-1.1-modified"


@pytest.mark.parametrize(
    ("words", "limits"),
    [
        ("受限于显存大小，我们仅测试了256、512和1024token的性能。", False),
        ("如需商用，您只需遵循使用协议进行商用即可。", False),
        ("本软件仅供测试。", True),
        ("如需商用，请联系我们。", True),
    ],
)
def test_what_was_done_is_no_restriction(words: str, limits: bool) -> None:
    assert bool(list(locate(words))) is limits
