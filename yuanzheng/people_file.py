"""`people.toml`, which an applicant hands in: from the file to what scoring reads of it.

Addresses become hashes here, at the door; no sentence of this module repeats one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from scoring.people.declared import Apart, Declaration, Declared, Organisation
from yuanzheng import people_checks
from yuanzheng.people_entries import Wrong, apart, organisation, person
from yuanzheng.suggestions import suggestion
from yuanzheng.widths import plain

NAME = "people.toml"
_MOST_BYTES = 2 << 20
_TABLES = ("person", "apart", "organisation")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Handed:
    """A file that was read. `problems`: a sentence for each entry left out, without addresses."""

    sha256: str
    declaration: Declaration
    problems: tuple[str, ...] = ()


def read(path: Path) -> tuple[Handed | None, list[str]]:
    """What the file says and what is wrong with it; None where nothing of it can be used."""
    try:
        body = _body(path)
        raw = _parsed(path, body)
    except Wrong as error:
        return None, [f"{plain(str(path))}：{error}没有用到这个文件。"]
    found, wrong = _entries(raw)
    declaration, more = people_checks.agreeing(found)
    problems = [f"{plain(path.name)}：{words}" for words in (*wrong, *more)]
    return Handed(sha256(body).hexdigest(), declaration, tuple(problems)), problems


def template() -> str:
    """An example of every entry, commented out."""
    return (Path(__file__).parent / "people_template.toml").read_text(encoding="utf-8")


def _body(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            body = file.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        raise Wrong("找不到这个文件：请检查 config.toml 里 [[project]] 的键 people。") from None
    except OSError:
        raise Wrong("读不了这个文件：请检查它是不是文件、有没有读的权限。") from None
    if len(body) > _MOST_BYTES:
        raise Wrong(f"文件超过 {_MOST_BYTES >> 20} MiB：请只写人员、单位与别名。")
    return body


def _parsed(path: Path, body: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(body.decode("utf-8-sig").replace("\r\n", "\n"))
    except UnicodeDecodeError:
        raise Wrong("不是 UTF-8 编码的文字：请另存为 UTF-8。") from None
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"line (\d+)", str(error))
        where = f"第 {at[1]} 行" if at else "文件末尾"
        raise Wrong(f"{where}不合 TOML 语法：请检查引号和括号是否成对。") from None
    except (RecursionError, ValueError):
        raise Wrong("有的列表套得太深，或有一个数太长，读不懂：请照模板重写。") from None


def _entries(raw: Mapping[str, Any]) -> tuple[Declaration, list[str]]:
    wrong = [
        f"没有表或键 {plain(key)[:60]}{suggestion(key, _TABLES)}，没有用到它。"
        for key in raw if key not in _TABLES
    ]  # fmt: skip
    persons: Sequence[Declared] = _read(raw, "person", person, wrong)
    parted: Sequence[Apart] = _read(raw, "apart", apart, wrong)
    owned: Sequence[Organisation] = _read(raw, "organisation", organisation, wrong)
    return Declaration(
        persons=tuple(persons), apart=tuple(parted), organisations=tuple(owned)
    ), wrong  # fmt: skip


def _read(
    raw: Mapping[str, Any], key: str, reader: Callable[[int, Any], T], wrong: list[str]
) -> list[T]:
    """The entries of one kind that can be used; what is wrong with the others goes to `wrong`."""
    return list(_good(raw.get(key, []), key, reader, wrong))


def _good(entries: Any, key: str, reader: Callable[[int, Any], T], wrong: list[str]) -> Iterator[T]:
    if not isinstance(entries, list):
        wrong.append(f"{key} 要写成 [[{key}]]（两对方括号），每一条一张表；没有用到它。")
        return
    for number, entry in enumerate(entries, 1):
        try:
            yield reader(number, entry)
        except Wrong as error:
            wrong.append(f"第 {number} 个 [[{key}]]{error}没有用到这一条。")
