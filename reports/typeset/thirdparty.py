"""Third-party code as it is printed: what a human should look at, and counts of the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from reports import arranging, registers, wording
from reports.licensing import ThirdParty
from reports.typeset.figures import left_words, size_of
from reports.typeset.glyphs import shown

Plain = dict[str, Any]
_TEXT, _NAME, _MOST_KINDS = 600, 200, 20


def third_party(found: arranging.Others, most: int) -> Plain:
    """What one repository takes from others; `most` rows of what is to be looked at."""
    flagged = [one for one in found.rows if one.advice is not None]
    rest = [one for one in found.rows if one.advice is None]
    return {
        "name": shown(found.repository.full_name or found.repository.repo_id),
        "url": shown(found.repository.url),
        "total": len(found.rows),
        "counts": f"共 {len(found.rows):,} 项，提请核对 {len(flagged):,} 项，"
        f"说明文档点名 {found.named:,} 项。",
        "rows": [_row(one) for one in flagged[:most]],
        "left": left_words(len(flagged) - most, "项提请核对"),
        "rest": len(rest),
        "origins": _counted((wording.word("origin", one.origin) for one in rest), "种"),
        "licences": _counted((wording.word("expression", one.licence) for one in rest), "种"),
    }


def _row(one: ThirdParty) -> Plain:
    kind = f"{wording.word('origin', one.origin)} {one.ecosystem or ''}"
    scopes = [wording.word("scope", one.scope)] if one.scope else []
    made = {
        "kind": [shown(word, _NAME) for word in (kind, *scopes)],
        "name": shown(one.name, _NAME),
        "version": shown(one.version, _NAME) if one.version else "",
        "path": shown(one.path, _NAME) if one.path else "",
        "licence": shown(wording.word("expression", one.licence), _NAME),
        "source": shown(wording.word("licence_source", one.licence_source)),
        "open": shown(wording.word("answer", one.is_open)),
        "compatible": shown(wording.word("compatible", one.compatible)),
        "advice": shown(one.advice or wording.NOTHING, _TEXT),
        "named": shown(wording.word("answer", one.named)),
        "named_at": shown(registers.named_at(one) or "", _NAME),
    }
    return {**made, "size": size_of(made)}


def _counted(words: Iterable[str], what: str) -> str:
    """`MIT 120、Apache-2.0 33`: the most frequent first."""
    counts = sorted(Counter(words).items(), key=lambda one: (-one[1], one[0]))
    told = "、".join(f"{shown(word, 60)} {count:,}" for word, count in counts[:_MOST_KINDS])
    left = len(counts) - _MOST_KINDS
    return told if left <= 0 else f"{told}，另有 {left:,} {what}"
