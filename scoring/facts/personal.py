"""Personal numbers and addresses where nobody asks for them: within texts and names of files."""

from __future__ import annotations

import re

HIDDEN = "【个人信息已隐去】"
# One for one, so that what is found stands at the same place in the text as it was written.
_WIDE = str.maketrans("０１２３４５６７８９Ｘｘ＠．－＋", "0123456789Xx@.-+")
_ID = (
    r"[1-9]\d{5}[ -]?(?:18|19|20)\d{2}[ -]?(?:0[1-9]|1[0-2])[ -]?(?:0[1-9]|[12]\d|3[01])"
    r"[ -]?\d{3}[\dXx]"
)
_MOBILE = r"(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}"
_EMAIL = r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
_FOUND = re.compile(rf"(?<![\d.])(?:{_ID}|{_MOBILE})(?!\d)|{_EMAIL}")


def holds(text: str) -> bool:
    """Whether an ID number, a mobile number or an e-mail address stands in it."""
    return _FOUND.search(text.translate(_WIDE)) is not None


def hidden(text: str) -> str:
    """The text without them."""
    kept, last = list[str](), 0
    for found in _FOUND.finditer(text.translate(_WIDE)):
        kept += [text[last : found.start()], HIDDEN]
        last = found.end()
    return "".join([*kept, text[last:]])
