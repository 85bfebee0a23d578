"""Reads JSON and lines of a pack within limits."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from reports.seal.opening import Place

MOST_LINE = 64 << 20
MOST_JSON = 400 << 20
_BLOCK = 1 << 20
_ANSWER = b'{"answer_id":"'


def document(place: Place) -> Any:
    """A JSON file. Raises `ValueError` (Chinese) for what is too large, too deep or no JSON."""
    return parsed(place.read(MOST_JSON))


def parsed(content: bytes) -> Any:
    try:
        return json.loads(content.decode("utf-8"))
    except RecursionError as error:
        raise ValueError("套得太深") from error
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


def rows(place: Place, begins: frozenset[bytes] | None = None) -> Iterator[dict[str, Any]]:
    """JSON lines, each an object. Raises `ValueError` (Chinese).

    With `begins`, all of one length: without the lines that begin as such a line does, but with
    none of them.
    """
    length = len(next(iter(begins), b"")) if begins is not None else 0
    for number, line in enumerate(lines(place), 1):
        if begins is not None and line[:length] not in begins and line.startswith(_ANSWER):
            continue
        try:
            row = json.loads(line.decode())
        except (ValueError, RecursionError) as error:
            raise ValueError(f"第 {number:,} 行不是 JSON") from error
        if not isinstance(row, dict):
            raise ValueError(f"第 {number:,} 行不是一条记录")
        yield row
