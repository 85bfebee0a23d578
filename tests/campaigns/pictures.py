"""Makes the pictures of the comparison's page in docs/pictures, from made-up projects.

uv run python tests/campaigns/pictures.py
"""

from __future__ import annotations

import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "comparing"))

from page_sample import comparison
from PIL import Image
from playwright.sync_api import sync_playwright

from reports.comparing.page import written

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
COLOURS = 96
WEIGHTS = "#w=stars:0.05,forks:0.05,commits:0.2,discussion:0.2,merged:0.2,releases:0.1"


def main() -> None:
    made = comparison(30)
    made = replace(made, projects=tuple(replace(one, sample=True) for one in made.projects))
    with TemporaryDirectory() as folder, sync_playwright() as started:
        path = Path(folder) / "page.html"
        path.write_bytes(written(made))
        browser = started.chromium.launch(
            executable_path=which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        _wide(browser, path)
        _open(browser, path)
        browser.close()


def _wide(browser: Any, path: Path) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 1150})
    page.goto(path.as_uri() + WEIGHTS)
    page.wait_for_timeout(1500)
    kept(Image.open(BytesIO(page.screenshot())), "comparison.png")


def _open(browser: Any, path: Path) -> None:
    page = browser.new_page(viewport={"width": 1100, "height": 1000})
    page.goto(path.as_uri())
    page.locator("#ranked tr:nth-child(3) .value").nth(2).click()
    page.wait_for_timeout(300)
    drawer = page.locator("#drawer").screenshot()
    kept(Image.open(BytesIO(drawer)), "comparison-evidence.png")


def kept(picture: Image.Image, name: str) -> None:
    """Few colours: the pictures stand in the repository."""
    picture.convert("RGB").quantize(COLOURS).save(FOLDER / name, optimize=True)
    print(name, (FOLDER / name).stat().st_size)


if __name__ == "__main__":
    main()
