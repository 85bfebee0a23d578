"""Bytes of a table somebody saved, as text."""

from __future__ import annotations

import codecs

_MARKED = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decoded(raw: bytes) -> str | None:
    """Strictly: by its byte order mark, else UTF-8, else GB 18030; None: it is no text of these."""
    marked = [encoding for mark, encoding in _MARKED if raw.startswith(mark)]
    for encoding in marked or ("utf-8", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    return None
