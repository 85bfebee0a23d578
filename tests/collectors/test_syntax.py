"""Which lines are code and which are comments, language by language; what came and went."""

from __future__ import annotations

import random
import re
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors import syntax

# path → text, lines of code, lines of comments (by hand)
SAMPLES = {
    "a.c": ('x; // one\n/* two\n * three */\nchar *s = "/* no */";\nchar q = \'"\'; // x\n', 3, 4),
    "a.py": ('"""Doc.\n\nMore.\n"""\nx = """text\n# no\n"""\nf(\n    """arg""",\n)\n', 6, 3),
    "b.py": ("x = '#'  # c\n\n# noqa: E501\ndef f():\n    '''D.'''\n", 3, 2),
    "c.pyx": ("cdef int a  # c\n", 1, 1),
    "a.go": ("//go:build linux\n// Package a\nvar a = `// no`\n", 2, 1),
    "a.rs": ("/// Doc\nfn a<'a>(x: &'a str) {} // c\n", 1, 2),
    "a.js": ("const a = '//'; // c\n// eslint-disable-next-line\nlet t = `\n// no\n`\n", 5, 1),
    "a.sh": ("#!/bin/sh\necho ${x#y} # c\n# d\n", 2, 2),
    ".github/workflows/ci.yml": ("a: b#c\n# d\nuses: x@y # v1\n", 2, 2),
    "a.html": ("<p>\n<!-- a\nb -->\n", 1, 2),
    "a.sql": ("select '--'; -- c\n", 1, 1),
    "a.lua": ("--[[ a\nb ]]\nx = 1 -- c\n", 1, 3),
    "a.f": ("C words\n      X = 1\n", 1, 1),
    "a.ini": ("; a\nb = c;d\n", 1, 1),
    "a.rb": ("x = 1 # a\n=begin\nb\n=end\n", 1, 4),
    "x.c.src": ("/* a */\nint b;\n", 1, 1),
    "CMakeLists.txt": ("# a\nset(B)\n", 1, 1),
    "Dockerfile.cpu": ("# a\nFROM b\n", 1, 1),
    "words.txt": ("# a\n\n// b\n", 2, 0),
    "注释.java": ("/** 说明 */\nint 甲; // 乙\n", 1, 2),
    "open.c": ("int a;\n/* never\nclosed\n", 1, 2),
}  # fmt: skip


@pytest.mark.parametrize("path", SAMPLES)
def test_lines_of_a_text(path: str) -> None:
    text, code, comment = SAMPLES[path]
    found = syntax.of(path).read(text.encode())
    assert (len(found.code), len(found.comment)) == (code, comment)


def test_only_blanks_apart_is_the_same() -> None:
    how = syntax.of("a.py")
    one, two = (how.read(text) for text in (b"a = 1\n\n# b c\n", b"a  =  1 # b c\r\n"))
    assert (one.code, one.comment) == (two.code, two.comment)


ANY = st.sampled_from(list(SAMPLES))
PIECES = st.lists(
    st.sampled_from(
        ["a", " ", "\n", '"', "'", '"""', "'''", "#", "//", "/*", "*/", "\\", "`", "--", "<!--",
         "-->", "=begin\n", "{-", "%", ";", "中", "\0"]
    ), max_size=60,
)  # fmt: skip


@given(ANY, PIECES)
@settings(max_examples=300, deadline=None)
def test_no_line_is_lost_or_made_whatever_the_text(path: str, pieces: list[str]) -> None:
    """Every line with a word is a line of code, of comments, or (in part each) of both."""
    text = "".join(pieces)
    full = sum(1 for line in text.encode().split(b"\n") if line.strip(b" \t\r\f\v"))
    found = syntax.of(path).read(text.encode())
    assert full <= len(found.code) + len(found.comment) <= 2 * len(text) + 1


LINES = st.lists(st.integers(0, 5), max_size=20)


@given(LINES, LINES)
def test_what_came_and_went(old: list[int], new: list[int]) -> None:
    came, went = syntax.unlike(old, new)
    assert syntax.unlike(new, old) == (went, came)
    assert len(new) - len(old) == came - went
    assert (came == went == 0) == (old == new)
    assert came >= (Counter(new) - Counter(old)).total()
    assert went <= len(old)


HOSTILE = (
    b"/*" * 130_000, b'"' * 300_000, b'"""\n' * 100_000, b"'" * 300_000, b"\\" * 300_000,
    b"# a\n" * 100_000, b"\n=pod" * 60_000,
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("path", ["a.c", "a.py", "a.pl", "a.vue"])
def test_no_text_takes_for_ever(path: str, text: bytes) -> None:
    """Half of what is read of one file at most."""
    found = syntax.of(path).read(text)
    assert len(found.code) + len(found.comment) >= 1


def test_a_line_of_both_counts_in_both() -> None:
    found = syntax.of("a.c").read(b"int a; /* b */ int c;\n")
    assert (len(found.code), len(found.comment)) == (1, 1)


_PIECES = (
    b"#", b"'", b'"', b"'''", b'"""', b"//", b"/*", b"*/", b"\n", b" ", b"\t", b"r", b"Rb", b"x",
    b"\\", b"--", b"<!--", b"-->", b"{-", b"-}", b";", b"%", b"(*", b"*)", b"`", b"=begin",
    b"!", b"REM ",
    b"--[[", b"]]", b"\xff", b"dnl ", b"C", b"*",
)  # fmt: skip


@pytest.mark.parametrize("language", syntax._table()["language"], ids=lambda one: one["endings"][0])
def test_looking_only_where_something_may_begin_finds_all_there_is(language: Any) -> None:
    marks = syntax._marks(language)
    ahead = b"(?=%s)" % syntax._begins(language)
    whole = re.compile(marks.pattern.replace(ahead, b"", 1), marks.flags)
    assert whole.pattern != marks.pattern
    dice = random.Random(language["endings"][0])
    for _ in range(150):
        text = b"".join(dice.choices(_PIECES, k=50))
        ours, all_ = (
            [(one.span(), one.lastgroup) for one in by.finditer(text)] for by in (marks, whole)
        )
        assert ours == all_, text
