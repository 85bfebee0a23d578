"""Whether what was taken out of records is declared, all of it and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from reports.seal import layout, reading
from reports.seal.findings import Findings
from reports.seal.opening import Files
from warehouse.archive import JOURNAL
from warehouse.warc import Record
from warehouse.warcs import ORIGINAL, ORIGINAL_LENGTH

_HEADER, _LENGTH = ORIGINAL.lower().encode(), ORIGINAL_LENGTH.lower().encode()
# Cut down to the project, which is no removal of anything personal.
_RUN = f"{JOURNAL}run".encode()
_NOTHING = sha256(b"").hexdigest()


def taken(record: Record) -> tuple[bytes, ...] | None:
    """Id, address, hash and length of the body as it came and as it is, of a record that says it
    was changed."""
    stated = record.fields.get(_HEADER)
    if stated is None or record.fields.get(b"warc-target-uri") == _RUN:
        return None
    was = stated.removeprefix(b"sha256:")
    return (
        record.fields[b"warc-record-id"], record.fields.get(b"warc-target-uri", b""),
        was, record.fields.get(_LENGTH, b""), record.payload.encode(), b"%d" % record.length,
    )  # fmt: skip


def declared(files: Files, marks: Iterable[int], mark: Any, found: Findings) -> None:
    """Compares `data/removed.jsonl` with the marks of what the records say."""
    if layout.REMOVED not in files:
        return
    left = set(marks)
    try:
        for row in reading.rows(files[layout.REMOVED]):
            if (made := mark(*_parts(row))) in left:
                left.remove(made)
            else:
                words = f"记录 {str(row['warc_record'])[:80]} 不是像这里写的那样改过。"
                found.add("存档", layout.REMOVED, words)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        found.add("存档", layout.REMOVED, f"读不懂：{error}。")
        return
    if left:
        words = f"有 {len(left):,} 条记录写明被去掉过内容，这里却没有声明。"
        found.add("存档", layout.REMOVED, words)


def _parts(row: Mapping[str, Any]) -> tuple[bytes, ...]:
    now, left = (_NOTHING, 0) if row["sha256"] is None else (row["sha256"], row["bytes"])
    was = row["original_sha256"], str(row["original_bytes"])
    parts = row["warc_record"], row["url"], *was, now, str(left)
    return tuple(part.encode() for part in parts)
