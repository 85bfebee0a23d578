"""Sets one page and ends: typst keeps what it has set for as long as its process lives.

Run as a program of its own: the request as JSON on standard input, the PDF on standard output.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typst import PDFStandard


def made(request: dict[str, Any]) -> bytes:
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
    sys.stdout.buffer.write(made(json.load(sys.stdin.buffer)))
