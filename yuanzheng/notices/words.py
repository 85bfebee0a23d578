"""Foreign text made fit for a message: it may neither command a chat nor a mail nor a terminal."""

from __future__ import annotations

import re

from warehouse import personal_texts
from yuanzheng.redaction import redact_typed
from yuanzheng.widths import plain

NAME, SENTENCE = 60, 300
_SIGNS = str.maketrans(
    {"<": "＜", ">": "＞", "@": "＠", "[": "［", "]": "］", "*": "＊", "`": "｀", "~": "～",
     "\\": "＼", "|": "｜", "!": "！", "{": "｛", "}": "｝"}
)  # fmt: skip
# Chats make a link of whatever looks like a host, and of a scheme. What our own sentences name are
# files.
_LINKS = re.compile(r"(?<=\w)\.(?=\w)|:(?=//)")
_FILES = "log|toml|jsonl?|duckdb|sqlite|md|gz|warc|txt|csv|xlsx|docx|pdf|html|pem"
_HOSTS = re.compile(rf"(?<=\w)\.(?!(?:{_FILES})\b)(?=[^\W\d_]{{2,24}}(?!\w))|:(?=//)")
# In a message every such number is one too many, whatever stands around it.
_NUMBERS = re.compile(r"(?<![0-9A-Za-z])(?:1[3-9]\d{9}|\d{17}[\dXx])(?![0-9A-Za-z])")
# What is asked of a platform is long, and no reader's business.
_ASKED = re.compile(r"(https?://[^\s?（）()，。；]+)\?[^\s（）()，。；]*")
_ADDRESS = re.compile(r"sha256-[0-9a-f]{64}@\S+")


def name(text: str) -> str:
    """A foreign name: no sign that means anything in any chat, and nothing to click on."""
    return _LINKS.sub(_unlinked, sentence(text, NAME))


def sentence(text: str, most: int = SENTENCE) -> str:
    """A sentence of ours that repeats foreign text, on one line, without tokens and addresses."""
    # Hidden signs first: they could stand inside a token or an address and be gone afterwards.
    line = _ASKED.sub(r"\1", " ".join(plain(" ".join(text.split())).split()))
    cleaned = _ADDRESS.sub("〔邮箱〕", personal_texts.cleaned(redact_typed(line)))
    cleaned = _NUMBERS.sub("〔号码〕", cleaned)
    return shortened(_HOSTS.sub(_unlinked, cleaned.translate(_SIGNS)), most)


def _unlinked(match: re.Match[str]) -> str:
    return "．" if match[0] == "." else "："


def shortened(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
