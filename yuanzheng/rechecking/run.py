"""From the command line to the comparison, and how it is told."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from warehouse.numerals import number
from yuanzheng import clock, failures, interrupt, knowledge, progress
from yuanzheng.config import Config, find, load
from yuanzheng.failures import Refused
from yuanzheng.rechecking import asking, held, packs
from yuanzheng.rechecking.claims import Claims, drawn
from yuanzheng.rechecking.comparing import Compared, Verdict, compared
from yuanzheng.voice import Voice
from yuanzheng.widths import plain

_WORDS: dict[Verdict, str] = {
    "equal": "一致", "within": "在允许范围内", "moved": "变了（超出允许范围）",
    "unknown": "不知道（没有问到）",
}  # fmt: skip
_LONGEST, _MOST = 120, 100_000


@dataclass(frozen=True, slots=True)
class Asked:
    """The command line as typed. `seed` None: one is drawn and told."""

    what: str
    sample: int
    seed: int | None
    config: Path | None


def perform(asked: Asked, voice: Voice) -> int:
    """Compares and tells; returns the exit code. Raises `Refused` and `Interrupted`."""
    if not 1 <= asked.sample <= _MOST:
        raise Refused(f"--sample 应是 1 到 {_MOST:,} 之间的整数。", failures.USAGE)
    config = load(find(asked.config))
    voice.say("正在抽样…")
    claims = _claims(asked.what, config)
    seed = secrets.randbelow(10**9) if asked.seed is None else asked.seed
    sample = drawn(claims.claims, asked.sample, seed)
    voice.say(
        f"“{plain(claims.project)}”截止 {clock.beijing(claims.as_of)}（北京时间），"
        f"有值的数字 {len(claims.claims)} 个，抽查 {len(sample)} 个；抽样种子 {seed}。"
    )
    with (
        interrupt.watched() as wish,
        progress.shown(len(claims.targets), quiet=voice.silent) as bar,
    ):
        answers = asking.asked(claims, sample, config.settings, clock.now, bar, wish.stop)
    known = asking.metrics()
    found = [compared(claim, claims, known.get(claim.metric_id), answers) for claim in sample]
    problems = (*claims.lacking, *knowledge.failed(answers.summary))
    return _told(voice, claims, answers, found, problems, seed)


def _claims(what: str, config: Config) -> Claims:
    path = Path(what)
    is_pack = path.is_file() or (path / packs.FIGURES).exists()
    settings = config.settings
    claims = packs.read(path, settings.collectors) if is_pack else held.read(config, what)
    shown = plain(what)
    if claims.as_of > clock.now() + timedelta(days=1) or claims.as_of < clock.EARLIEST:
        raise Refused(f"{shown} 的截止时刻 {claims.as_of.isoformat()} 不可能：请检查它的来历。")
    if not claims.claims:
        raise Refused(f"{shown} 里没有一个有值的数字，没有可以复查的。")
    if not claims.targets:
        raise Refused("\n".join(claims.lacking) or f"{shown} 里没有平台上的来源，没有可以再问的。")
    return claims


def _told(
    voice: Voice, claims: Claims, answers: asking.Answers, found: Sequence[Compared],
    problems: Sequence[str], seed: int,
) -> int:  # fmt: skip
    for one in found:
        voice.say(_line(one))
    for words in problems:
        voice.warn(f"没有做成：{words}")
    counts = Counter(one.verdict for one in found)
    code = failures.WRONG if counts["moved"] else failures.COMPLETE
    if code == failures.COMPLETE and counts["unknown"]:
        code = failures.PARTIAL
    voice.say("，".join(f"{words} {counts[name]} 个" for name, words in _WORDS.items()) + "。")
    voice.say(f"要重做同样的抽查，请加 --sample {len(found)} --seed {seed}。")
    return voice.end(
        code, as_of=claims.as_of, problems=list(problems),
        recheck={
            "project": claims.project, "seed": seed, "asked_at": answers.asked_at,
            "requests": answers.summary.requests, "counts": dict(counts),
            "figures": [_plain(one) for one in found],
        },
    )  # fmt: skip


def _line(one: Compared) -> str:
    name = f"{one.title}（{_clip(one.claim.part)}）" if one.claim.part else one.title
    head = (
        f"  {one.claim.evidence_id} {_clip(name)}：当时 {_shown(one.claim.value, one.claim.text)}"
    )
    if one.verdict == "unknown":
        return f"{head}，{_WORDS['unknown']}：{one.reason}。"
    tail = f"现在 {_shown(one.value, one.text)}"
    if one.difference and one.low is not None and one.high is not None:
        tail += f"，差 {one.difference:+,.4g}（允许 {one.low:+,.4g} 至 {one.high:+,.4g}）"
    return f"{head}，{tail}：{_WORDS[one.verdict]}。"


def _shown(value: float | None, text: str | None) -> str:
    if text is not None:
        return _clip(text)
    if value is None:
        return "未知"
    return number(value)


def _clip(text: str) -> str:
    shown = plain(text)
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"


def _plain(one: Compared) -> dict[str, object]:
    return {
        "evidence_id": one.claim.evidence_id, "metric_id": one.claim.metric_id,
        "version": one.claim.version, "part": one.claim.part, "title": one.title,
        "unit": one.unit, "then": one.claim.value, "then_text": one.claim.text,
        "now": one.value, "now_text": one.text, "difference": one.difference,
        "low": one.low, "high": one.high, "verdict": one.verdict, "reason": one.reason,
    }  # fmt: skip
