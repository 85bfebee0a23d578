"""Sets one page and ends: typst keeps what it has set for as long as its process lives.

Run as a program of its own: the request on standard input, the PDF on standard output. It begins
anew for every paper, so it loads nothing but typst.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from typst import PDFStandard


def asked(given: Mapping[str, str], at: int) -> bytes:
    """The request: a line for the time (seconds since 1970) and for each text its name, which has
    no blank in it, and how many bytes it has; then the texts, as they are."""
    texts = {name: text.encode() for name, text in given.items()}
    head = [str(at), *(f"{name}={len(text)}" for name, text in texts.items())]
    return b"\n".join([" ".join(head).encode(), b"".join(texts.values())])


def read(request: bytes) -> tuple[dict[str, str], int]:
    """What `asked` has put together."""
    head, _, texts = request.partition(b"\n")
    at, *sizes = head.decode().split(" ")
    given, place = {}, 0
    for name, _, size in (one.partition("=") for one in sizes):
        given[name] = texts[place : place + int(size)].decode()
        place += int(size)
    return given, int(at)


def made(given: Mapping[str, str], at: int) -> bytes:
    """PDF/A-3a and PDF/UA-1 as far as typst checks them itself: what breaks them is refused.
    `fonts` among what is given is the folder of the letters."""
    import typst

    standards: list[PDFStandard] = ["a-3a", "ua-1"]
    here = os.path.dirname(os.path.abspath(__file__))
    known = typst.Fonts(include_system_fonts=False, font_paths=[given["fonts"]])
    return typst.compile(
        os.path.join(here, "report.typ"), None, root=here, font_paths=known,
        sys_inputs=dict(given), format="pdf", pdf_standards=standards, timestamp=at,
    )  # fmt: skip


if __name__ == "__main__":
    sys.stdout.buffer.write(made(*read(sys.stdin.buffer.read())))
    sys.stdout.buffer.flush()
    # What typst holds need not be given back piece by piece.
    os._exit(0)
