"""A licence with something added or taken away is never called approved by OSI."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.licences import plain
from scoring.licences.identify import identify
from scoring.licences.spdx import spdx_list


def _text(key: str) -> str:
    text = spdx_list().licences[key].text
    assert text is not None
    return text


MIT = _text("MIT").replace("<year> <copyright holders>", "2024 Zhang San")
APACHE, BSD3, BSD2 = _text("Apache-2.0"), _text("BSD-3-Clause"), _text("BSD-2-Clause")
COMMONS = (
    "“Commons Clause” License Condition v1.0\n\nThe Software is provided to you by the Licensor "
    "under the License, as defined below, subject to the following condition. Without limiting "
    "other conditions in the License, the grant of rights under the License will not include, and "
    "the License does not grant to you, the right to Sell the Software.\n\n"
)


def _swap(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new)


RIDERS = {
    "zh commercial": f"{MIT}\n补充条款：不得用于商业用途，商业使用请联系作者获得授权。",
    "zh ban": f"{MIT}\n禁止商用",
    "zh short": f"{MIT}\n禁商用",
    "zh study": f"{MIT}\n仅供学习研究使用。",
    "zh before": f"本软件采用MIT协议，但未经作者书面许可不得用于盈利。\n\n{MIT}",
    "zh in notice": _swap(MIT, "Zhang San", "张三 仅供教学"),
    "zh traditional": f"{MIT}\n僅供學習研究使用，禁止商業用途",
    "zh mulan": _text("MulanPSL-2.0") + "\n附加条款：禁止商用，如需商用请联系我们。",
    "zh full width": f"{MIT}\nＮｏｎ－ｃｏｍｍｅｒｃｉａｌ　ｏｎｌｙ",
    "zh compete": f"{APACHE}\n不得用本软件提供与我方竞争的云服务。",
    "zh fee": f"{APACHE}\n年收入超过一百万元的企业须付费购买授权。",
    "zh revoke": f"{APACHE}\n我方可随时收回上述许可。",
    "en commercial": f"{MIT}\nThis software may not be used for commercial purposes.",
    "en three words": f"{MIT}\nNon-commercial use only.",
    "en sell": f"{MIT}\nYou may not sell copies of this software.",
    "en in notice": _swap(MIT, "Zhang San", "Zhang San (non-commercial use only)"),
    "en free for": _swap(MIT, "Zhang San", "Zhang San. Free for students."),
    "en academic person": _swap(MIT, "to any person", "to any academic person"),
    "en country": _swap(MIT, "to any person", "to any person residing in Norway"),
    "en except": _swap(MIT, "to any person", "to any person, except employees of Example Corp,"),
    "en commons": COMMONS + APACHE,
    "en service": f"{APACHE}\nYou may not offer the Work as a competing hosted service.",
    "en military": f"{_text('GPL-3.0-only')}\nAdditional restriction: military use is excluded.",
    "en evil": _swap(
        MIT, "The above", "The Software shall be used for Good, not Evil.\n\nThe above"
    ),
    "en fourth clause": _swap(
        BSD3, "THIS SOFTWARE IS", "4. Resale requires permission.\n\nTHIS SOFTWARE IS"
    ),
    "en revenue": f"{BSD2}\nCompanies with revenue above 1 million USD must buy a licence.",
    "en users": f"{MIT}\nFree for up to 5 users.",
    "en trial": f"{MIT}\nTrial version, expires after 30 days.",
    "en logo": f"{_text('MPL-2.0')}\nYou must display our logo on every page.",
    "en heading": f"Academic License\n\n{MIT}",
    "en terms": f"{MIT}\nSee https://example.com/terms for additional terms.",
    "en production": _swap(
        APACHE, "[yyyy] [name of copyright owner]", "2024 A. Production use needs a key."
    ),
    "slot author": _swap(
        _text("ISC"), "AND THE AUTHOR DISCLAIMS", "AND THE AUTHOR, WHO FORBIDS RESALE, DISCLAIMS"
    ),
    "slot name": _swap(
        BSD3, "the copyright holder nor", "Acme nor any company selling this software nor"
    ),
    "html attribute": f'<p title="not for commercial use">{MIT}</p>',
    "html comment": f"<!-- not for commercial use -->{MIT}",
    "angle brackets": _swap(MIT, "to any person", "to any person <who does not sell it>"),
    "struck in HTML": _swap(MIT, "and/or sell", "<s>and/or sell</s>"),
    "struck in Markdown": _swap(MIT, "without restriction", "~~without restriction~~"),
    "struck lines": MIT.replace("THE SOFTWARE IS", "~THE SOFTWARE IS").rstrip() + "~",
    "order marks": _swap(MIT, "without restriction", "\u202ewithout restriction\u202c"),
    "zero width": f"{MIT}\nnon\u200bcommercial only",
    "other alphabet": f"{MIT}\nNon-соmmеrсiаl only.",
    "spaced out": f"{MIT}\nNo c o m m e r c i a l u s e",
    "ja": f"{MIT}\n商用利用禁止",
    "gone: sell": _swap(MIT, ", and/or sell", ""),
    "gone: sublicense": _swap(MIT, "sublicense, ", ""),
    "gone: freedom": _swap(MIT, "without restriction, including\nwithout limitation", ""),
    "gone: free of charge": _swap(MIT, ", free of charge,", ""),
    "gone: patent": _swap(APACHE, "royalty-free, irrevocable (except", "irrevocable (except"),
    "gone: modify": _swap(BSD2, "with or without modification, ", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", RIDERS)
def test_no_rider_is_cleared(name: str) -> None:
    match = identify(RIDERS[name])
    assert match.status == "modified", match
    assert match.osi in {"no", "unknown"}
    assert match.fsf in {"no", "unknown"}
    assert match.expression.startswith("LicenseRef-")
    assert match.excerpt


@pytest.mark.parametrize(
    "name", ["zh commercial", "zh study", "en commercial", "en service", "en commons", "zh fee"]
)
def test_plain_words_of_restriction_make_it_a_no(name: str) -> None:
    match = identify(RIDERS[name])
    assert match.osi == "no"
    assert match.restricted


def test_the_difference_is_shown() -> None:
    added = identify(RIDERS["en sell"]).excerpt
    assert "You may not sell copies of this" in added
    assert identify(RIDERS["gone: sublicense"]).excerpt == "－“sublicense”"


@pytest.mark.parametrize(
    "people",
    ["Copyright (c) 2020 Joe https://x.edu/~joe and Ann https://y.edu/~ann/",
     "Copyright (c) 2018~2020 Joe, 2021~2024 Ann", "~~~~~~~~~~\nCopyright (c) 2020 Joe\n~~~~~~~~~~",
     "Copyright (c) ~2020 Joe ~ Ann"],
)  # fmt: skip
def test_tildes_that_cross_nothing_out_change_nothing(people: str) -> None:
    assert identify(_swap(MIT, "Copyright (c) 2024 Zhang San", people)).osi == "yes"


def test_nothing_is_crossed_out_in_the_texts_of_the_list() -> None:
    texts = [entry.text for entry in spdx_list().licences.values() if entry.text]
    assert len(texts) > 500
    assert [text[:60] for text in texts if plain.otherwise(text)] == []


def test_alone_each_base_is_cleared() -> None:
    """Else the tests above would pass for nothing."""
    bases = [MIT, APACHE, BSD2, BSD3, *map(_text, ("ISC", "MPL-2.0", "GPL-3.0-only"))]
    assert {identify(text).osi for text in bases} == {"yes"}


SHORT = [
    "Big Tech companies excluded", "China excluded", "Amazon barred", "Corporations banned",
    "university staff exclusively", "nonprofits welcome, others pay", "Evaluation copy",
    "licence void in Russia", "Fair Source", "Source Available", "Oracle staff keep out",
    "kindly refrain from reselling", "please share alike", "give us a star first",
    "reselling is theft", "Tencent and Alibaba never", "教育版", "社区版", "学生专用", "内部资料",
    "校园版", "仅限内网", "请先加群", "谢绝转载", "侵权必究", "转载注明出处", "最终解释权归作者",
    "自用", "勿传播", "授权给张三", "除外：腾讯",
]  # fmt: skip


@pytest.mark.parametrize("words", SHORT)
def test_few_words_are_seen_wherever_they_stand(words: str) -> None:
    """In the notice, under it, as a heading, at the end, in the notice of the Apache appendix."""
    texts = [
        _swap(MIT, "Zhang San", f"Zhang San, {words}"),
        _swap(MIT, "Zhang San", f"Zhang San\n{words}\n"),
        f"{words}\n\n{MIT}",
        f"{MIT}\n{words}",
        _swap(APACHE, "[name of copyright owner]", f"Acme, {words}"),
    ]
    assert {identify(text).osi for text in texts} <= {"no", "unknown"}


WORDS = ["you", "not", "use", "sell", "copy", "this", "software", "only", "for", "research"]


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.sampled_from(WORDS), max_size=8),
    st.sampled_from(["may not", "not", "only", "must", "except", "no commercial"]),
    st.integers(0, 170),
)
def test_a_rider_anywhere_is_seen(words: list[str], bite: str, place: int) -> None:
    at = MIT.split()
    at[place:place] = ["Zorgs", bite, *words, "zorg"]
    assert identify(" ".join(at)).osi != "yes"


@pytest.mark.parametrize(
    ("key", "old", "new"),
    [
        ("MPL-2.0", "60 days", "1 days"),
        ("GPL-3.0-only", "60 days", "6 days"),
        ("AGPL-3.0-only", "30 days", "3 days"),
        ("Apache-2.0", "fifty percent (50%)", "fifty percent (5%)"),
    ],
)
def test_another_number_of_days_or_percent_is_another_text(key: str, old: str, new: str) -> None:
    assert identify(_text(key)).osi == "yes"
    match = identify(_swap(_text(key), old, new))
    assert (match.status, match.osi) == ("modified", "unknown")
    assert "＋" in match.excerpt


@pytest.mark.parametrize("key", ["GPL-3.0-only", "LGPL-3.0-only", "AGPL-3.0-only"])
def test_the_only_of_a_name_hides_no_limit(key: str) -> None:
    limited = identify(f"Copyright 2023 Foo. Huawei only\n\n{_text(key)}")
    assert (limited.status, limited.osi) == ("modified", "unknown")
    for head in (f"SPDX-License-Identifier: {key}\nCopyright 2023 Foo", f"{key}\n"):
        assert identify(f"{head}\n\n{_text(key)}").osi == "yes"
