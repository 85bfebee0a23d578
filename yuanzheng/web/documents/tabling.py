"""Tables to keep: CSV row by row, Parquet through a file of its own, each of the seen projects."""

from __future__ import annotations

import csv
import io
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from reports import masking
from reports.formats.csv import cell
from yuanzheng import clock
from yuanzheng.web import fitting
from yuanzheng.web.copies import Open

FOLDER = Path(__file__).parent / "tables"
_AT_ONCE = 2000
_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Table:
    """A query of `tables/`; its first line is its title."""

    name: str
    title: str
    sql: str


@cache
def tables() -> dict[str, Table]:
    """All of them, by name."""
    found = {}
    for path in sorted(FOLDER.glob("*.sql")):
        head, _, _ = (text := path.read_text(encoding="utf-8")).partition("\n")
        found[path.stem] = Table(path.stem, head.removeprefix("-- "), text)
    return found


def params(table: Table, ids: Sequence[str], data: Path) -> Mapping[str, object]:
    """`key`: of the data folder: with it alone marks of persons can be tried."""
    own: dict[str, object] = {"ids": list(ids)}
    if "$key" in table.sql:
        own["key"] = masking.key_of(data).hex()
    return own


def columns(opened: Open, table: Table, asked: Mapping[str, object]) -> list[tuple[str, str]]:
    """(name, type) of each column."""
    sql = f"SELECT * FROM ({table.sql}) LIMIT 0"
    with opened.connection.cursor() as cursor:
        cursor.execute(sql, dict(asked))
        return [(str(one[0]), str(one[1])) for one in cursor.description or ()]


def as_csv(opened: Open, table: Table, asked: Mapping[str, object]) -> Iterator[bytes]:
    """With a byte-order mark, so that Excel reads Chinese; NULL is an empty cell; what a
    spreadsheet would run is text, as in the reports. The copy stays open to the last row."""
    with opened.connection.cursor() as cursor:
        cursor.execute(table.sql, dict(asked))
        out = io.StringIO()
        writer = csv.writer(out)
        out.write(_BOM)
        writer.writerow([str(one[0]) for one in cursor.description or ()])
        while rows := cursor.fetchmany(_AT_ONCE):
            writer.writerows([_cell(value) for value in row] for row in rows)
            yield _taken(out)
        yield _taken(out)


def as_parquet(opened: Open, table: Table, asked: Mapping[str, object]) -> Path:
    """A file in a folder of its own, which whoever asks removes."""
    folder = Path(tempfile.mkdtemp(prefix="yuanzheng-"))
    path = folder / f"{table.name}.parquet"
    try:
        with fitting.connected(opened.copy) as other:
            other.execute("SET threads = 1; SET TimeZone = 'Asia/Shanghai'")
            place = str(path).replace("'", "''")
            other.execute(f"COPY ({table.sql}) TO '{place}' (FORMAT parquet)", dict(asked))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return path


def _taken(out: io.StringIO) -> bytes:
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text.encode("utf-8", "replace")


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(clock.BEIJING).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | dict):
        return cell(json.dumps(value, ensure_ascii=False, default=str))
    return cell(value) if isinstance(value, str | int | float) else cell(str(value))
