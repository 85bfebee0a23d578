"""Sets one page and ends: typst keeps what it has set for as long as its process lives.

Run as a program of its own: the request on standard input, the PDF on standard output.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typst import PDFStandard


def asked(given: Mapping[str, str], at: int) -> bytes:
    """The request: a line that says how long each text is, and the texts, as they are."""
    texts = {name: text.encode() for name, text in given.items()}
    sizes = {name: len(text) for name, text in texts.items()}
    return b"\n".join([json.dumps({"at": at, "given": sizes}).encode(), b"".join(texts.values())])


def read(request: bytes) -> dict[str, Any]:
    """What `asked` has put together."""
    end = request.index(b"\n")
    head = json.loads(request[:end])
    at, given = end + 1, {}
    for name, size in head["given"].items():
        given[name] = request[at : at + size].decode()
        at += size
    return {"at": head["at"], "given": given}


def made(request: Mapping[str, Any]) -> bytes:
    """PDF/A-3a and PDF/UA-1 as far as typst checks them itself: what breaks them is refused."""
    import typst
    from pylopdf_fonts_zh_cn import sans_path

    standards: list[PDFStandard] = ["a-3a", "ua-1"]
    here = Path(__file__).parent
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[sans_path().parent])
    return typst.compile(
        here / "report.typ", None, root=here, font_paths=fonts, sys_inputs=request["given"],
        format="pdf", pdf_standards=standards, timestamp=request["at"],
    )  # fmt: skip


if __name__ == "__main__":
    sys.stdout.buffer.write(made(read(sys.stdin.buffer.read())))
    sys.stdout.buffer.flush()
    # What typst holds need not be given back piece by piece.
    os._exit(0)
