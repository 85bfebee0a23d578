"""The front matter of a Hugging Face card: `license`, `license_name`, `license_link`."""

from __future__ import annotations

import re

import yaml

from scoring.licences import expressions
from scoring.licences.naming import Name, link, resolve
from scoring.licences.statement import Statement, from_name, line_of, unreadable

MAX_CHARACTERS = 2_000_000
# Evaluation results make some cards very long; of those only the licence keys are parsed.
MAX_PARSED = 60_000
_START = re.compile(r"\ufeff?\s{0,100}---[ \t]*\r?\n")
_FRONT = re.compile(r"\ufeff?\s{0,100}---[ \t]*\r?\n(.*?)^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)
# Front matter that never ends: the lines that look like it.
_OPEN_FRONT = re.compile(
    r"\ufeff?\s{0,100}---[ \t]*\r?\n(?:[\w-]{1,60}[ \t]*:.*\n|[ \t]+\S.*\n|-[ \t].*\n)+"
)
_KEY = re.compile(r"^\s{0,8}licen[cs]e\b", re.MULTILINE)
_BLOCK = re.compile(r"^licen[cs]e\w*[ \t]*:.*\n(?:[ \t-].*\n)*", re.MULTILINE)
# What the platform asks visitors to agree to before it hands out a file, with lines of its own.
_GATE = re.compile(r"^extra_gated\w*[ \t]*:.*\n(?:(?:[ \t-].*)?\n)*", re.MULTILINE)
# Words of the platform that name nothing.
_OPEN = {"other", "unknown", "none", "na", "n/a"}


def read_card(path: str | None, text: str) -> list[Statement]:
    """At most one statement: what the front matter says; none without front matter or field."""
    front = _FRONT.match(text[:MAX_CHARACTERS])
    if front is None:
        return _unclosed(path, text)
    try:
        # A subclass of the safe loader that also refuses aliases.
        data = yaml.load(_parsed(front[1]), Loader=_Loader)  # noqa: S506
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        why = f"模型卡的 YAML 头部无法解析（{type(error).__name__}），请核对文件开头"
        return [unreadable("card", path, why)]
    if not isinstance(data, dict):
        return [] if data is None else [unreadable("card", path, "模型卡的 YAML 头部不是键值表")]
    words = _words(data)
    key = _KEY.search(text)
    line = line_of(text, key.end()) if key else None
    return [from_name(_named(data), "card", path, line, words)] if words else []


def of_fields(licence: str | None, name: str | None, address: str | None) -> str | None:
    """The licence the fields of a card mean, as the Hub's interface gives them, several licences
    joined by AND; None where they mean none that can be told."""
    fields: dict[object, object] = {
        "license": (licence or "").split(" AND "), "license_name": name, "license_link": address,
    }  # fmt: skip
    found = _named(fields)
    return None if found is None or found.expression == "NOASSERTION" else found.expression


class _Loader(yaml.SafeLoader):
    """The safe loader without aliases: nested ones can grow beyond any memory."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("alias")
        return super().compose_node(parent, index)


def _parsed(front: str) -> str:
    return front if len(front) <= MAX_PARSED else "".join(_BLOCK.findall(front)[:10])


def _unclosed(path: str | None, text: str) -> list[Statement]:
    start = _START.match(text)
    if start and _KEY.search(text[start.end() : start.end() + 2000]):
        return [unreadable("card", path, "模型卡的 YAML 头部没有结束行（---），请核对文件开头")]
    return []


def is_card(text: str) -> bool:
    """Whether a README begins with front matter that speaks of the licence, closed or not."""
    front = _FRONT.match(text[:MAX_CHARACTERS])
    return bool(_KEY.search(front[1]) if front else _unclosed(None, text))


def licence_body(text: str) -> str:
    """The card without its front matter, line numbers kept."""
    front = _FRONT.match(text[:MAX_CHARACTERS]) or _OPEN_FRONT.match(text[:MAX_CHARACTERS])
    if front is None:
        return text
    return "\n" * text.count("\n", 0, front.end()) + text[front.end() :]


def gate(text: str) -> str:
    """The terms in the front matter that visitors must agree to, line numbers kept."""
    front = _FRONT.match(text[:MAX_CHARACTERS])
    if front is None:
        return ""
    kept, last = list[str](), 0
    for terms in _GATE.finditer(text, front.start(1), front.end(1)):
        kept += ["\n" * text.count("\n", last, terms.start()), terms[0]]
        last = terms.end()
    return "".join(kept)


def _named(data: dict[object, object]) -> Name | None:
    ids = _strings(data.get("license"))
    names = [_one(value, data) for value in ids]
    clear = [name for name in names if name and name.expression != "NOASSERTION"]
    if len(names) == 1:
        return names[0]
    if clear and len(clear) == len(names):
        # The card does not say whether all or any hold: all is the cautious reading.
        return Name(expressions.join([name.expression for name in clear], "AND"))
    return None


def _one(value: str, data: dict[object, object]) -> Name | None:
    if value.casefold() not in _OPEN:
        return resolve(value)
    named = _strings(data.get("license_name"))
    known = resolve(named[0]) if named else None
    linked = [link(address) for address in _strings(data.get("license_link"))]
    if known or not named:
        return known or next((name for name in linked if name), None)
    safe = re.sub(r"[^A-Za-z0-9.-]+", "-", named[0]).strip("-.")[:60]
    return Name(f"LicenseRef-{safe}") if safe else None


def _words(data: dict[object, object]) -> str:
    keys = ("license", "license_name", "license_link")
    shown = ((key, "、".join(_strings(data.get(key)))) for key in keys)
    return "；".join(f"{key}: {value}" for key, value in shown if value)


def _strings(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [
        str(one).strip()[:200] for one in values[:20] if isinstance(one, str | float | int) and one
    ]
