"""Bodies of pages are made once, within a bound."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuanzheng.web.showing import answers
from yuanzheng.web.showing.keeping import Bodies


def test_what_several_ask_for_at_once_is_made_once():
    bodies, made, gate = Bodies(10_000), [], threading.Event()

    def make() -> bytes:
        gate.wait(5)
        made.append(1)
        return b"body"

    found: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: found.append(bodies.get(("copy", 1), make)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    gate.set()
    for thread in threads:
        thread.join()
    assert (made, found) == ([1], [b"body"] * 8)


def test_a_failure_is_not_kept_and_the_next_one_tries_again():
    bodies = Bodies(10_000)

    def fails() -> bytes:
        raise LookupError

    with pytest.raises(LookupError):
        bodies.get(("copy",), fails)
    assert bodies.get(("copy",), lambda: b"made") == b"made"


@given(st.lists(st.tuples(st.integers(0, 20), st.binary(max_size=400)), max_size=60))
def test_never_more_than_the_bound_and_always_what_was_made(asked):
    bodies, first = Bodies(1_000), {}
    for number, content in asked:
        held = bodies.get(("copy", number), lambda content=content: content)
        assert held in {content, first.get(number)}
        first[number] = held
        assert bodies.size <= 1_000 or len(bodies._held) == 1


def test_of_other_copies_nothing_stays():
    bodies = Bodies(10_000)
    for name in ("old", "new"):
        bodies.get((name, "page"), lambda: b"x" * 50)
    bodies.forget(but="new")
    assert [key[0] for key in bodies._held] == ["new"]
    assert bodies.size == sum(map(len, bodies._held.values()))


def test_pages_of_another_version_of_the_program_have_another_mark(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mend in Python or SQL alone too: else browsers keep the page it mended."""
    web = tmp_path / "yuanzheng" / "web"
    for place in ("templates", "static"):
        (web / place).mkdir(parents=True)
    (tmp_path / "reports").mkdir()
    monkeypatch.setattr(answers, "_FOLDER", web)
    marks = set()
    for name in ("yuanzheng/web/app.py", "reports/all.sql", "yuanzheng/web/templates/a.html.j2"):
        for text in ("one", "two"):
            (tmp_path / name).write_text(text, encoding="utf-8")
            marks.add(answers.program.__wrapped__())
    assert len(marks) == 6
