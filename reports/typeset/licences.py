"""Licences as they are printed: each place, what changed, and the text beside that of the list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reports import arranging, passages, wording
from reports.licensing import LicenceChange, LicenceComparison, LicenceLine, LicenceVerdict
from reports.passages import Passage
from reports.typeset.figures import left_words, size_of
from reports.typeset.glyphs import shown

Plain = dict[str, Any]
_EXCERPT, _NAME, _DIFFERENCE = 600, 200, 1_200


def licence(found: arranging.LicencePlaces, most: int, differences: int) -> Plain:
    """What is said of one repository: `most` rows of each kind, and of passages `differences`."""
    repository, v = found.repository, found.verdict
    changes = [one for one in found.changes if one.change != "edited"]
    compared = sorted(found.compared, key=lambda one: not one.different)
    return {
        "name": shown(repository.full_name or repository.repo_id),
        "url": shown(repository.url),
        "facts": [] if v is None else [[title, shown(words)] for title, words in _facts(v)],
        "verdict": [] if v is None else [shown(words) for words in _verdict(v)],
        "lines": [_line(line) for line in found.lines[:most]],
        "lines_left": left_words(len(found.lines) - most, "处"),
        "compared": list(_compared(compared[:most], differences)),
        "compared_left": left_words(len(compared) - most, "个文件的对照"),
        "changes": [_change(one) for one in changes[:most]],
        "changes_left": left_words(len(changes) - most, "次变更"),
        "edits": len(found.changes) - len(changes),
    }


def _facts(v: LicenceVerdict) -> list[tuple[str, str]]:
    return [
        ("声明", wording.word("expression", v.declared)),
        ("认定", wording.word("expression", v.concluded)),
        ("OSI 批准", wording.word("answer", v.osi)),
        ("FSF 自由", wording.word("answer", v.fsf)),
        ("仓库中有许可证文件", wording.word("answer", v.in_repository)),
        ("文档中写明", wording.word("answer", v.in_documents)),
        ("一致性", wording.word("agreement", v.agreement)),
    ]


def _verdict(v: LicenceVerdict) -> list[str]:
    return [wording.word("verdict", v.verdict), v.reason, v.list_version]


def _line(line: LicenceLine) -> Plain:
    near = "" if line.similarity is None else f" {line.similarity * 100:.1f}%"
    where = f"{line.path or wording.NOTHING}{f':{line.line}' if line.line else ''}"
    made = {
        "place": shown(wording.word("place", line.place)),
        "where": shown(where),
        "expression": shown(wording.word("expression", line.expression)),
        "status": shown(wording.word("licence_status", line.status) + near),
        "osi": shown(wording.word("answer", line.osi)),
        "fsf": shown(wording.word("answer", line.fsf)),
        "excerpt": shown(line.excerpt or wording.NOTHING, _EXCERPT),
    }
    return {**made, "size": size_of(made)}


def _compared(found: list[LicenceComparison], most: int) -> Iterator[Plain]:
    """The repository's passages are `most` in all, whatever number of files they stand in."""
    room = most
    for one in found:
        every = passages.passages(one)
        chosen = passages.first(every, room)
        room -= len(chosen)
        yield {
            "path": shown(one.path, _NAME),
            "template": shown(one.template, _NAME),
            "different": one.different,
            "harmless": sum(kind == "harmless" for kind, _, _ in one.segments),
            "passages": [_passage(passage) for passage in chosen],
            "left": left_words(len(every) - len(chosen), "段不同"),
        }


def _passage(passage: Passage) -> Plain:
    pieces = [(kind, _cut(ours), _cut(theirs))
              for kind, ours, theirs in passage.segments]  # fmt: skip
    made = {
        "kind": passage.kind,
        "word": wording.word("difference", passage.kind),
        "ours": [[kind, ours] for kind, ours, _ in pieces if ours],
        "theirs": [[kind, theirs] for kind, _, theirs in pieces if theirs],
    }
    return {**made, "size": size_of(made)}


def _cut(text: str) -> str:
    return shown(" ".join(text.split()), _DIFFERENCE)


def _change(one: LicenceChange) -> Plain:
    made = {
        "at": wording.beijing(one.committed_at),
        "sha": shown(one.sha[:12]),
        "path": shown(one.path, _NAME),
        "before": shown(wording.word("expression", one.before), _NAME),
        "after": shown(wording.word("expression", one.after), _NAME),
        "change": shown(wording.word("licence_change", one.change)),
        "reason": shown(one.reason, _EXCERPT),
    }
    return {**made, "size": size_of(made)}
