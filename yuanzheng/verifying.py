"""The command `verify`: says what came of checking a pack."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from reports.seal.checking import Outcome, PackRefused, verify
from yuanzheng import failures
from yuanzheng.failures import Refused
from yuanzheng.proof import recomputed
from yuanzheng.voice import Voice
from yuanzheng.widths import plain

_SHOWN = 50


def verified(path: Path, ca: Path | None, signer_ca: Path | None, voice: Voice) -> int:
    """Checks the pack; returns 0 or 1. Raises `Refused` (2) for what is no pack or unreadable."""
    try:
        outcome = verify(path, _roots(ca), recomputed, signers=_roots(signer_ca))
    except PackRefused as error:
        raise Refused(str(error), failures.USAGE) from error
    except OSError as error:
        raise Refused(failures.sentence(error), failures.USAGE) from error
    code = failures.COMPLETE if outcome.passed else failures.WRONG
    _say(voice, outcome)
    return voice.end(code, verified=_parts(path, outcome))


def _roots(ca: Path | None) -> bytes | None:
    try:
        return ca.read_bytes() if ca else None
    except OSError as error:
        raise Refused(f"读不到根证书 {ca}：请检查路径。", failures.USAGE) from error


def _say(voice: Voice, outcome: Outcome) -> None:
    voice.say(
        f"核对了 {outcome.files:,} 个文件、{outcome.records:,} 条原始记录、"
        f"{outcome.figures:,} 个数字。"
    )
    voice.say(f"根散列：{outcome.root}（请与纸面上的比对）")
    if outcome.stamp:
        voice.say(f"时间戳：{outcome.stamp}")
    if outcome.signature:
        voice.say(f"PDF 的签名：{plain(outcome.signature)}")
    for words in outcome.not_checked:
        voice.say(f"没有核对：{words}")
    for one in outcome.findings[:_SHOWN]:
        voice.warn(f"不通过［{one.check}］{one.where}：{one.words}")
    if outcome.total > _SHOWN:
        voice.warn(
            f"另有 {outcome.total - min(_SHOWN, len(outcome.findings)):,} 处，没有逐条列出。"
        )
    voice.say("通过。" if outcome.passed else f"不通过：共 {outcome.total:,} 处。")


def _parts(path: Path, outcome: Outcome) -> dict[str, object]:
    return {
        "path": str(path),
        "passed": outcome.passed,
        "root": outcome.root,
        "files": outcome.files,
        "records": outcome.records,
        "figures": outcome.figures,
        "stamp": outcome.stamp,
        "signature": outcome.signature,
        "findings": [asdict(one) for one in outcome.findings],
        "total": outcome.total,
        "not_checked": list(outcome.not_checked),
    }
