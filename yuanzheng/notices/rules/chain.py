"""The chain of runs: its lines, and the size of every archive file they name.

The bytes of all files are compared by `yuanzheng history` and `yuanzheng backup`: too much for
every night.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from warehouse import chain, continuity
from yuanzheng.notices import words
from yuanzheng.notices.night import Night
from yuanzheng.notices.notice import Notice

WHEN = "night"


def found(night: Night) -> Iterator[Notice]:
    wrong = [*_lines(night), *_files(night)]
    if wrong:
        yield _notice(wrong)


def _lines(night: Night) -> list[str]:
    path = night.folder / chain.NAME
    if not path.exists():
        ledger = night.folder / chain.LEDGER
        return ["chain.jsonl 不在了。"] if ledger.exists() else []
    lines = list(chain.lines_of(path))
    # A line that is being written, or that a kill cut short, is mended by the next run.
    whole = lines[:-1] if lines and not lines[-1].endswith(b"\n") else lines
    return [one.words for one in continuity.of_lines(whole).findings if one.broken]


def _files(night: Night) -> list[str]:
    there = chain.files(night.places.archive)
    wrong = []
    for name, size in chain.ends(chain.known(night.places)).items():
        if name not in there:
            wrong.append(f"存档 {name} 不在了。")
        elif there[name] < size:
            wrong.append(f"存档 {name} 变短了。")
    return wrong


def _notice(wrong: Sequence[str]) -> Notice:
    more = f"（另有 {len(wrong) - 1} 处）" if len(wrong) > 1 else ""
    return Notice(
        "chain:broken", "error", f"采集链不完好：{words.sentence(wrong[0])}{more}",
        "请运行 yuanzheng history 看全部，并从备份恢复缺损的文件（yuanzheng restore）；"
        "不要自己改这些文件。",
    )  # fmt: skip
