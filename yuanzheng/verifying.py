"""The command `verify`: says what came of checking a pack."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from reports.seal.findings import Outcome
from reports.seal.opening import PackRefused
from scoring.facts.rules import SAME, UNREAD
from scoring.facts.together import AMOUNTS
from scoring.settings import ScoringSettings
from yuanzheng import failures
from yuanzheng.failures import Refused
from yuanzheng.voice import Voice
from yuanzheng.widths import plain

_SHOWN = 50
_NAMED = 20
_FACTS = "scoring.facts"
_WORKED_OUT = (SAME, UNREAD, AMOUNTS)  # told by the other projects of the configuration
_UNSURE = (
    "与这里重新做出的不同，包里说它由别的版本做成，分不清是版本不同还是被改动过："
    "请只看 证据表.json 与 CSV（已逐字节重做），或用那些版本再核验"
)
_DEFINED = (
    "数字或数据表与从存档重算的不同，分不清是版本不同还是被改动过：请用做包的那一版"
    "（bag-info.txt 的 Bag-Software-Agent；名录见 figures.json 的 data）再核验，"
    "或请对方用这一版重新打包"
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
    return failures.PARTIAL if outcome.unsure else failures.COMPLETE


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
    if outcome.otherwise:
        voice.warn(f"不能采信：{plain(outcome.otherwise)}，{_DEFINED}。")
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
        if key == _FACTS:  # no setting of the program's, but what an applicant says
            yield from _stated(json.loads(value))
            continue
        own = json.dumps(usual.get(key.removeprefix("scoring.")), sort_keys=True)
        if value != own:
            yield (
                f"打包的人把 {plain(key)} 设为 {plain(str(value))[:300]}（默认是 {own}），"
                "数字与结论照它算：请问明理由。"
            )


def _stated(facts: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """What an applicant states, and what of it is 满足 because whoever made the pack wrote that a
    reviewer had checked it: nothing in a pack proves either."""
    for stated in facts.values():
        given = {name: one for name, one in stated.items() if name not in _WORKED_OUT}
        if given:
            papers = {file["sha256"] for one in given.values() for file in one["attachments"]}
            yield (
                f"申报单位在 facts.toml 里填报了 {len(given):,} 项，附了 {len(papers):,} 个文件"
                "（包里只有它们的散列），照填报采用，属不属实没有核对：请对照原件。"
            )
        names = [name for name, one in given.items() if one["confirmed"]]
        if names:
            more = f" 等 {len(names):,} 项" if len(names) > _NAMED else ""
            yield (
                f"打包的人写明评审方已核对这些填报：{plain('、'.join(names[:_NAMED]))}{more}，"
                "由它们得出的“满足”照此采用：请向评审方问明核对过没有。"
            )


def _last(outcome: Outcome) -> str:
    if outcome.total:
        return f"不通过：共 {outcome.total:,} 处。"
    if outcome.otherwise:
        return "没有全部通过：数字由别的版本的口径或名录算出，这里核对不了（见上）。"
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
        "otherwise": outcome.otherwise,
        "settings": dict(outcome.settings),
    }
