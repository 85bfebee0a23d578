"""What is kept belongs to the very thing it was made of, and is not kept for ever."""

from __future__ import annotations

import gc
import weakref

import pytest

from reports.lasting import lasting


class Thing:
    def __eq__(self, other):
        return True

    __hash__ = None


def test_made_once_for_one_thing_and_anew_for_its_equal():
    calls = []

    @lasting()
    def made(thing):
        calls.append(thing)
        return len(calls)

    one, equal = Thing(), Thing()
    assert [made(one), made(one), made(equal), made(equal), made(one)] == [1, 1, 2, 2, 3]


def test_things_are_told_apart_by_all_of_them_and_their_order():
    @lasting(8)
    def made(*things):
        return list(things)

    one, other = Thing(), Thing()
    assert made(one, other) is made(one, other)
    assert made(one) is made(one)
    assert made(other, one)[0] is other
    assert made() == []


def test_only_so_many_are_held():
    held = []

    @lasting(2)
    def made(thing):
        return object()

    for _ in range(10):
        thing = Thing()
        held.append(weakref.ref(thing))
        made(thing)
    del thing
    gc.collect()
    assert sum(one() is not None for one in held) <= 2


def test_what_fails_is_asked_again():
    calls = []

    @lasting()
    def made(thing):
        calls.append(1)
        if len(calls) == 1:
            raise ValueError("first")
        return "made"

    thing = Thing()
    with pytest.raises(ValueError, match="first"):
        made(thing)
    assert made(thing) == "made"
