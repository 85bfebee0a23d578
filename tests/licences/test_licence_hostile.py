"""Hostile files cost bounded time and never become a licence approved by OSI."""

from __future__ import annotations

import time

import pytest

from scoring.licences.card import read_card
from scoring.licences.identify import identify
from scoring.licences.licence_file import read_licence_file
from scoring.licences.readme import read_readme
from scoring.licences.spdx import spdx_list

MIT = spdx_list().licences["MIT"].text or ""
SIZE = 150_000
HOSTILE = {
    "copies": (MIT * 2500)[:SIZE],
    "every licence": "".join(e.text or "" for e in spdx_list().licences.values())[:SIZE],
    "spaces": "\n" + " " * (SIZE - 1),
    "newlines": "\n" * SIZE,
    "open tags": "<p " * (SIZE // 3),
    "at signs": "a@" * (SIZE // 2),
    "one word": "a" * SIZE,
    "restrictions": "不得用于商业用途，" * (SIZE // 9),
    "expanding": "\ufdfa" * SIZE,
    "notices": "copyright (c) 2020 " * (SIZE // 19),
    "headings": "# License\n" * (SIZE // 10),
    "badges": "/badge/license-" * (SIZE // 15),
    "half phrases": "only for the " * (SIZE // 13),
    "binary": "\x00\x01\ufffd\u202e" * (SIZE // 4),
    "surrogates": "\ud800 licence " * (SIZE // 10),
    "50 MB": "x " * 25_000_000,
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_time_is_bounded(name: str) -> None:
    text = HOSTILE[name]
    began = time.process_time()
    match = identify(text)
    read_licence_file("LICENSE", text)
    read_readme("README.md", text)
    read_card("README.md", f"---\nlicense: {text}")
    assert time.process_time() - began < 15
    assert match.osi != "yes" or name == "copies"
    assert len(match.excerpt) <= 300


def test_excerpts_carry_no_controls() -> None:
    said = read_licence_file("LICENSE", MIT + "\n\x1b[31mNo sale.\x00\u202e\x07")[0]
    assert said.status == "modified"
    assert said.excerpt
    assert not set(said.excerpt) & set("\x00\x07\x1b\u202e\n")
