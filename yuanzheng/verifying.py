"""The command `verify`: says what came of checking a pack."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from reports.seal.findings import Outcome
from reports.seal.opening import PackRefused
from scoring.settings import ScoringSettings
from yuanzheng import failures
from yuanzheng.failures import Refused
from yuanzheng.voice import Voice
from yuanzheng.widths import plain

_SHOWN = 50
_UNSURE = (
    "与这里重新做出的不同，包里说它由别的版本做成，分不清是版本不同还是被改动过："
    "请只看 证据表.json 与 CSV（已逐字节重做），或用那些版本再核验"
)


def verified(path: Path, ca: Path | None, signer_ca: Path | None, voice: Voice) -> int:
    """Checks the pack; returns 0, 1 or 3. Raises `Refused` (2) for what is no pack."""
    if os.path.exists(path):  # also where the name is no name of a file
        voice.say("正在核验…")
    from reports.seal.checking import verify
    from yuanzheng.proof import recomputed

    try:
        outcome = verify(path, _roots(ca), recomputed, signers=_roots(signer_ca))
    except PackRefused as error:
        raise Refused(str(error), failures.USAGE) from error
    except OSError as error:
        raise Refused(failures.sentence(error), failures.USAGE) from error
    _say(voice, outcome)
    return voice.end(_code(outcome), verified=_parts(path, outcome))


def _code(outcome: Outcome) -> int:
    if outcome.total:
        return failures.WRONG
    return failures.PARTIAL if outcome.doubtful else failures.COMPLETE


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
    for words in _unusual(outcome):
        voice.say(f"请注意：{words}")
    for words in outcome.not_checked:
        voice.say(f"没有核对：{words}")
    for path in outcome.doubtful:
        voice.warn(f"不能采信：{plain(path)}：{_UNSURE}。")
    for one in outcome.findings[:_SHOWN]:
        voice.warn(f"不通过［{one.check}］{one.where}：{one.words}")
    if outcome.total > _SHOWN:
        voice.warn(
            f"另有 {outcome.total - min(_SHOWN, len(outcome.findings)):,} 处，没有逐条列出。"
        )
    voice.say(_last(outcome))


def _unusual(outcome: Outcome) -> Iterator[str]:
    """What the figures were made with, where that is not what this program does by itself."""
    usual = ScoringSettings().model_dump(mode="json")
    for key, value in sorted(outcome.settings.items()):
        own = json.dumps(usual.get(key.removeprefix("scoring.")), sort_keys=True)
        if value != own:
            yield (
                f"打包的人把 {plain(key)} 设为 {plain(str(value))[:300]}（默认是 {own}），"
                "数字与结论照它算：请问明理由。"
            )


def _last(outcome: Outcome) -> str:
    if outcome.total:
        return f"不通过：共 {outcome.total:,} 处。"
    if outcome.doubtful:
        return f"没有全部通过：有 {len(outcome.doubtful)} 个文件不能采信（见上），其余都核对过。"
    left = len(outcome.not_checked)
    return f"通过（有 {left} 项没有核对，见上）。" if left else "通过。"


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
        "doubtful": list(outcome.doubtful),
        "settings": dict(outcome.settings),
    }
