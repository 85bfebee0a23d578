"""Makes the pictures of the report in docs/pictures, from what `yuanzheng demo` writes.

uv run python tests/campaigns/report_pictures.py   (needs chromium, and pdftoppm of poppler)
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory

from pictures import kept
from PIL import Image, ImageOps
from playwright.sync_api import sync_playwright
from pypdf import PdfReader

GAP, DOTS = 24, 84


def main() -> None:
    with TemporaryDirectory() as folder:
        made = Path(folder) / "demo"
        typed = [sys.executable, "-m", "yuanzheng", "demo", "--quiet", "--out", str(made)]
        subprocess.run(typed, check=True)
        project = next((made / "evidence").glob("澜图*"))
        _page(project / "证据表.html", Path(folder))
        _papers(project / "证据表.pdf", Path(folder))


def _page(path: Path, folder: Path) -> None:
    taken = folder / "page.png"
    with sync_playwright() as started:
        browser = started.chromium.launch(
            executable_path=which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1280, "height": 1400})
        page.goto(path.as_uri())
        page.wait_for_timeout(1000)
        page.screenshot(path=taken)
        browser.close()
    kept(Image.open(taken), "report.png")


def _papers(path: Path, folder: Path) -> None:
    """The cover, and the first page with the charts of the stars, side by side."""
    texts = [page.extract_text() for page in PdfReader(path).pages]
    charts = next(n for n, text in enumerate(texts, 1) if "星标增长（仍持有的星标）（个）" in text)
    kept(_beside([_paper(path, n, folder) for n in (1, charts)]), "pdf.png")


def _paper(path: Path, number: int, folder: Path) -> Image.Image:
    asked = ["-r", str(DOTS), "-png", "-singlefile", "-f", str(number), "-l", str(number)]
    to = folder / f"paper{number}"
    subprocess.run(["pdftoppm", *asked, str(path), str(to)], check=True)
    return ImageOps.expand(Image.open(f"{to}.png").convert("RGB"), 1, "#b8c0c8")


def _beside(papers: Sequence[Image.Image]) -> Image.Image:
    width = sum(paper.width for paper in papers) + GAP * (len(papers) - 1)
    sheet = Image.new("RGB", (width, max(paper.height for paper in papers)), "white")
    left = 0
    for paper in papers:
        sheet.paste(paper, (left, 0))
        left += paper.width + GAP
    return sheet


if __name__ == "__main__":
    main()
