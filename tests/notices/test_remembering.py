"""Matters are said at once, again after 1, 3 and 7 days, and once more when they are over."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yuanzheng.notices import remembering
from yuanzheng.notices.notice import Notice
from yuanzheng.notices.remembering import Memory

FIRST = datetime(2026, 11, 1, 18, 30, tzinfo=UTC)
DISK = Notice("disk:full", "warning", "磁盘只剩 1 GiB。", "请清出空间。")
ALL = frozenset({"disk", "growth", "streams"})


def nights(memory: Memory, found: list[list[Notice]], **looked: frozenset[str]) -> list[str]:
    """What one receiver hears, night by night."""
    heard = []
    for night, notices in enumerate(found):
        moment = FIRST + timedelta(days=night, minutes=(night * 7) % 30)
        memory = memory.after(notices, looked.get("looked", ALL), moment)
        due, over = memory.due("a", "info", moment), memory.ended("a")
        heard.append("+" * len(due) + "-" * len(over))
        memory = memory.said("a", due, over, moment).tidy(moment)
    return heard


def test_it_is_not_said_every_night() -> None:
    heard = nights(Memory(), [[DISK]] * 30)
    said = [night for night, words in enumerate(heard) if words]
    assert said == [0, 1, 4, 11, 18, 25]


def test_its_end_is_said_once_and_a_new_beginning_is_new() -> None:
    heard = nights(Memory(), [[DISK], [], [], [DISK], [DISK]])
    assert heard == ["+", "-", "", "+", "+"]


def test_what_nobody_looked_at_is_not_over() -> None:
    assert nights(Memory(), [[DISK], [], []], looked=frozenset()) == ["+", "+", ""]


def test_a_matter_that_gets_worse_is_said_at_once() -> None:
    worse = replace(DISK, severity="error")
    assert nights(Memory(), [[DISK], [DISK], [DISK], [worse], [worse]]) == ["+", "+", "", "+", ""]


def test_patience_counts_nights_running_and_not_rounds() -> None:
    bad = replace(DISK, key="streams:x", patience=3)
    assert nights(Memory(), [[bad], [bad], [], [bad], [bad], [bad]]) == ["", "", "", "", "", "+"]
    memory = Memory()
    for minutes in range(5):
        memory = memory.after([bad], ALL, FIRST + timedelta(minutes=minutes))
    assert memory.entries["streams:x"].nights == 1


def test_an_event_is_said_once_even_where_it_could_not_be_said_at_first() -> None:
    event = replace(DISK, key="growth:jump", passing=True)
    assert nights(Memory(), [[event], [event], [], [event]]) == ["+", "", "", ""]
    memory = Memory().after([event], ALL, FIRST).failed("a", "x", FIRST)
    later = FIRST + timedelta(days=1)
    assert [one.key for one in memory.after([], ALL, later).due("a", "info", later)] == [event.key]


def test_each_receiver_is_told_for_itself() -> None:
    memory = Memory().after([DISK], ALL, FIRST)
    memory = memory.said("a", memory.due("a", "info", FIRST), [], FIRST)
    assert not memory.due("a", "info", FIRST)
    assert memory.due("b", "info", FIRST)
    assert not memory.due("b", "error", FIRST)
    gone = memory.after([], ALL, FIRST + timedelta(days=1))
    assert gone.ended("a")
    assert not gone.ended("b")


def test_since_is_when_it_began() -> None:
    memory = Memory().after([DISK], ALL, FIRST)
    memory = memory.after([DISK], ALL, FIRST + timedelta(days=3))
    assert memory.entries[DISK.key].since == FIRST
    known = replace(DISK, since=FIRST - timedelta(days=9))
    assert memory.after([known], ALL, FIRST).entries[DISK.key].since == known.since


def test_it_is_kept_and_read_again(tmp_path: Path) -> None:
    memory = Memory().after([DISK], ALL, FIRST).failed("b", "连不上对方。", FIRST)
    memory = memory.said("a", memory.due("a", "info", FIRST), [], FIRST)
    remembering.save(tmp_path, memory)
    assert remembering.load(tmp_path) == memory
    assert sorted(path.name for path in tmp_path.iterdir()) == ["notices.json"]


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"version": 2}', '{"version": 1, "entries": {"a": 1}}', "\x00" * 9,
     '{"version":1,"entries":{"k":{"key":"k","severity":"info","what":"","advice":"",'
     '"since":"2026-01-01T00:00:00","seen":"2026-01-01T00:00:00","nights":1}},"silent":{}}',
     "[" * 100_000],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_put_aside(tmp_path: Path, text: str) -> None:
    (tmp_path / "notices.json").write_text(text, encoding="utf-8")
    assert remembering.load(tmp_path) == Memory()
    assert (tmp_path / "notices.unreadable").read_text(encoding="utf-8") == text
    assert remembering.load(tmp_path) == Memory()


_KEYS = st.sampled_from(["disk:full", "streams:a", "growth:b"])
_NIGHT = st.tuples(st.sets(_KEYS), st.booleans(), st.sets(st.sampled_from(sorted(ALL))))


@settings(deadline=None, max_examples=60)
@given(st.lists(_NIGHT, max_size=25))
def test_every_matter_told_ends_and_nothing_ends_untold(
    rounds: list[tuple[set[str], bool, set[str]]],
) -> None:
    memory, open_ = Memory(), set[str]()
    for day, (keys, reachable, looked) in enumerate(rounds):
        moment = FIRST + timedelta(days=day)
        found = [replace(DISK, key=key) for key in sorted(keys)]
        memory = memory.after(found, frozenset(looked), moment)
        due, over = memory.due("a", "info", moment), memory.ended("a")
        assert {one.key for one in over} <= open_
        assert not {one.key for one in due} & {one.key for one in over}
        if reachable:
            open_ = (open_ - {one.key for one in over}) | {one.key for one in due}
            memory = memory.said("a", due, over, moment)
        memory = memory.tidy(moment)
        assert open_ <= memory.entries.keys()
    if reachable_end := FIRST + timedelta(days=len(rounds)):
        memory = memory.after([], ALL, reachable_end)
        assert {one.key for one in memory.ended("a")} == open_


def test_what_a_clock_that_was_ahead_remembered_is_said_when_it_is_put_back() -> None:
    late, now = FIRST + timedelta(days=400), FIRST + timedelta(days=1)
    memory = Memory().after([DISK], ALL, late)
    memory = memory.said("a", memory.due("a", "info", late), [], late).after([DISK], ALL, now)
    due = memory.due("a", "info", now)
    assert [entry.key for entry in due] == [DISK.key]
    assert memory.said("a", due, [], now).due("a", "info", now) == []
