"""What the reviewer has held against its proof: a field together with what stood in it then.

An entry of `confirmed` is `field@code`; the code is of the value and the bytes of its attachments,
so that what is changed afterwards is not taken for what was checked. Of a personal value, which
nobody else may guess from a code, only the attachments are in it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256

from scoring.facts.values import Given

_LENGTH = 12
_CHANGED = "核对之后改过，须重新核对"


def code(given: Given) -> str:
    """Twelve hexadecimal digits of the SHA-256 of the value and its attachments' SHA-256."""
    papers = sorted(paper.sha256 for paper in given.attachments)
    told = json.dumps([given.model_dump(mode="json")["value"], papers], ensure_ascii=True)
    return sha256(told.encode()).hexdigest()[:_LENGTH]


def applied(facts: Mapping[str, Given], entries: Sequence[str]) -> dict[str, Given]:
    """The facts, those confirmed as they stand marked so; those changed since say it."""
    said: dict[str, set[str]] = {}
    for name, _, known in (entry.partition("@") for entry in entries):
        said.setdefault(name, set()).add(known)
    return {name: _marked(given, said.get(name, set())) for name, given in facts.items()}


def _marked(given: Given, codes: set[str]) -> Given:
    if code(given) in codes:
        return given.model_copy(update={"confirmed": True})
    if codes - {""}:
        note = "，".join(filter(None, (given.note, _CHANGED)))
        return given.model_copy(update={"note": note})
    return given


def problems(
    facts: Mapping[str, Given], entries: Sequence[str], name: str, file: str
) -> tuple[str, ...]:
    """A Chinese sentence for each entry that confirms nothing, with what to write instead."""
    fields = {entry.partition("@")[0] for entry in entries}
    held = {one: code(facts[one]) for one in fields if one in facts}
    return tuple(
        f"项目“{name}”的 confirmed 里的 {entry}{_why(entry, held, file)}。"
        for entry in dict.fromkeys(entries)
        if entry not in {f"{one}@{known}" for one, known in held.items()}
    )


def _why(entry: str, held: Mapping[str, str], file: str) -> str:
    field, _, known = entry.partition("@")
    if field not in held:
        return f"，{file} 里没有填：请核对"
    right = f"{field}@{held[field]}"
    if not known:
        return f"没有写明核对的是哪个值：核对现在填的值与附件之后，改写成 {right}"
    return f"核对的不是现在的值或附件（{file} 后来改过）：重新核对之后，改写成 {right}"
