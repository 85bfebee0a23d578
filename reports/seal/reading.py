"""Reads JSON and lines of a pack within limits."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from reports.seal.opening import Place

MOST_LINE = 64 << 20
MOST_JSON = 400 << 20
_BLOCK = 1 << 20
_ANSWER = b'{"answer_id":"'


class _Twice(ValueError):
    """A key that one object names twice: programs do not agree which of the two counts."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        many = Counter(name for name, _ in pairs)
        raise _Twice(next(name for name, times in many.items() if times > 1)[:80])
    return made


def document(place: Place) -> Any:
    """A JSON file. Raises `ValueError` (Chinese) for what is too large, too deep or no JSON."""
    return parsed(place.read(MOST_JSON))


def parsed(content: bytes) -> Any:
    try:
        return json.loads(content.decode("utf-8"), object_pairs_hook=_once)
    except RecursionError as error:
        raise ValueError("套得太深") from error
    except _Twice as error:
        raise ValueError(f"键 {error} 写了两次，别的程序读到的可能是另一个值") from error
    except ValueError as error:  # also numbers of more digits than Python reads
        raise ValueError("不是 JSON，或里面有太长的数") from error


def lines(place: Place) -> Iterator[bytes]:
    """Lines without their ends. Raises `ValueError` (Chinese) for one that is too long."""
    held = b""
    with place.open() as file:
        while piece := file.read(_BLOCK):
            *whole, held = (held + piece).split(b"\n")
            yield from whole
            if len(held) > MOST_LINE:
                raise ValueError(f"有一行长过 {MOST_LINE:,} 字节")
    if held:
        raise ValueError("最后一行没有写完")


def rows(
    place: Place, begins: frozenset[bytes] | None = None, *, once: bool = True
) -> Iterator[dict[str, Any]]:
    """JSON lines, each an object. Raises `ValueError` (Chinese).

    With `begins`, all of one length: without the lines that begin as such a line does, but with
    none of them. `once`: no key may be written twice, which takes nearly twice as long to see.
    """
    hook = _once if once else None
    length = len(next(iter(begins), b"")) if begins is not None else 0
    for number, line in enumerate(lines(place), 1):
        if begins is not None and line[:length] not in begins and line.startswith(_ANSWER):
            continue
        try:
            row = json.loads(line.decode(), object_pairs_hook=hook)
        except _Twice as error:
            raise ValueError(f"第 {number:,} 行的键 {error} 写了两次") from error
        except (ValueError, RecursionError) as error:
            raise ValueError(f"第 {number:,} 行不是 JSON") from error
        if not isinstance(row, dict):
            raise ValueError(f"第 {number:,} 行不是一条记录")
        yield row
