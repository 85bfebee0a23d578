"""Names of persons replaced by a mark, the same mark for the same name throughout one data folder.

The mark is an HMAC under a random key that lies beside the data folder and goes into no pack: with
the key its holder can show whose mark it is, without it names cannot be tried. The addresses of a
project's own repositories stay, whoever they name: without them nothing could be checked.
"""

from __future__ import annotations

import hmac
import os
import re
import secrets
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reports.errors import ReportError
from reports.evidence import (
    EvidenceRow,
    EvidenceTable,
    LicenceComparison,
    LicenceLine,
    Report,
    Series,
)

if TYPE_CHECKING:
    from warehouse.store import Warehouse

LEFT_OUT = "〔已略去〕"
_PREFIX, _BYTES = "用户-", 32
_MARK = re.compile(rf"{_PREFIX}[0-9a-f]{{10}}")
# Names are looked for in so many words; a Chinese character is a word.
_LONGEST = 6
_LETTER = r"0-9A-Za-z\u00c0-\u07ff"
_WORD = re.compile(rf"[\u3400-\u9fff]|[{_LETTER}](?:[._'\[-]*[{_LETTER}]|\])*")
_LABELS = "SELECT label AS name FROM person_label WHERE bot = 'human'"
_PERSONS = "SELECT person_id AS name FROM person_label"
_NAMES = (
    "SELECT DISTINCT unnest([login, name]) AS name FROM identity"
    " WHERE coalesce(account_type, 'User') = 'User'"
)


def key_of(folder: Path) -> bytes:
    """The key of a data folder, made when there is none. Raises `ReportError`."""
    path = folder.with_name(f"{folder.name}.names-key")
    try:
        if not path.exists():
            _write(path, secrets.token_bytes(_BYTES))
        key = path.read_bytes()
    except OSError as error:
        raise ReportError(f"读写不了遮盖姓名的密钥文件 {path}：请检查该目录的权限。") from error
    if len(key) != _BYTES:
        raise ReportError(f"遮盖姓名的密钥文件 {path} 不完整：请从备份恢复，或删去它重新生成。")
    return key


def _write(path: Path, key: bytes) -> None:
    """Whole or not at all, and readable by its owner only."""
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(key)
    try:
        if not path.exists():
            fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Mask:
    """Replaces names. `labels` are those persons are shown by, `names` all that are known."""

    key: bytes
    labels: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()

    @classmethod
    def of(cls, warehouse: Warehouse, key: bytes) -> Mask:
        labels = _column(warehouse, _LABELS) | _column(warehouse, _PERSONS)
        return cls(key, labels, labels | _column(warehouse, _NAMES))

    def name(self, text: str) -> str:
        """The mark of a name, whatever its case; a mark stays."""
        if not text or _MARK.fullmatch(text):
            return text
        plain = unicodedata.normalize("NFKC", text).casefold().encode("utf-8", "replace")
        return _PREFIX + hmac.new(self.key, plain, "sha256").hexdigest()[:10]

    def label(self, text: str) -> str:
        """The mark where the text is the label of a person, else the text."""
        return self.name(text) if text in self.labels else text

    def text(self, text: str) -> str:
        """A text with a mark in place of each known name that stands there as words of its own."""
        words, parts, done, at = list(_WORD.finditer(text)), list[str](), 0, 0
        while at < len(words):
            size = self._known(text, words, at)
            if size:
                start, end = words[at].start(), words[at + size - 1].end()
                parts += (text[done:start], self.name(text[start:end]))
                done = end
            at += size or 1
        return "".join((*parts, text[done:]))

    def _known(self, text: str, words: list[re.Match[str]], at: int) -> int:
        """Of how many words the longest known name is that begins with this one; 0: none does."""
        for size in range(min(_LONGEST, len(words) - at), 0, -1):
            name = text[words[at].start() : words[at + size - 1].end()]
            if len(name) > 1 and name in self.names:
                return size
        return 0


def masked(report: Report, mask: Mask) -> Report:
    """The report with marks in place of persons' names; no figure changes."""
    return replace(
        report,
        tables=tuple(_table(table, mask) for table in report.tables),
        series=tuple(_series(one, mask) for one in report.series),
        licence_lines=tuple(_line(line, mask) for line in report.licence_lines),
        licence_comparisons=tuple(_compared(one, mask) for one in report.licence_comparisons),
    )


def _table(table: EvidenceTable, mask: Mask) -> EvidenceTable:
    return EvidenceTable(table.title, tuple(_row(row, mask) for row in table.rows))


def _row(row: EvidenceRow, mask: Mask) -> EvidenceRow:
    said = None if row.value_text is None else mask.label(row.value_text)
    return replace(row, part_title=mask.label(row.part_title), value_text=said)


def _series(one: Series, mask: Mask) -> Series:
    return replace(one, part_title=mask.label(one.part_title))


def _line(line: LicenceLine, mask: Mask) -> LicenceLine:
    return replace(line, excerpt=None if line.excerpt is None else mask.text(line.excerpt))


def _compared(one: LicenceComparison, mask: Mask) -> LicenceComparison:
    told = tuple((kind, mask.text(ours), theirs) for kind, ours, theirs in one.segments)
    return replace(one, segments=told)


def masked_row(table: str, row: Mapping[str, Any], mask: Mask) -> dict[str, Any]:
    """A row of a warehouse table as it may be handed on; numbers and times stay."""
    return {column: _value(table, column, value, mask) for column, value in row.items()}


def _value(table: str, column: str, value: Any, mask: Mask) -> Any:
    if isinstance(value, list | tuple):
        return [_value(table, column, one, mask) for one in value]
    if not isinstance(value, str):
        return value
    match kind(table, column):
        case "plain":
            return value
        case "ids" | "names":
            return mask.name(value)
        case "labels":
            return mask.label(value)
        case "owned":
            owner, slash, name = value.partition("/")
            return f"{mask.name(owner)}{slash}{name}"
        case _:
            return LEFT_OUT


def kind(table: str, column: str) -> str | None:
    """ids, names, owned, labels, texts or plain; None: nothing is said of the column."""
    known = _columns()
    return known.get(f"{table}.{column}") or known.get(column)


def names_accounts(stream: str) -> bool:
    """Whether the answers of a stream name accounts: their bodies stay out of a masked pack."""
    return stream not in _rules()["nameless_streams"]


@cache
def _rules() -> dict[str, list[str]]:
    return tomllib.loads(files("reports").joinpath("masking.toml").read_text("utf-8"))


@cache
def _columns() -> dict[str, str]:
    kinds = ("ids", "names", "owned", "labels", "texts", "plain")
    return {column: kind for kind in kinds for column in _rules()[kind]}


def _column(warehouse: Warehouse, sql: str) -> frozenset[str]:
    rows: Iterable[dict[str, Any]] = warehouse.query(sql)
    return frozenset(row["name"] for row in rows if row["name"])
