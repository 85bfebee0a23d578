"""Parts of an Office file put together: the same bytes for the same parts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

_FIRST = "[Content_Types].xml"
_EPOCH = (1980, 1, 1, 0, 0, 0)
# Half of the time of zlib's own level, files 2 to 4 % larger.
_LEVEL = 4


def packed(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """A ZIP archive of `parts`, each a name and its content: ordered by name behind what says of
    which kind they are, without times. Pictures are packed already."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in sorted(parts, key=lambda part: (part[0] != _FIRST, part[0])):
            entry = zipfile.ZipInfo(name, _EPOCH)
            kind = zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content, kind, _LEVEL)
    return held.getvalue()
