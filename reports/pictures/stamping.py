"""The stamped copy: a strip of facts above the picture, which itself is not touched."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from jinja2 import Environment

from reports.pictures.browser import fresh
from reports.visible import one_line

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_STRIP = Environment(autoescape=True).from_string(
    """<!DOCTYPE html><meta charset="utf-8"><style>
body { margin: 0; font: 15px/1.5 sans-serif; color: #111; background: #fff6d6; }
main { padding: 10px 16px; border-bottom: 3px solid #b45309; overflow-wrap: anywhere; }
b { display: inline-block; min-width: 8em; }
strong { color: #b91c1c; }
</style><main>{% if warning %}<strong>{{ warning }}</strong>{% endif %}
{% for name, value in lines %}<div><b>{{ name }}</b> {{ value }}</div>{% endfor %}</main>"""
)


class Strips:
    """Writes strips on a page of a browser."""

    def __init__(self, browser: Browser) -> None:
        self._page = fresh(browser).new_page()

    def png(self, lines: Sequence[tuple[str, str]], warning: str | None, width: int) -> bytes:
        """A strip as wide as the picture it belongs to."""
        shown = [(name, one_line(value)) for name, value in lines]
        self._page.set_viewport_size({"width": width, "height": 200})
        self._page.set_content(_STRIP.render(lines=shown, warning=warning))
        return self._page.locator("main").screenshot(animations="disabled")


def stamped(picture: bytes, strip: bytes) -> bytes:
    """A PNG of the strip and below it the picture, dot for dot."""
    from PIL import Image

    with Image.open(BytesIO(picture)) as below, Image.open(BytesIO(strip)) as above:
        size = (max(below.width, above.width), below.height + above.height)
        whole = Image.new("RGB", size, "white")
        whole.paste(above.convert("RGB"), (0, 0))
        whole.paste(below.convert("RGB"), (0, above.height))
        out = BytesIO()
        whole.save(out, "PNG")
    return out.getvalue()


def size(picture: bytes) -> tuple[int, int]:
    """Width and height of a PNG."""
    from PIL import Image

    with Image.open(BytesIO(picture)) as opened:
        return opened.size
