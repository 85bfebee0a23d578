"""For libraries that read their own UTF-8 files in the encoding of the machine."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def utf8_files() -> Iterator[None]:
    """While the block runs, `pathlib` reads text as UTF-8 where no encoding is named.

    `py_spdx_license`, which `licenseid` imports, opens its lists so; in Chinese Windows (cp936)
    importing it fails. Python asks `io.text_encoding` what an encoding left out shall mean.
    """
    before = io.text_encoding
    io.text_encoding = lambda encoding, stacklevel=2: encoding or "utf-8"  # type: ignore[assignment]
    try:
        yield
    finally:
        io.text_encoding = before
