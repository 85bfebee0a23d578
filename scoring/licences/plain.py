"""Foreign text made plain: Unicode forms, markup, addresses; the words themselves stay."""

from __future__ import annotations

import html
import re
import unicodedata

# Only real element names: `<year>` and `<you may not sell this>` must stay visible.
_ELEMENTS = (
    "a|abbr|article|b|big|blockquote|body|br|center|code|dd|details|div|dl|dt|em|font|footer|"
    "h[1-6]|head|header|hr|html|i|img|kbd|li|link|main|meta|nav|ol|p|pre|q|s|section|small|span|"
    "strong|sub|summary|sup|table|tbody|td|th|thead|title|tr|tt|u|ul"
)
_TAG = re.compile(rf"</?(?:{_ELEMENTS})(?:[\s/][^<>]*)?>|<!doctype html[^<>]*>", re.IGNORECASE)
_STYLE = re.compile(r"<(style|script)\b[^<>]*>[^<]*</\1\s*>", re.IGNORECASE)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_OVERRIDE = re.compile("[\u202a\u202b\u202d\u202e\u2066-\u2068]")
# Words an editor shows and a page crosses out, in Markdown and HTML. `1~3` and `/~user` are none.
_STRUCK = re.compile(
    r"(?<![~\w/])~{1,2}(?=[^\s~/])[^~]{0,3000}(?<=[^\s~/(])~{1,2}(?![~\w/])|<(?:s|strike|del)\b",
    re.IGNORECASE,
)
_URL = re.compile(r"(?:https?://|ftp://|www\.)[^\s<>\"'）】》]{1,500}", re.IGNORECASE)
# What stands in place of an address (`warehouse.personal_texts`) is one, of whatever domain.
_MAIL = re.compile(
    r"sha256-[0-9a-f]{64}@[\w.-]{1,255}"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"
)
# The label at the end of a Markdown file that only repeats what the text has in brackets.
_LABEL = re.compile(r"^[ \t]*\[([^\[\]\n]{1,60})\]:[ \t]*(?=https?://)", re.MULTILINE)
_SPACE = re.compile(r"\s+")
# A number of bytes is nobody's.
_DIGITS = re.compile(r"\d{7,}[\dXx]?(?!\d* 字节)")


def plain(text: str) -> str:
    """NFKC text without tags, invisible marks, addresses of pages and of people."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    text = html.unescape(_TAG.sub(" ", _STYLE.sub(" ", text)))
    text = _LABEL.sub(lambda label: _unrepeated(label, text), text)
    return _without_addresses(text)


def _unrepeated(label: re.Match[str], text: str) -> str:
    return "" if f"[{label[1]}]" in text[: label.start()] else label[0]


def hidden(text: str) -> str:
    """What `plain` takes out and an editor still shows: tags with their attributes, addresses."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    found = [match[0] for mark in (_STYLE, _TAG, _URL) for match in mark.finditer(text)]
    return html.unescape(" ".join(found))


def plain_template(text: str) -> str:
    """The same for a text of the list, whose `<…>` are blanks and whose markup is none."""
    return _without_addresses(unicodedata.normalize("NFKC", text))


def _without_addresses(text: str) -> str:
    text = _URL.sub(" ", text)
    return _MAIL.sub(" ", text) if "@" in text else text


def otherwise(text: str) -> list[str]:
    """Marks that make the text read otherwise than it is stored, in Chinese words."""
    found = ["含有改变显示顺序的控制字符"] if _OVERRIDE.search(text) else []
    return [*found, "有文字画了删除线"] if _STRUCK.search(text) else found


def excerpt(text: str, limit: int = 300) -> str:
    """One line for people, without e-mails, long numbers and control characters."""
    text = _INVISIBLE.sub("", _MAIL.sub("〔邮箱〕", text[: 20 * limit]))
    text = _DIGITS.sub("〔号码〕", _SPACE.sub(" ", text)).strip()
    text = "".join(c for c in text if unicodedata.category(c)[0] != "C")
    return text if len(text) <= limit else text[: limit - 1] + "…"
