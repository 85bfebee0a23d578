"""Licences are read the same from texts whose addresses and telephone numbers were taken out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from scoring.licences.licence_file import read_licence_file, read_notice
from scoring.licences.manifests import read_manifest
from scoring.licences.plain import excerpt
from scoring.licences.readme import read_readme
from scoring.licences.spdx import spdx_list
from scoring.licences.statement import Statement
from warehouse.personal import cleaned

OWNERS = "Copyright (c) 2026 张三 <zhang@corp.cn>, Li Wei (li.wei@example.org)\n\n"


def without_words(found: list[Statement]) -> list[Statement]:
    """The words quoted may be cut at another place."""
    return [replace(statement, excerpt=None) for statement in found]


def held() -> Iterator[str]:
    texts = (entry.text for entry in spdx_list().licences.values())
    return (text for text in texts if text and "@" in text)


def test_the_texts_of_the_list() -> None:
    changed = [(text, cleaned(text)) for text in held() if cleaned(text) != text]
    assert len(changed) > 20
    for text, made in changed:
        for read in (read_licence_file, read_notice, read_readme):
            assert without_words(read("x", made)) == without_words(read("x", text))


@pytest.mark.parametrize(
    "key", ["MIT", "Apache-2.0", "BSD-3-Clause", "GPL-3.0-only", "MulanPSL-2.0", "ISC", "Zlib"]
)
def test_common_texts_with_their_owners(key: str) -> None:
    text = OWNERS + (spdx_list().licences[key].text or "")
    made = cleaned(text)
    assert "corp.cn>" in made
    assert "zhang@" not in made
    found = read_licence_file("LICENSE", made)
    assert without_words(found) == without_words(read_licence_file("LICENSE", text))
    assert [statement.expression for statement in found] == [
        s.expression for s in read_licence_file("LICENSE", text.replace(OWNERS, ""))
    ]


def test_manifests() -> None:
    text = '{"name": "a", "license": "MIT", "author": "Li <li@corp.cn>", "x": "y@corp.cn"}'
    assert cleaned(text) != text
    assert read_manifest("package.json", cleaned(text)) == read_manifest("package.json", text)


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("文件超过 1048576 字节，未读取", "文件超过 1048576 字节，未读取"),
        ("电话 13800138000 转 8", "电话 〔号码〕 转 8"),
        ("13800138000字节", "〔号码〕字节"),
    ],
)
def test_a_number_of_bytes_is_shown_and_a_telephone_is_not(words: str, shown: str) -> None:
    assert excerpt(words) == shown
