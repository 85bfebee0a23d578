"""Where the table begins on a sheet, and which column says what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from yuanzheng.register import words
from yuanzheng.register.grid import BadRegister, Row, Sheet, Value, blank, letters
from yuanzheng.suggestions import nearest
from yuanzheng.widths import plain

_DEEPEST = 30


@dataclass(frozen=True, slots=True)
class Head:
    """`columns`: key of `words.toml` → its columns, several only of proofs. `titles`: column →
    its title as written. `first`: the first row below. `unread`: titles nobody reads."""

    columns: dict[str, tuple[int, ...]]
    titles: dict[int, str]
    first: int
    unread: tuple[str, ...]


def head(sheet: Sheet) -> Head:
    """Raises `BadRegister` where there is no row of titles, or two columns say the same."""
    for row in sheet.rows[:_DEEPEST]:
        if "name" in set(_keys(row)) and len([c for c in row.cells if not blank(c)]) > 1:
            return _head(sheet, row)
    wanted = "、".join(words.titles("columns")[:4])
    raise BadRegister(
        f"{sheet.inside}前 {_DEEPEST} 行里没有表头：要有“名称”一列（还有 {wanted} 等），"
        "可用 yuanzheng register --template 登记簿.xlsx 得到空白的登记簿。"
    )


def _keys(row: Row) -> Iterator[str | None]:
    for cell in row.cells:
        yield words.meant("columns", cell) if isinstance(cell, str) else None


def _head(sheet: Sheet, row: Row) -> Head:
    spoken = {one.number: one for one in sheet.rows}
    last = _last(sheet, row, spoken)
    rows = [spoken[n] for n in range(row.number, last + 1) if n in spoken]
    titles = dict(_titles(sheet, rows))
    columns: dict[str, list[int]] = {}
    unread = []
    for column, title in titles.items():
        key = _key(title)
        if key is None:
            unread.append(title)
        else:
            columns.setdefault(key, []).append(column)
    unread += [titles[column] for column in _others(sheet, columns, titles)]
    _once(sheet, row, columns, titles)
    ignored = [t for t in unread if words.meant("ignored", t) is None]
    return Head({k: tuple(v) for k, v in columns.items()}, titles, last + 1, tuple(ignored))


def _others(sheet: Sheet, columns: dict[str, list[int]], titles: dict[int, str]) -> Sequence[int]:
    """Columns of names that are not of the kind the sheet is titled with, where one is."""
    kind = sheet.title and words.meant("kinds", sheet.title)
    found = columns.get("name", [])
    own = [c for c in found if kind and words.own_name(kind, titles[c])]
    if len(found) < 2 or len(own) != 1:
        return ()
    columns["name"] = own
    return [c for c in found if c not in own]


def _last(sheet: Sheet, row: Row, spoken: dict[int, Row]) -> int:
    """The last row of titles: joined cells reach down to it, or name what stands below them."""
    own = [one for one in sheet.merged if one[0] == row.number]
    deep = max((bottom for _, _, bottom, _ in own if bottom < row.number + 3), default=row.number)
    below = spoken.get(row.number + 1)
    named = [n for n, key in enumerate(_keys(row)) if key == "name"]
    if deep == row.number and own and below and blank(below.at(named[0])):
        return deep + 1
    return deep


def _key(title: str) -> str | None:
    """Of a title in two rows the whole, else the lower, else the upper one."""
    told = (title, *reversed(title.split("/")))
    return next(filter(None, (words.meant("columns", one) for one in told)), None)


def _titles(sheet: Sheet, rows: list[Row]) -> Iterator[tuple[int, str]]:
    """Of titles in two rows the lower one, below its upper one: `佐证/文件`."""
    for column in range(max(len(row.cells) for row in rows)):
        told = []
        for row in rows:
            cell = _merged(sheet, row, column)
            text = plain(cell).strip() if isinstance(cell, str) else ""
            if text and text not in told:
                told.append(text)
        if told:
            yield column, "/".join(told)[:60]


def _merged(sheet: Sheet, row: Row, column: int) -> Value | object:
    """What the cell shows: of joined cells only the first holds the value."""
    for top, left, bottom, right in sheet.merged:
        if top <= row.number <= bottom and left <= column <= right and top == row.number:
            return row.at(left)
    return row.at(column)


def _once(sheet: Sheet, row: Row, columns: dict[str, list[int]], titles: dict[int, str]) -> None:
    wrong = [
        f"{sheet.place(row.number)}：{'、'.join(f'{letters(c)} 列“{titles[c]}”' for c in found)}"
        f"都是{words.title('columns', key)}，不知道用哪一列：请只留一列，别的改个名字。"
        for key, found in columns.items()
        if len(found) > 1 and key != "proof"
    ]
    if wrong:
        raise BadRegister(*wrong)


def unread_words(sheet: Sheet, found: Head) -> str | None:
    """One sentence on the columns nobody reads; None: all are read."""
    if not found.unread:
        return None
    told = "、".join(f"“{title}”{_meant(title)}" for title in found.unread)
    return f"{sheet.inside}里没有用到的列：{told}。"


def _meant(title: str) -> str:
    """What a title may be misspelt for: one letter off, no more."""
    near = nearest(words.plain(title), words.known("columns"))
    from rapidfuzz.distance import DamerauLevenshtein

    close = near is not None and DamerauLevenshtein.distance(words.plain(title), near) == 1
    return f"（是不是“{near}”？）" if close and len(title) > 1 else ""
